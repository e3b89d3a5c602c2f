import { createHash } from 'node:crypto';
import { type Beginning, RepeatableChance } from '../../platform/repeatable-chance';

function beginning(label: string): Beginning {
  const digest = createHash('sha256').update(label, 'utf8').digest();
  return [digest.readInt32BE(0), digest.readInt32BE(4), digest.readInt32BE(8), 1];
}

/** Chance of assignment, begun from the SHA-256 of the campaign's revealed seeds and a label. */
export class Chance extends RepeatableChance {
  constructor(label: string) {
    super(beginning(label), 12);
  }

  /** A whole number from 0 to below `bound`, all equally likely. */
  below(bound: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    for (;;) {
      const word = this.word();
      if (word < limit) return word % bound;
    }
  }

  shuffled<T>(things: readonly T[]): T[] {
    const out = [...things];
    for (let last = out.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const kept = out[last] as T;
      out[last] = out[other] as T;
      out[other] = kept;
    }
    return out;
  }
}
