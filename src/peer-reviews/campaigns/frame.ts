import { createHash } from 'node:crypto';
import { canonical } from '../../platform/canonical';

/** An exact part of a whole: 1/10 is one file in ten. */
export interface Share {
  readonly numerator: number;
  readonly denominator: number;
}

/** What of a campaign's plan decides the draw. */
export interface DrawPlan {
  /** Strata are agency × case kind, or agency × case kind × stage. */
  readonly byStage: boolean;
  readonly share: Share;
  /** Shares of single case kinds; a kind without one has the share above. */
  readonly sharesByKind: Readonly<Record<string, Share>>;
  /** At least so many files of each stratum, or all of a smaller one. */
  readonly minimumPerStratum: number;
  /** At least so many files of each practitioner, or all where they have fewer; 0 asks for none. */
  readonly perPractitioner: number;
}

/** A closed file as it stood when the frame was frozen. */
export interface FrameLine {
  readonly caseFileId: string;
  readonly agencyId: string;
  readonly caseKind: string;
  readonly stage: string;
  /** Day on which the closing was received, YYYY-MM-DD. */
  readonly closedOn: string;
  /** Everybody who was ever engaged on the file. */
  readonly practitionerIds: readonly string[];
}

/** A file added for a reason: read like the others, never counted with the random part. */
export interface TargetedLine extends FrameLine {
  readonly reason: string;
}

export interface Frame {
  readonly campaignId: string;
  readonly plan: DrawPlan;
  /** Files from outside whose grade is known, mixed in blind: how many, and never which. */
  readonly goldFiles: number;
  readonly lines: readonly FrameLine[];
  readonly targeted: readonly TargetedLine[];
}

export const byId = (one: FrameLine, other: FrameLine): number =>
  one.caseFileId < other.caseFileId ? -1 : one.caseFileId > other.caseFileId ? 1 : 0;

const words = (line: FrameLine): string =>
  `${line.caseFileId} ${line.agencyId} ${line.caseKind} ${line.stage} ${line.closedOn} ${[...line.practitionerIds].sort().join(',') || '-'}`;

/** The frame in its one spelling: lines and practitioners in order of their ids, whatever order they came in. */
export function* frameText(frame: Frame): Generator<string> {
  yield `anzhi-frame/1 ${frame.campaignId}\n`;
  yield `plan ${canonical(frame.plan)}\n`;
  yield `gold ${frame.goldFiles}\n`;
  for (const line of [...frame.lines].sort(byId)) yield `file ${words(line)}\n`;
  for (const line of [...frame.targeted].sort(byId)) yield `targeted ${words(line)} ${line.reason}\n`;
}

/** SHA-256 (hex) of the frame's text: published at the freeze, so that no line or setting can change unseen. */
export function frameDigest(frame: Frame): string {
  const hash = createHash('sha256');
  for (const text of frameText(frame)) hash.update(text, 'utf8');
  return hash.digest('hex');
}
