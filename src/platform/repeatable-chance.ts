/** Four words of 32 bits that a sequence begins with. */
export type Beginning = readonly [a: number, b: number, c: number, counter: number];

/**
 * Chance that can be repeated (sfc32): the same beginning gives the same sequence. How a label becomes a beginning is left to
 * each use, because intervals, assignments and the rehearsal city that were told once are told again.
 */
export class RepeatableChance {
  private a: number;
  private b: number;
  private c: number;
  private counter: number;

  /** @param warmUp words passed over, so that the beginning no longer shows. */
  constructor([a, b, c, counter]: Beginning, warmUp: number) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.counter = counter;
    for (let passed = 0; passed < warmUp; passed += 1) this.word();
  }

  /** A whole number of 32 bits, not below zero. */
  word(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    return this.word() / 4_294_967_296;
  }

  /** Mean 0, standard deviation 1. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}
