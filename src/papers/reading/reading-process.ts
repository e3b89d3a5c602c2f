import { Worker } from 'node:worker_threads';
import { PaperUnreadable } from '../unreadable';
import { useChineseFont } from './pdf';
import { draw, drawBlinded, inspect } from './read';
import type { Answer, Job } from './reading.types';

/**
 * Ends this process when it has taken more memory or processor time than it may; a thread of its own, for a hostile paper
 * keeps the main one busy. Processor time, so that a busy machine refuses no good paper.
 */
const WATCH = `
  const { workerData: { bytes, until } } = require('node:worker_threads');
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    if (process.memoryUsage.rss() > bytes || user + system > until[0]) process.kill(process.pid, 'SIGKILL');
  }, 50);`;

const [megabytes, seconds, font] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
/** Microseconds of processor time, counted from the start of the process, at which the paper of now has had its share. */
const until = new Float64Array(new SharedArrayBuffer(8)).fill(Number.POSITIVE_INFINITY);
useChineseFont(font || null);
new Worker(WATCH, { eval: true, workerData: { bytes: megabytes * 1024 * 1024, until } }).unref();

const say = (answer: Answer) => process.send?.(answer);

process.on('message', async ({ id, job }: { id: number; job: Job }) => {
  const { user, system } = process.cpuUsage();
  until[0] = user + system + seconds * 1e6;
  try {
    const inspected = job.kind === 'inspect' ? await inspect(job.path) : null;
    if (job.kind === 'picture') await draw(job.path, job.order);
    if (job.kind === 'blinded') await drawBlinded(job.path, job.order);
    say({ id, inspected, resident: process.memoryUsage.rss() });
  } catch (error) {
    if (error instanceof PaperUnreadable) {
      say({ id, unreadable: error.code, resident: process.memoryUsage.rss() });
    } else if (error instanceof Error && error.name === 'RuntimeError') {
      // A paper broke the library that reads it: this process reads no further one.
      say({ id, unreadable: 'PAPER_DAMAGED', resident: Number.MAX_SAFE_INTEGER });
    } else {
      say({ id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  } finally {
    until[0] = Number.POSITIVE_INFINITY;
  }
});
process.on('disconnect', () => process.exit(0));
