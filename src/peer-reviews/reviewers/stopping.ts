import type { Act } from '../../platform/act';
import { conflict } from '../../platform/refusal';
import type { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { campaignStates } from '../campaigns/campaign.states';
import { readingStopped } from '../peer-review.events';
import type { GivenReading } from './assignment.facts';
import { ReadingStopRow } from './reviewer.entity';

export const STOP_CAUSES = ['CONFLICT', 'OBJECTION', 'UNAVAILABLE'] as const;
export type StopCauseCode = (typeof STOP_CAUSES)[number];

/** What a conflict is: found by the rules of recusal, or of a kind that no register tells. */
export const STOP_GROUNDS = ['REGISTER', 'KINSHIP', 'INTEREST', 'CONTACT', 'RECOGNISED'] as const;
export type StopGroundCode = (typeof STOP_GROUNDS)[number];

export interface LockedReading extends Pick<GivenReading, 'readingId' | 'part' | 'state' | 'readerKey'> {
  readonly subjectId: string;
  readonly campaignId: string;
}

const READINGS = `
  SELECT r.id AS "readingId", r.reader_key AS "readerKey", r.part, r.state, r.subject_id AS "subjectId", s.campaign_id AS "campaignId"
    FROM review.reading r JOIN review.subject s ON s.id = r.subject_id`;

/** Readings are stopped while the campaign reads. */
export function requireReading({ state }: Pick<ReviewCampaignRow, 'state'>): void {
  if (state !== 'READING') {
    throw conflict(
      'WRONG_STATE',
      `评估活动现为“${campaignStates.stateName[state]}”，此操作须在“${campaignStates.stateName.READING}”时进行`,
    );
  }
}

/**
 * Locks readings and their subjects as a submission does, before any campaign: whoever comes second sees what the first one
 * did, and nobody waits in a circle.
 */
export const lockReadings = (act: Act, readingIds: readonly string[]) =>
  act.sql<LockedReading>(`${READINGS} WHERE r.id = ANY ($1) ORDER BY r.id FOR NO KEY UPDATE OF s, r`, [readingIds]);

const lockUnder = (act: Act, readerKeys: readonly string[], subjectIds: readonly string[] | null, states: string) =>
  act.sql<LockedReading>(
    `${READINGS} WHERE r.reader_key = ANY ($1) AND ($2::uuid[] IS NULL OR r.subject_id = ANY ($2)) AND r.state IN (${states})
     ORDER BY r.id FOR NO KEY UPDATE OF s, r`,
    [readerKeys, subjectIds],
  );

/** The running readings under these reader keys. */
export const lockRunning = (act: Act, readerKeys: readonly string[]) => lockUnder(act, readerKeys, null, `'ASSIGNED'`);

/** The readings under these reader keys of these subjects that stand, submitted ones too. */
export const lockStanding = (act: Act, readerKeys: readonly string[], subjectIds: readonly string[]) =>
  lockUnder(act, readerKeys, subjectIds, `'ASSIGNED', 'SUBMITTED'`);

/** In a campaign that is finished or given up nothing is stopped any more; until the act ends none of these is closed. */
async function requireOpenCampaigns(act: Act, readings: readonly LockedReading[]): Promise<void> {
  const campaigns = await act.sql<{ open: boolean }>('SELECT open FROM review.campaign WHERE id = ANY ($1) FOR SHARE', [
    [...new Set(readings.map(({ campaignId }) => campaignId))],
  ]);
  if (campaigns.some(({ open }) => !open)) throw conflict('CAMPAIGN_CLOSED', '这次评估的评阅已经结束，不再停止');
}

/** What speaks against stopping readings by what they themselves are. Refusals: WRONG_STATE, STOP_NEEDS_GROUND. */
export function requireStoppable(
  readings: readonly LockedReading[],
  cause: StopCauseCode,
  ground: StopGroundCode | null,
): void {
  if (readings.some(({ state }) => state === 'STOPPED')) throw conflict('WRONG_STATE', '这次评阅已经停止');
  if (cause !== 'OBJECTION' && !ground && readings.some(({ state }) => state === 'SUBMITTED')) {
    throw conflict(
      'STOP_NEEDS_GROUND',
      '已经提交的评阅，只因后来发现须回避的情形或者回避申请成立才停止；须回避的，选明是哪一种',
    );
  }
}

/**
 * Stops readings that are locked; what was written stays. The settling looks at each file again without them. A submitted
 * review stops for a conflict of a named kind or an objection, and for nothing else: a grade that somebody dislikes is none.
 * Refusals: WRONG_STATE, CAMPAIGN_CLOSED, STOP_NEEDS_GROUND.
 */
export async function stopReadings(
  act: Act,
  readings: readonly LockedReading[],
  cause: StopCauseCode,
  reason: string,
  ground: StopGroundCode | null = null,
): Promise<void> {
  requireStoppable(readings, cause, ground);
  if (!readings.length) return;
  await requireOpenCampaigns(act, readings);
  await act.insert(
    ReadingStopRow,
    readings.map(({ readingId, campaignId }) => ({ readingId, campaignId, cause, ground, reason, stoppedAt: act.now })),
  );
  await act.write(`UPDATE review.reading SET state = 'STOPPED', stopped_reason = $2 WHERE id = ANY ($1)`, [
    readings.map(({ readingId }) => readingId),
    cause,
  ]);
  for (const { campaignId, subjectId, readingId } of readings) {
    await readingStopped.publish(act, { campaignId, subjectId, readingId });
  }
}
