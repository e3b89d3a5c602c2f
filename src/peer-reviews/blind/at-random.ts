import { randomInt } from 'node:crypto';

/** Without letters and digits that are taken for each other. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const LENGTH = 6;

/** A name that says nothing: from the system's randomness, so that no key could be found that made it. */
const pseudonym = (): string => Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');

/** So many pseudonyms, all different. */
export function pseudonyms(count: number): string[] {
  const found = new Set<string>();
  while (found.size < count) found.add(pseudonym());
  return [...found];
}

/** The same things in an order that nothing decides. */
export function shuffled<T>(things: readonly T[]): T[] {
  const all = [...things];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [all[last], all[other]] = [all[other] as T, all[last] as T];
  }
  return all;
}
