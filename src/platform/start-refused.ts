/** A mistake of whoever starts the server: shown as one line, without a stack. */
export class StartRefused extends Error {}

/** Ends a command that did not do its work: one line that says why, and code 2 where it was called wrongly. */
export function endUndone(error: unknown, usage: string, undone: string): void {
  const refused = error instanceof StartRefused;
  process.stderr.write(refused ? `${error.message}\n` : `${undone}: ${(error as Error).message}\n`);
  process.exitCode = refused && error.message === usage ? 2 : 1;
}
