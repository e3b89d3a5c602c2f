import { HOURS_AND_PERIODS } from './hours-and-periods';
import { OTHER_DAYS } from './other-days';
import type { GoldenCase } from './table';
import { THREE_DAYS } from './three-days';
import { WORKING_DAYS } from './working-days';

export type { GoldenCase };

/** Every countable limit of the catalogue of time limits, at least six dated cases each. */
export const GOLDEN: readonly GoldenCase[] = [...THREE_DAYS, ...OTHER_DAYS, ...WORKING_DAYS, ...HOURS_AND_PERIODS];
