import { createHash } from 'node:crypto';

/** Chance that can be repeated (sfc32), begun from the SHA-256 of the campaign's revealed seeds and a label. */
export class Chance {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(label: string) {
    const digest = createHash('sha256').update(label, 'utf8').digest();
    this.a = digest.readInt32BE(0);
    this.b = digest.readInt32BE(4);
    this.c = digest.readInt32BE(8);
    for (let warm = 0; warm < 12; warm += 1) this.word();
  }

  private word(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
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
