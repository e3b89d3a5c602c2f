import { Random } from './random';

/** Peer reviewers of the city (北京市司法局): each reads more strictly or more mildly than the truth by so many points, whatever is read. */
export const READERS = [
  { login: 'reviewer.beijing', severity: 0 },
  { login: 'reviewer2.beijing', severity: -7 },
  { login: 'reviewer3.beijing', severity: 5 },
  { login: 'reviewer4.beijing', severity: -2 },
  { login: 'reviewer5.beijing', severity: 9 },
  { login: 'reviewer6.beijing', severity: -5 },
  { login: 'reviewer7.beijing', severity: 2 },
  { login: 'reviewer8.beijing', severity: -2 },
] as const;

/** Noise of one score, in points. */
const NOISE = 4;

/** Points of a hundred that a file deserves for work of this quality, from 0 to 1. */
export const deserved = (quality: number): number => 30 + 66 * quality;

/** What a reader gives one indicator of a file that deserves so many points: whole points of a hundred. */
export const given = (points: number, severity: number, chance: Random): number =>
  Math.max(0, Math.min(100, Math.round(points + severity + NOISE * chance.normal())));

/** How an indicator of one file stands to the file as a whole, in points: the same for every reader. */
export const leaning = (seed: number, caseFileId: string, indicatorNo: number): number =>
  5 * Random.of(seed, 'leaning', caseFileId, indicatorNo).normal();
