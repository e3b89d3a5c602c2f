import { Worker } from 'node:worker_threads';
import { PaperUnreadable } from '../unreadable';
import { useChineseFont } from './pdf';
import { draw, inspect } from './read';
import type { Answer, Job } from './reading.types';

/** Ends this process when it has taken more memory than it may; a thread of its own, for a hostile paper keeps the main one busy. */
const WATCH = `
  const { workerData } = require('node:worker_threads');
  setInterval(() => { if (process.memoryUsage.rss() > workerData) process.kill(process.pid, 'SIGKILL'); }, 50);`;

const [megabytes, font] = [Number(process.argv[2]), process.argv[3]];
useChineseFont(font || null);
new Worker(WATCH, { eval: true, workerData: megabytes * 1024 * 1024 }).unref();

const say = (answer: Answer) => process.send?.(answer);

process.on('message', async ({ id, job }: { id: number; job: Job }) => {
  try {
    const inspected = job.kind === 'inspect' ? await inspect(job.path) : null;
    if (job.kind === 'picture') await draw(job.path, job.order);
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
  }
});
process.on('disconnect', () => process.exit(0));
