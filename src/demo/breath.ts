/** Longest stretch of work, in milliseconds, before the rest of the process has its turn. */
const STRETCH = 5;

/** Taken now and then in long work, so that the database is written to meanwhile and never waits for its next statement. */
export class Breath {
  private since = Date.now();

  async take(): Promise<void> {
    if (Date.now() - this.since < STRETCH) return;
    await new Promise((turn) => setImmediate(turn));
    this.since = Date.now();
  }
}
