import type { CaseKindCode } from '../../regulation';
import { type Estimate, LEVEL, notEstimable } from '../statistics/estimate';
import {
  between,
  levelOfEach,
  type Share,
  type ShareDifference,
  type Stratum,
  type WeightedShare,
  weightedShare,
} from '../statistics/proportions';
import type { Severity } from '../statistics/severity';
import { meanEstimate } from '../statistics/weighted-mean';
import type { FrameFacts, ResultFacts, StratumKey } from './review-facts.types';

export interface GradeCounts {
  readonly excellent: number;
  readonly good: number;
  readonly qualified: number;
  readonly unqualified: number;
}

/** Files that stand together: of the campaign, of an agency, of an agency and kind. */
export interface GroupFigures {
  readonly agencyId: string | null;
  readonly caseKind: CaseKindCode | null;
  /** Closed files that the random part stands for. */
  readonly frame: number;
  /** Files drawn by chance and finalised. */
  readonly files: number;
  /** Strata that hold files and have no result, and their files: then nothing can be said for the frame. */
  readonly unreadStrata: number;
  readonly unreadFiles: number;
  readonly grades: GradeCounts;
  /** 优良率 of the files drawn by chance; strata that were drawn at different rates count by their files. */
  readonly goodRate: WeightedShare | null;
  /** Mean of the official results, by the same weights. */
  readonly official: Estimate;
  /** The same files with their readers' severities taken off. */
  readonly adjusted: Estimate;
  /** Files added by decision or to reach everybody: apart, because nothing follows from them for the rest. */
  readonly apart: GradeCounts;
}

const GOOD = 3;
/**
 * Of fewer files than this, what the adjustment takes off would tell whoever knows the readers' severities who read them
 * (HOUSE). For the same reason no single file has an adjusted score.
 */
const FEWEST_ADJUSTED = 5;

export function gradeCounts(results: readonly ResultFacts[]): GradeCounts {
  const of = (step: number) => results.filter(({ grade }) => grade === step).length;
  return { excellent: of(4), good: of(3), qualified: of(2), unqualified: of(1) };
}

const shareOf = (results: readonly ResultFacts[]): Share => ({
  hits: results.filter(({ grade }) => grade >= GOOD).length,
  of: results.length,
});

const keyOf = ({ agencyId, caseKind, stage }: StratumKey) => `${agencyId} ${caseKind} ${stage}`;

const strataOf = (results: readonly ResultFacts[], frame: readonly FrameFacts[]): Stratum[] =>
  frame.map((stratum) => ({
    ...shareOf(results.filter((result) => keyOf(result) === keyOf(stratum))),
    frame: stratum.files,
  }));

/** The rate in the frame; null where a stratum that holds files has no result: what is left does not stand for it. */
const rateOf = (random: readonly ResultFacts[], frame: readonly FrameFacts[], level = LEVEL): WeightedShare | null =>
  weightedShare(strataOf(random, frame), level);

/** Strata that hold files and have no result: what is left does not stand for the frame. */
export const unreadIn = (random: readonly ResultFacts[], frame: readonly FrameFacts[]): readonly Stratum[] =>
  strataOf(random, frame).filter((stratum) => stratum.frame > 0 && stratum.of === 0);

/** Each result with the number of files that it stands for. */
export function weighted(random: readonly ResultFacts[], frame: readonly FrameFacts[]) {
  const read = new Map<string, number>();
  for (const result of random) read.set(keyOf(result), (read.get(keyOf(result)) ?? 0) + 1);
  const held = new Map(frame.map((stratum) => [keyOf(stratum), stratum.files]));
  return random.map((result) => {
    const key = keyOf(result);
    return { ...result, weight: (held.get(key) ?? 0) / (read.get(key) ?? 1) };
  });
}

function adjustedOf(random: ReturnType<typeof weighted>, model: Severity): Estimate {
  if (random.length < FEWEST_ADJUSTED) return notEstimable(random.length ? 'TOO_FEW_FILES' : 'NO_PAIRS');
  const weights = new Map(random.flatMap(({ subject, weight }) => (subject === null ? [] : [[subject, weight]])));
  if (weights.size < random.length) return notEstimable('NOT_CONNECTED');
  return model.adjustedMean([...weights.keys()], LEVEL, (subject) => weights.get(subject) ?? 0);
}

