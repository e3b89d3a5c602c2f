import { type NotEstimable, notEstimable } from './estimate';

/** One reader's value for one file. */
export interface Reading {
  readonly unit: string;
  readonly reader: string;
  readonly value: number;
}

/** Values of the files that two or more have read, in the order of their names: the order of rows changes nothing. */
export function pairable(readings: readonly Reading[]): readonly (readonly number[])[] | NotEstimable {
  if (new Set(readings.map(({ reader }) => reader)).size < 2) {
    return notEstimable(readings.length === 0 ? 'NO_PAIRS' : 'ONE_READER');
  }
  const byUnit = new Map<string, Reading[]>();
  for (const reading of readings) {
    const met = byUnit.get(reading.unit);
    if (!met) byUnit.set(reading.unit, [reading]);
    else if (met.some(({ reader }) => reader === reading.reader)) throw new Error('One reader, one value for a file');
    else met.push(reading);
  }
  const units = [...byUnit]
    .filter(([, met]) => met.length > 1)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, met]) => met.map(({ value }) => value));
  return units.length === 0 ? notEstimable('NO_PAIRS') : units;
}

/** Unordered pairs of readings of the same file. */
export const pairsIn = (units: readonly (readonly number[])[]): number =>
  units.reduce((total, values) => total + (values.length * (values.length - 1)) / 2, 0);
