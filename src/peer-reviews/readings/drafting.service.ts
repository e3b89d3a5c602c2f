import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import type { Prepared } from '../../platform/database/data-source';
import { badInput, conflict, requireOpen } from '../../platform/refusal';
import { ownReadingForDraft, requireRunning } from './reading.access';
import { saveReviewDraftInput } from './reading.inputs';
import { changedDrafts, draftDecision } from './review.rules';

interface Kept {
  readonly version: number;
  readonly savedAt: Date;
}

const FIRST: Prepared = {
  name: 'first draft',
  text: `INSERT INTO review.draft (reading_id, indicator_no, version, value, saved_at) VALUES ($1, $2, $3 + 1, $4, $5)
  ON CONFLICT (reading_id, indicator_no) DO NOTHING RETURNING version, saved_at AS "savedAt"`,
};
const NEXT: Prepared = {
  name: 'next draft',
  text: `UPDATE review.draft SET version = version + 1, value = $4, saved_at = $5
  WHERE reading_id = $1 AND indicator_no = $2 AND version = $3 RETURNING version, saved_at AS "savedAt"`,
};

/** Writes over the version that was seen and no other. The same words once more change nothing and are no conflict. */
async function keep(act: Act, readingId: string, indicatorNo: number, version: number, value: string): Promise<Kept> {
  const [kept] = await act.sql<Kept>(version === 0 ? FIRST : NEXT, [readingId, indicatorNo, version, value, act.now]);
  if (kept) return kept;
  const [standing] = await act.sql<Kept & { same: boolean }>(
    `SELECT version, saved_at AS "savedAt", value = $3::jsonb AS same FROM review.draft WHERE reading_id = $1 AND indicator_no = $2`,
    [readingId, indicatorNo, value],
  );
  if (standing?.same) return standing;
  const currentVersion = standing?.version ?? 0;
  throw conflict(
    'DRAFT_CHANGED',
    `草稿已在别处改过，现为第${currentVersion}版；没有覆盖，请读取后合并`,
    changedDrafts([{ indicatorNo, givenVersion: version, currentVersion }]),
  );
}

/**
 * Keeps what a reader, or a member of a group for their vote, has so far on one indicator, or as overall opinion; also past
 * the time limit. The ledger gets ids
 * and the version, under no thing: a history would hold nothing but savings. Refusals: READING_STOPPED, FILE_WITHDRAWN,
 * CAMPAIGN_CLOSED, ALREADY_SUBMITTED, DRAFT_WRONG, DRAFT_CHANGED (nothing is overwritten).
 */
export const saveReviewDraft = defineAct({
  name: 'saveReviewDraft',
  event: 'REVIEW_DRAFT_SAVED',
  roles: [Role.REVIEWER],
  input: saveReviewDraftInput,
  async run(act, { readingId, indicatorNo, version, value }) {
    const cited = value.evidence.flatMap(({ paperId }) => paperId ?? []);
    const reading = await ownReadingForDraft(act, readingId, cited);
    const provisions = requireRunning('saveReviewDraft', reading);
    if (reading.part === 'GROUP' && value.evidence.length) {
      throw badInput('input.value.evidence', '集体评议的表决不另指明证据，所依据的写在理由中');
    }
    requireOpen('DRAFT_WRONG', draftDecision(reading, { indicatorNo, version, value }));
    const kept = await keep(act, readingId, indicatorNo, version, JSON.stringify(value));
    await act.record({ things: [], facts: { readingId, indicatorNo, version: kept.version }, provisions });
    return { readingId, indicatorNo, version: kept.version, savedAt: kept.savedAt.toISOString() };
  },
});