function figuresOf(
  agencyId: string | null,
  caseKind: CaseKindCode | null,
  results: readonly ResultFacts[],
  frame: readonly FrameFacts[],
  model: Severity,
): GroupFigures {
  const within = <Row extends { readonly agencyId: string; readonly caseKind: CaseKindCode }>(rows: readonly Row[]) =>
    rows.filter(
      (row) => (agencyId === null || row.agencyId === agencyId) && (caseKind === null || row.caseKind === caseKind),
    );
  const all = within(results);
  const random = all.filter((each) => each.random);
  const strata = within(frame);
  const unread = unreadIn(random, strata);
  const counted = weighted(random, strata);
  const mean = (estimate: () => Estimate) => (unread.length ? notEstimable('STRATUM_UNREAD') : estimate());
  return {
    agencyId,
    caseKind,
    frame: strata.reduce((sum, { files }) => sum + files, 0),
    files: random.length,
    unreadStrata: unread.length,
    unreadFiles: unread.reduce((sum, stratum) => sum + stratum.frame, 0),
    grades: gradeCounts(random),
    goodRate: rateOf(random, strata),
    official: mean(() => meanEstimate(counted)),
    adjusted: mean(() => adjustedOf(counted, model)),
    apart: gradeCounts(all.filter((each) => !each.random)),
  };
}

export interface ComparisonFigures {
  readonly campaign: GroupFigures;
  readonly kinds: readonly GroupFigures[];
  readonly agencies: readonly GroupFigures[];
  readonly agenciesByKind: readonly GroupFigures[];
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)].sort();

export function comparisonFigures(
  results: readonly ResultFacts[],
  frame: readonly FrameFacts[],
  model: Severity,
): ComparisonFigures {
  const rows = [...frame, ...results];
  const agencies = unique(rows.map(({ agencyId }) => agencyId));
  const kinds = unique(rows.map(({ caseKind }) => caseKind));
  const made = (agencyId: string | null, caseKind: CaseKindCode | null) =>
    figuresOf(agencyId, caseKind, results, frame, model);
  return {
    campaign: made(null, null),
    kinds: kinds.map((kind) => made(null, kind)),
    agencies: agencies.map((agency) => made(agency, null)),
    agenciesByKind: agencies.flatMap((agency) =>
      kinds
        .map((kind) => made(agency, kind))
        .filter(({ frame: size, files, apart }) => size + files + total(apart) > 0),
    ),
  };
}

export const total = ({ excellent, good, qualified, unqualified }: GradeCounts): number =>
  excellent + good + qualified + unqualified;

export interface AgencyDifference {
  readonly agencyId: string;
  /** Null: all other agencies of the campaign together. */
  readonly otherId: string | null;
  readonly difference: ShareDifference;
}

/** Each agency against all the others together, at a level that allows for so many comparisons. */
export function againstTheRest(results: readonly ResultFacts[], frame: readonly FrameFacts[]): AgencyDifference[] {
  const random = results.filter((each) => each.random);
  const agencies = unique(random.map(({ agencyId }) => agencyId));
  if (agencies.length < 2) return [];
  const level = levelOfEach(agencies.length);
  return agencies.flatMap((agencyId) => {
    const own = <Row extends { readonly agencyId: string }>(row: Row) => row.agencyId === agencyId;
    const one = rateOf(random.filter(own), frame.filter(own), level);
    const other = rateOf(
      random.filter((row) => !own(row)),
      frame.filter((row) => !own(row)),
      level,
    );
    return one && other ? [{ agencyId, otherId: null, difference: between(one, other) }] : [];
  });
}

/**
 * Pairs of the named agencies. The level allows for all pairs of the campaign, however few are asked for: else one could
 * ask until two seem to differ.
 */
export function pairwise(
  results: readonly ResultFacts[],
  frame: readonly FrameFacts[],
  named: readonly string[],
): AgencyDifference[] {
  const random = results.filter((each) => each.random);
  const many = new Set(random.map(({ agencyId }) => agencyId)).size;
  const level = levelOfEach((many * (many - 1)) / 2);
  const rates = unique(named).map((agencyId) => ({
    agencyId,
    rate: rateOf(
      random.filter((row) => row.agencyId === agencyId),
      frame.filter((row) => row.agencyId === agencyId),
      level,
    ),
  }));
  return rates.flatMap((one, at) =>
    rates
      .slice(at + 1)
      .flatMap((other) =>
        one.rate && other.rate
          ? [{ agencyId: one.agencyId, otherId: other.agencyId, difference: between(one.rate, other.rate) }]
          : [],
      ),
  );
}
