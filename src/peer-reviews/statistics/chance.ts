import { type Beginning, RepeatableChance } from '../../platform/repeatable-chance';

function beginning(label: string): Beginning {
  let [a, b, c] = [0x6a09e667, 0xbb67ae85, 0x3c6ef372];
  for (let at = 0; at < label.length; at += 1) {
    const code = label.charCodeAt(at);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ (a >>> 15) ^ code, 0x85ebca6b);
    c = Math.imul(c ^ (b >>> 13) ^ code, 0xc2b2ae35);
  }
  return [a, b, c, 1];
}

/** Chance of resampling: the same label gives the same interval, whoever asks. */
export class Chance extends RepeatableChance {
  constructor(label: string) {
    super(beginning(label), 15);
  }

  /** A whole number from 0 to below the bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }
}
