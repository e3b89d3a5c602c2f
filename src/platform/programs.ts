import { Refused } from './refusal';
import { StartRefused } from './start-refused';

/** What a program says before it ends: one line where it was refused, the stack of a fault. */
export function sayWhy(error: unknown): void {
  const refused = error instanceof StartRefused || error instanceof Refused;
  process.stderr.write(`${refused ? error.message : (error as Error).stack}\n`);
}
