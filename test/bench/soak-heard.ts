import type { Attempt, Cast } from '../support/random-acts';
import type { RawTraces } from '../support/random-acts-raw';
import type { Answered, Operations } from '../support/random-acts-send';
import type { World } from '../support/world';
import { type Heard, refusalOf } from './soak-audit';
import type { ReviewAudit } from './soak-reviews';

export const count = (into: Map<string, number>, key: string) => into.set(key, (into.get(key) ?? 0) + 1);

/** What comes of a soak: figures, and everything that must not have happened. */
export class Soak {
  readonly wrong: string[] = [];

  /** Told when it happens, and counted. */
  fail(text: string): void {
    this.wrong.push(text);
    console.error(`\nWRONG after ${this.taken}: ${text}`);
  }

  readonly byActAndCode = new Map<string, number>();
  readonly byConstraint = new Map<string, number>();
  readonly heard: Heard = { done: new Map(), refused: new Map() };
  readonly traces: RawTraces = { forged: new Set() };
  taken = 0;
  sent = 0;
  raw = 0;

  constructor(
    readonly world: World,
    readonly cast: Cast,
    readonly operations: Operations,
    /** Lines of the ledger that were there before. */
    readonly before: readonly string[],
    readonly reviews: ReviewAudit,
    private readonly trace: boolean,
  ) {}

  /** Hears an answer: faults are wrong, everything else is booked for the ledger's account, with the lines due for it. */
  hear(attempt: Attempt, answered: Answered, due = 1): void {
    const { name, by } = attempt;
    this.sent += 1;
    this.reviews.hear(attempt, answered.body);
    const { result, errors, status } = answered;
    const code = errors.length
      ? `error ${errors.join(' ')}`
      : (result?.code ?? (result.receipt.replayed ? 'REPLAYED' : 'DONE'));
    count(this.byActAndCode, `${name} ${code}`);
    if (this.trace)
      console.log(
        `${this.sent} ${name} ${code} ${JSON.stringify(attempt.input).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '#')}`,
      );
    if (status >= 500 || errors.includes('FAULT') || errors.includes('WITHOUT_CODE'))
      this.fail(
        `${name}: HTTP ${status} ${answered.body.slice(0, 400)} for ${JSON.stringify(attempt.input).slice(0, 600)}`,
      );
    if (!result) return;
    if (!result.code) {
      const { entryId, replayed } = result.receipt;
      const known = this.heard.done.get(entryId);
      if (replayed && !known) this.fail(`${name}: replayed ${entryId}, which was never done`);
      if (!replayed && known) this.fail(`${name}: done twice as ${entryId}`);
      this.heard.done.set(entryId, { act: name, accountId: by.accountId });
    } else if (result.code !== 'NOT_SIGNED_IN') {
      const key = refusalOf(by.accountId, name, result.code);
      const booked = this.heard.refused.get(key) ?? { least: 0, most: 0 };
      this.heard.refused.set(key, { least: booked.least + due, most: booked.most + 1 });
    }
  }
}
