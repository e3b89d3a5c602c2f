/** Chance that can be repeated (sfc32 over a hashed label): the same label gives the same interval, whoever asks. */
export class Chance {
  private a = 0x6a09e667;
  private b = 0xbb67ae85;
  private c = 0x3c6ef372;
  private counter = 1;

  constructor(label: string) {
    for (let at = 0; at < label.length; at += 1) {
      const code = label.charCodeAt(at);
      this.a = Math.imul(this.a ^ code, 0x9e3779b1);
      this.b = Math.imul(this.b ^ (this.a >>> 15) ^ code, 0x85ebca6b);
      this.c = Math.imul(this.c ^ (this.b >>> 13) ^ code, 0xc2b2ae35);
    }
    for (let warm = 0; warm < 15; warm += 1) this.word();
  }

  private word(): number {
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

  /** A whole number from 0 to below the bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Mean 0, standard deviation 1. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}
