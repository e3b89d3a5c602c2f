import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type AssignmentInput, type AssignmentPlan, assign } from './assignment';

/** Pairs of a file and a reader that are weighed in a moment; more of them get a thread of their own, so that nobody else waits. */
const IN_A_MOMENT = 2_000;

export function assignApart(input: AssignmentInput): Promise<AssignmentPlan> {
  if (input.files.length * input.readers.length <= IN_A_MOMENT) return Promise.resolve(assign(input));
  return new Promise((resolve, reject) => {
    const thread = new Worker(join(__dirname, 'assignment-worker.js'), { workerData: input });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`assignment: the thread ended with ${code} and without an answer`)));
  });
}
