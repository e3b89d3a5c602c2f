import { createHmac } from 'node:crypto';
import { byId, type DrawPlan, type Frame, type FrameLine, type Share } from './frame';

/** Why a file is read: by its stratum's share, for its practitioner's coverage, or for a reason. */
export const DRAW_ORIGINS = ['RANDOM', 'COVERAGE', 'TARGETED'] as const;
export type DrawOrigin = (typeof DRAW_ORIGINS)[number];

export interface Stratum {
  readonly agencyId: string;
  readonly caseKind: string;
  /** Null where the plan does not tell stages apart. */
  readonly stage: string | null;
  readonly files: number;
  /** How many the share and the minimum ask for. */
  readonly size: number;
}

export interface DrawnFile {
  readonly caseFileId: string;
  readonly origin: DrawOrigin;
  /** Agency, kind and stage in one; null for what was not drawn by chance. */
  readonly stratum: string | null;
  /** Place in the stratum's order, from 1; null for what was not drawn by chance. */
  readonly position: number | null;
  /** Asked for by reason as well as drawn: counts with the random part, read once. */
  readonly alsoTargeted: boolean;
}

export interface Draw {
  readonly strata: readonly Stratum[];
  readonly files: readonly DrawnFile[];
}

/** Rounded up, so that no stratum has less than its share; exact in integers (HOUSE). */
export function stratumSize(files: number, share: Share, minimum: number): number {
  const asked = Number(
    (BigInt(files) * BigInt(share.numerator) + BigInt(share.denominator) - 1n) / BigInt(share.denominator),
  );
  return Math.min(files, Math.max(asked, minimum));
}

const shareOf = (plan: DrawPlan, caseKind: string): Share => plan.sharesByKind[caseKind] ?? plan.share;

export interface StratumLines<L extends FrameLine = FrameLine> extends Stratum {
  readonly key: string;
  readonly lines: readonly L[];
}

const stratumOf = ({ byStage }: DrawPlan, { agencyId, caseKind, stage }: FrameLine): string =>
  byStage ? `${agencyId} ${caseKind} ${stage}` : `${agencyId} ${caseKind}`;

const before = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Lines by stratum, strata in order of agency, kind and stage. */
export function strataOf<L extends FrameLine>(plan: DrawPlan, lines: readonly L[]): StratumLines<L>[] {
  const found = new Map<string, L[]>();
  for (const line of lines) {
    const key = stratumOf(plan, line);
    const known = found.get(key);
    if (known) known.push(line);
    else found.set(key, [line]);
  }
  return [...found]
    .sort(([one], [other]) => before(one, other))
    .map(([key, own]) => {
      const [agencyId, caseKind, stage = null] = key.split(' ') as [string, string, string | undefined];
      const size = stratumSize(own.length, shareOf(plan, caseKind), plan.minimumPerStratum);
      return { key, agencyId, caseKind, stage, files: own.length, size, lines: own };
    });
}

export const stratumFigures = ({ agencyId, caseKind, stage, files, size }: StratumLines): Stratum => ({
  agencyId,
  caseKind,
  stage,
  files,
  size,
});

/** By origin, stratum and position: the one order in which a draw is told. */
export const inDrawOrder = (files: readonly DrawnFile[]): DrawnFile[] =>
  [...files].sort(
    (one, other) =>
      DRAW_ORIGINS.indexOf(one.origin) - DRAW_ORIGINS.indexOf(other.origin) ||
      before(one.stratum ?? '', other.stratum ?? '') ||
      (one.position ?? 0) - (other.position ?? 0) ||
      before(one.caseFileId, other.caseFileId),
  );

interface Ranked {
  readonly line: FrameLine;
  readonly rank: string;
  readonly stratum: string;
  readonly position: number;
}

const byRank = (one: { line: FrameLine; rank: string }, other: { line: FrameLine; rank: string }): number =>
  before(one.rank, other.rank) || byId(one.line, other.line);

/**
 * The draw: each file's rank is HMAC-SHA-256 of its id under the key, the first of each stratum are drawn. Coverage draws
 * further files in the same order; targeted files come behind, apart. Depends on the key and the frame alone.
 */
export function drawFiles({ plan, lines, targeted }: Pick<Frame, 'plan' | 'lines' | 'targeted'>, key: Buffer): Draw {
  const rank = (line: FrameLine) => ({
    line,
    rank: createHmac('sha256', key).update(line.caseFileId, 'utf8').digest('hex'),
  });
  const strata = strataOf(plan, lines).map((stratum) => {
    const ordered = stratum.lines.map(rank).sort(byRank);
    return { ...stratum, ordered: ordered.map((each, n) => ({ ...each, stratum: stratum.key, position: n + 1 })) };
  });
  const random = strata.flatMap(({ ordered, size }) => ordered.slice(0, size));
  const left = strata.flatMap(({ ordered, size }) => ordered.slice(size)).sort(byRank);
  const further = coverage(plan, random, left);
  const asked = new Set(targeted.map(({ caseFileId }) => caseFileId));
  const drawn = (origin: DrawOrigin) => (file: Ranked) => ({
    caseFileId: file.line.caseFileId,
    origin,
    stratum: file.stratum,
    position: file.position,
    alsoTargeted: asked.has(file.line.caseFileId),
  });
  const byChance = [...random.map(drawn('RANDOM')), ...further.map(drawn('COVERAGE'))];
  const known = new Set(byChance.map(({ caseFileId }) => caseFileId));
  const apart = targeted
    .filter(({ caseFileId }) => !known.has(caseFileId))
    .map(({ caseFileId }) => ({
      caseFileId,
      origin: 'TARGETED' as const,
      stratum: null,
      position: null,
      alsoTargeted: false,
    }));
  return { strata: strata.map(stratumFigures), files: inDrawOrder([...byChance, ...apart]) };
}

/** Files still to be drawn, in the order given, so that nobody has fewer than the plan asks for. */
function coverage(plan: DrawPlan, drawn: readonly Ranked[], ordered: readonly Ranked[]): Ranked[] {
  const have = new Map<string, number>();
  const count = ({ line }: Ranked) => {
    for (const id of line.practitionerIds) have.set(id, (have.get(id) ?? 0) + 1);
  };
  drawn.forEach(count);
  return ordered.filter((file) => {
    if (!file.line.practitionerIds.some((id) => (have.get(id) ?? 0) < plan.perPractitioner)) return false;
    count(file);
    return true;
  });
}
