import { average, type Resampling, studentisedBootstrap } from './bootstrap';
import { incompleteBeta } from './distributions';
import { type Estimate, estimated, excludes, LEVEL, notEstimable } from './estimate';
import { pairedShareDifference, type ShareDifference } from './proportions';

/** 不合格 1, 合格 2, 良好 3, 优秀 4. */
export type GradeStep = 1 | 2 | 3 | 4;

const GOOD: GradeStep = 3;

/** The same file in two campaigns; points where both gave points. */
export interface GradedTwice {
  readonly local: { readonly grade: GradeStep; readonly points: number | null };
  readonly outside: { readonly grade: GradeStep; readonly points: number | null };
}

export interface Inflation {
  readonly files: number;
  /** Mean of local − outside, in grades. */
  readonly steps: Estimate;
  readonly points: Estimate;
  /** Files that only the local readers call good or better, less those that only the outside readers do. */
  readonly goodRate: ShareDifference | null;
  readonly localGood: number;
  readonly outsideGood: number;
  /** Whether the gap is more than chance: of points where both gave points, else of grades. One question, asked once. */
  readonly apart: boolean;
}

/** Fewer files than this have no interval (HOUSE; see the coverage benchmark). */
const FEWEST_FILES = 5;

/**
 * Exact sign test, of both sides: as many files lie on one side of zero as chance alone seldom puts there. For gaps that
 * are all alike: they have no interval, and are the clearest of all.
 */
export function signsApart(differences: readonly number[], level = LEVEL): boolean {
  const above = differences.filter((difference) => difference > 0).length;
  const below = differences.filter((difference) => difference < 0).length;
  const [fewer, more] = [Math.min(above, below), Math.max(above, below)];
  return more > 0 && 2 * incompleteBeta(0.5, more, fewer + 1) <= 1 - level;
}

const isApart = (found: Estimate, differences: readonly number[]): boolean =>
  found.estimable && found.interval ? excludes(found.interval, 0) : signsApart(differences);

/** Resampling whole files keeps both grades of a file together. */
function gap(differences: readonly number[], how: Resampling): Estimate {
  if (differences.length === 0) return notEstimable('NO_PAIRS');
  const interval = differences.length < FEWEST_FILES ? 'TOO_FEW_FILES' : studentisedBootstrap(differences, how);
  return estimated(average(differences), interval);
}

/** How much higher the local readers graded the same files than the outside ones. */
export function inflation(files: readonly GradedTwice[], how: Resampling): Inflation {
  const good = ({ grade }: { readonly grade: GradeStep }) => grade >= GOOD;
  const gained = files.filter(({ local, outside }) => good(local) && !good(outside)).length;
  const lost = files.filter(({ local, outside }) => !good(local) && good(outside)).length;
  const inSteps = files.map(({ local, outside }) => local.grade - outside.grade);
  const inPoints = files.flatMap(({ local, outside }) =>
    local.points === null || outside.points === null ? [] : [local.points - outside.points],
  );
  const steps = gap(inSteps, { ...how, label: `${how.label}/steps` });
  const points = gap(inPoints, { ...how, label: `${how.label}/points` });
  return {
    files: files.length,
    steps,
    points,
    apart: inPoints.length ? isApart(points, inPoints) : isApart(steps, inSteps),
    goodRate: pairedShareDifference(gained, lost, files.length),
    localGood: files.filter(({ local }) => good(local)).length,
    outsideGood: files.filter(({ outside }) => good(outside)).length,
  };
}
