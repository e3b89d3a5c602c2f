import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { PaperUnreadable } from '../unreadable';
import { usualChineseFont } from './chinese-font';
import { FairQueue } from './fair-queue';
import type { Answer, BlindOrder, Inspected, Job, PictureOrder } from './reading.types';

export interface ReaderLimits {
  /** Papers read at the same time, each in a process of its own. */
  readonly processes: number;
  /** Processor time for one paper or one page. */
  readonly seconds: number;
  /** How many times as long that may take by the clock: a busy machine refuses no good paper, one that hangs holds nobody up. */
  readonly patience: number;
  /** Resident memory of one process, in MiB. */
  readonly megabytes: number;
  /** A font with Chinese for documents that do not bring theirs; null: such pages are refused rather than drawn with gaps. */
  readonly font: string | null;
}

export const READER_LIMITS: ReaderLimits = {
  processes: 2,
  seconds: 20,
  patience: 6,
  megabytes: 1024,
  font: usualChineseFont(),
};

/** More orders than this wait for nobody: the caller is told to come again. */
const LONGEST_QUEUE = 500;
/** And so many of one account. */
const LONGEST_OWN_QUEUE = 125;
/** A process that has become this large gives its memory back by ending. */
const RENEW_ABOVE = 384 * 1024 * 1024;
const IDLE_MS = 30_000;

/** Too much is being read at once; to be tried again. */
export class ReaderBusy extends Error {}

interface Order {
  readonly job: Job;
  resolve(inspected: Inspected | null): void;
  reject(error: Error): void;
}

/**
 * Reads papers outside of the server: a damaged or hostile one can take only the time and memory given to a process
 * that holds no connection, no key and none of the server's environment, and that is then ended.
 */
export class PaperReader {
  private readonly waiting = new FairQueue<Order>(LONGEST_QUEUE, LONGEST_OWN_QUEUE);
  private readonly idle = new Map<ChildProcess, NodeJS.Timeout>();
  private readonly all = new Set<ChildProcess>();
  private busy = 0;
  private orders = 0;
  private closed = false;

  constructor(private readonly limits: ReaderLimits = READER_LIMITS) {}

  /** Media type and number of pages. Those who wait are served in turn, so `whose` order it is. Throws PaperUnreadable. */
  async inspect(path: string, whose = ''): Promise<Inspected> {
    const inspected = await this.order({ kind: 'inspect', path }, whose);
    if (!inspected) throw new Error('a paper was read without an answer');
    return inspected;
  }

  /** Draws one page as a WebP picture into a file. Throws PaperUnreadable. */
  async draw(path: string, order: PictureOrder, whose = ''): Promise<void> {
    await this.order({ kind: 'picture', path, order }, whose);
  }

  /** Draws one page with boxes blackened in its pixels, as a JPEG picture into a file. Throws PaperUnreadable. */
  async drawBlinded(path: string, order: BlindOrder, whose = ''): Promise<void> {
    await this.order({ kind: 'blinded', path, order }, whose);
  }

  close(): void {
    this.closed = true;
    for (let order = this.waiting.shift(); order; order = this.waiting.shift()) {
      order.reject(new ReaderBusy('the server is stopping'));
    }
    for (const child of this.all) child.kill('SIGKILL');
  }

  private order(job: Job, whose: string): Promise<Inspected | null> {
    if (this.closed || !this.waiting.hasRoom(whose)) return Promise.reject(new ReaderBusy('too many papers'));
    return new Promise((resolve, reject) => {
      this.waiting.push(whose, { job, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.busy >= this.limits.processes) return;
    const order = this.waiting.shift();
    if (!order) return;
    this.busy += 1;
    this.work(this.take(), order);
  }

  private take(): ChildProcess {
    const [known] = this.idle.entries();
    if (known) {
      clearTimeout(known[1]);
      this.idle.delete(known[0]);
      known[0].ref();
      known[0].channel?.ref();
      return known[0];
    }
    const child = fork(
      join(__dirname, 'reading-process.js'),
      [String(this.limits.megabytes), String(this.limits.seconds), this.limits.font ?? ''],
      {
        env: {},
        execArgv: ['--disable-warning=ExperimentalWarning'],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      },
    );
    this.all.add(child);
    child.once('exit', () => this.forget(child));
    return child;
  }

  private forget(child: ChildProcess): void {
    clearTimeout(this.idle.get(child));
    this.idle.delete(child);
    this.all.delete(child);
  }

  private work(child: ChildProcess, { job, resolve, reject }: Order): void {
    this.orders += 1;
    const id = this.orders;
    const done = (settle: () => void, keep: boolean) => {
      clearTimeout(deadline);
      child.removeAllListeners('message');
      child.off('exit', gone);
      child.off('error', failed);
      if (keep && !this.closed) this.rest(child);
      else child.kill('SIGKILL');
      this.busy -= 1;
      settle();
      this.next();
    };
    const tooHard = () => done(() => reject(new PaperUnreadable('PAPER_TOO_HARD')), false);
    // Ended by a signal: the memory limit or a crash of a native library, the paper's doing either way.
    const gone = (code: number | null) => {
      if (this.closed) done(() => reject(new ReaderBusy('the server is stopping')), false);
      else if (code === null) tooHard();
      else done(() => reject(new Error(`the reading process ended with ${code}`)), false);
    };
    const failed = (error: Error) => done(() => reject(error), false);
    const deadline = setTimeout(tooHard, this.limits.seconds * this.limits.patience * 1000);
    child.once('exit', gone);
    child.once('error', failed);
    child.on('message', (answer: Answer) => {
      if (answer.id !== id) return;
      if ('fault' in answer) return done(() => reject(new Error(answer.fault)), false);
      const keep = answer.resident < RENEW_ABOVE;
      if ('unreadable' in answer) return done(() => reject(new PaperUnreadable(answer.unreadable)), keep);
      return done(() => resolve(answer.inspected), keep);
    });
    child.send({ id, job });
  }

  /** Waits for the next paper without keeping the server alive, and not for long. */
  private rest(child: ChildProcess): void {
    child.unref();
    child.channel?.unref();
    this.idle.set(child, setTimeout(() => child.kill('SIGKILL'), IDLE_MS).unref());
  }
}
