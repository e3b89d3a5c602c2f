import { parentPort, workerData } from 'node:worker_threads';
import { type AssignmentInput, assign } from './assignment';

parentPort?.postMessage(assign(workerData as AssignmentInput));
