import { Random } from './random';

/**
 * How well a practitioner really works, from 0 to 1: a pure function of the city's seed and the practitioner's
 * index, kept nowhere else. What is recorded in files follows it with noise; scores and trends that claim to
 * find quality can be held against it.
 */
export function trueQuality(seed: number, index: number): number {
  const drawn = 0.68 + 0.17 * Random.of(seed, 'quality', index).normal();
  return Math.min(0.98, Math.max(0.08, drawn));
}

/** One sight of it: the quality with the noise of a single piece of work, from 0 to 1. */
export const observed = (quality: number, chance: Random, noise = 0.14): number =>
  Math.min(1, Math.max(0, quality + noise * chance.normal()));
