import type { Act } from '../../platform/act';
import { conflict } from '../../platform/refusal';
import type { ReviewCampaignRow } from '../campaigns/campaign.entity';
import { DEFAULT_RECUSAL } from '../campaigns/campaign-settings.types';
import { recusals } from './conflicts.rules';
import { fileFacts, poolFacts } from './pool.facts';
import { asHolder } from './reviewer-facts.types';
import type { LockedReading, StopCauseCode, StopGroundCode } from './stopping';

/** The conflicts between the reader of a reading and its file, as they are registered now. */
async function registered(act: Act, campaign: ReviewCampaignRow, { subjectId, readerKey }: LockedReading) {
  const sql = <T>(text: string, params?: readonly unknown[]) => act.sql<T>(text, params);
  const { accountId } = act.actor;
  const [behind] = await sql<{ caseFileId: string }>(
    `SELECT m.case_file_id AS "caseFileId" FROM vault.files_of(ARRAY[$1::uuid], 'ASSIGN', $2) m`,
    [subjectId, accountId],
  );
  const [holder] = await sql<{ reviewerId: string }>(
    `SELECT k.reviewer_id AS "reviewerId" FROM vault.readers_of($1, 'ASSIGN', $2) k WHERE k.reader_key = $3`,
    [campaign.id, accountId, readerKey],
  );
  const [file] = await fileFacts(sql, behind ? [behind.caseFileId] : []);
  const pool = await poolFacts(sql, campaign, act.today, accountId, holder?.reviewerId);
  const reader = pool.find(({ reviewerId }) => reviewerId === holder?.reviewerId);
  if (!file || !reader) return [];
  return recusals(asHolder(reader), { ...DEFAULT_RECUSAL, ...campaign.recusal }, act.today).codes(file);
}

/**
 * A submitted review that is stopped for what the register is said to show, or for an objection: the register shows it.
 * Other grounds it cannot show; they stand with the one who says so.
 */
export async function requireGround(
  act: Act,
  campaign: ReviewCampaignRow,
  reading: LockedReading,
  cause: StopCauseCode,
  ground: StopGroundCode | null,
): Promise<void> {
  if (reading.state !== 'SUBMITTED' || (cause !== 'OBJECTION' && ground !== 'REGISTER')) return;
  const codes = await registered(act, campaign, reading);
  if (cause === 'OBJECTION' && !codes.includes('REVIEW_OBJECTION_UPHELD')) {
    throw conflict('GROUND_NOT_FOUND', '没有对此人就本卷成立的回避申请，已提交的评阅不因此停止');
  }
  if (ground === 'REGISTER' && !codes.length) {
    throw conflict('GROUND_NOT_FOUND', '按登记的事实，此人对本卷没有须回避的情形');
  }
}
