import { createHmac } from 'node:crypto';
import { byId, type DrawPlan, type Frame, type FrameLine, type Share, type TargetedLine } from './frame';

/** Why a file is read: by its stratum's share, for its practitioner's coverage, or for a reason. */
export type DrawOrigin = 'STRATUM' | 'COVERAGE' | 'TARGETED';

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
  readonly place: number;
  readonly caseFileId: string;
  readonly origin: DrawOrigin;
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
  readonly lines: readonly L[];
}

/** Lines by stratum, strata in order of agency, kind and stage. */
export function strataOf<L extends FrameLine>(plan: DrawPlan, lines: readonly L[]): StratumLines<L>[] {
  const found = new Map<string, L[]>();
  for (const line of lines) {
    const key = `${line.agencyId} ${line.caseKind} ${plan.byStage ? line.stage : ''}`;
    const known = found.get(key);
    if (known) known.push(line);
    else found.set(key, [line]);
  }
  return [...found.keys()].sort().map((key) => {
    const [agencyId, caseKind, stage] = key.split(' ') as [string, string, string];
    const own = found.get(key) ?? [];
    return {
      agencyId,
      caseKind,
      stage: stage || null,
      files: own.length,
      size: stratumSize(own.length, shareOf(plan, caseKind), plan.minimumPerStratum),
      lines: own,
    };
  });
}

interface Ranked {
  readonly line: FrameLine;
  readonly rank: string;
}

const byRank = (one: Ranked, other: Ranked): number =>
  one.rank < other.rank ? -1 : one.rank > other.rank ? 1 : byId(one.line, other.line);

/**
 * The draw: each file's rank is HMAC-SHA-256 of its id under the key, the first of each stratum are drawn. Coverage draws
 * further files in the same order; targeted files come behind, apart. Depends on the key and the frame alone.
 */
export function drawFiles(frame: Omit<Frame, 'campaignId'>, key: Buffer): Draw {
  const { plan } = frame;
  const targeted = new Set(frame.targeted.map(({ caseFileId }) => caseFileId));
  const rank = (line: FrameLine): Ranked => ({
    line,
    rank: createHmac('sha256', key).update(line.caseFileId, 'utf8').digest('hex'),
  });
  const drawn: { line: FrameLine; origin: DrawOrigin }[] = [];
  const left: Ranked[] = [];
  const strata = strataOf(plan, frame.lines).map(({ lines, ...stratum }) => {
    const ordered = lines.map(rank).sort(byRank);
    for (const { line } of ordered.slice(0, stratum.size)) drawn.push({ line, origin: 'STRATUM' });
    left.push(...ordered.slice(stratum.size));
    return stratum;
  });
  for (const line of coverage(plan, drawn, left.sort(byRank))) drawn.push({ line, origin: 'COVERAGE' });
  const random = new Set(drawn.map(({ line }) => line.caseFileId));
  const apart: TargetedLine[] = frame.targeted.filter(({ caseFileId }) => !random.has(caseFileId)).sort(byId);
  for (const line of apart) drawn.push({ line, origin: 'TARGETED' });
  return {
    strata,
    files: drawn.map(({ line, origin }, index) => ({
      place: index + 1,
      caseFileId: line.caseFileId,
      origin,
      alsoTargeted: origin !== 'TARGETED' && targeted.has(line.caseFileId),
    })),
  };
}

/** Files still to be drawn, in the order given, so that nobody has fewer than the plan asks for. */
function coverage(plan: DrawPlan, drawn: readonly { readonly line: FrameLine }[], ordered: readonly Ranked[]) {
  const have = new Map<string, number>();
  const count = (line: FrameLine) => {
    for (const id of line.practitionerIds) have.set(id, (have.get(id) ?? 0) + 1);
  };
  for (const { line } of drawn) count(line);
  return ordered.flatMap(({ line }) => {
    if (!line.practitionerIds.some((id) => (have.get(id) ?? 0) < plan.perPractitioner)) return [];
    count(line);
    return [line];
  });
}
