import { type Beginning, RepeatableChance } from '../platform/repeatable-chance';

const ROTATE = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f] as const;

/** Four 32-bit words from a text, every one depending on all of it. */
function words(text: string): Beginning {
  let [a, b, c, d] = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, ROTATE[0]);
    b = c ^ Math.imul(b ^ code, ROTATE[1]);
    c = d ^ Math.imul(c ^ code, ROTATE[2]);
    d = a ^ Math.imul(d ^ code, ROTATE[3]);
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
}

const FOUR_DIGITS = Array.from({ length: 0x10000 }, (_, value) => value.toString(16).padStart(4, '0'));
/** Eight hexadecimal digits. */
const hex = (word: number): string => `${FOUR_DIGITS[word >>> 16]}${FOUR_DIGITS[word & 0xffff]}`;

/** Chance of the rehearsal city. A sequence of its own for every thing: the same labels give the same, whatever is drawn elsewhere. */
export class Random extends RepeatableChance {
  static of(...labels: readonly (string | number)[]): Random {
    return new Random(words(labels.join('/')), 12);
  }

  /** A whole number, both ends included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)] as T;
  }

  /** One of the values, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let left = this.next() * choices.reduce((total, [, weight]) => total + weight, 0);
    for (const [value, weight] of choices) {
      left -= weight;
      if (left < 0) return value;
    }
    return (choices[choices.length - 1] as readonly [T, number])[0];
  }

  /** A UUID of version 7 for something that came to be at that instant (milliseconds). */
  id(at: number): string {
    const time = at.toString(16).padStart(12, '0');
    const [one, two, three] = [hex(this.word()), hex(this.word()), hex(this.word())];
    const variant = '89ab'.charAt(this.word() >>> 30);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${one.slice(0, 3)}-${variant}${one.slice(3, 6)}-${two}${three.slice(0, 4)}`;
  }
}
