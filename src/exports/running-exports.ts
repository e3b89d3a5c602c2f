import type { Readable } from 'node:stream';
import { Places } from '../platform/bytes';
import { conflict } from '../platform/refusal';
import { ExportBroken } from './export-stream';

/** Exports that one server streams at a time; two of them for one account. */
const AT_ONCE = 8;

/** One export: it holds its place until its last ledger line is written. */
export interface RunningExport {
  /** What is to be broken off when the server stops. */
  streams(stream: Readable): void;
  ended(): void;
}

const busy = () => conflict('EXPORTS_BUSY', '同时导出的过多，请稍后重试');

export class RunningExports {
  private readonly places = new Places(AT_ONCE, busy);
  private readonly streams = new Set<Readable>();
  private readonly running = new Set<Promise<void>>();
  private stopping = false;

  /** Refused EXPORTS_BUSY where there is no place for this account. */
  begin(accountId: string): RunningExport {
    if (this.stopping) throw busy();
    const leave = this.places.take(accountId);
    let end = () => {};
    const running = new Promise<void>((done) => {
      end = done;
    });
    this.running.add(running);
    let mine: Readable | null = null;
    return {
      streams: (stream) => {
        mine = stream;
        this.streams.add(stream);
        if (this.stopping) stream.destroy(new ExportBroken('SERVER_STOPPED'));
      },
      ended: () => {
        leave();
        if (mine) this.streams.delete(mine);
        this.running.delete(running);
        end();
      },
    };
  }

  /** Breaks off what still runs; resolves when the ledger has the last line of each. */
  async close(): Promise<void> {
    this.stopping = true;
    for (const stream of this.streams) stream.destroy(new ExportBroken('SERVER_STOPPED'));
    await Promise.all(this.running);
  }
}
