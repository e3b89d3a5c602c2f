import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { newId } from '../../platform/ids';
import { requireOpen } from '../../platform/refusal';
import { move } from '../../platform/states';
import { decide } from '../../regulation';
import { GRADES } from '../../standards/scoring.rules';
import { lockCampaign } from '../campaigns/campaign.access';
import { campaignStates } from '../campaigns/campaign.states';
import { openForResults } from '../replies/opening';
import { unsettled } from '../replies/replies.service';
import { readyToFinalise } from '../replies/reply.rules';
import { type SettledFile, settledFiles } from '../replies/settled-files';
import { stored } from '../settling/values';
import { finaliseCampaignInput } from './result.inputs';

constraintMeans('result_in_its_time', 'CHANGED_MEANWHILE', '刚有答复提出，请刷新后重试');

/** Replies that still wait for a decision; those about a file that was withdrawn since wait for none. */
async function undecided(act: Act, campaignId: string): Promise<number> {
  const [row] = await act.sql<{ number: number }>(
    `WITH waiting AS MATERIALIZED (
       SELECT r.case_file_id FROM review_reply r
        WHERE r.campaign_id = $1 AND NOT EXISTS (SELECT FROM review_reply_decision d WHERE d.reply_id = r.id)),
     withdrawn AS MATERIALIZED (
       SELECT m.case_file_id FROM vault.subjects_of($1, (SELECT coalesce(array_agg(DISTINCT case_file_id), '{}') FROM waiting), 'FINALISE', $2) m
         JOIN review.subject s ON s.id = m.subject_id WHERE s.state = 'WITHDRAWN')
     SELECT count(*) AS number FROM waiting WHERE case_file_id NOT IN (SELECT case_file_id FROM withdrawn)`,
    [campaignId, act.actor.accountId],
  );
  return row?.number ?? 0;
}

const RESULTS = `
  INSERT INTO review_result (id, campaign_id, case_file_id, edition_id, scheme_id, way, grade, total_numerator, total_denominator, changed_by_reply, finalised_at)
  SELECT r.*, $2 FROM json_to_recordset($1) AS r (id uuid, campaign_id uuid, case_file_id uuid, edition_id text, scheme_id text, way text, grade text,
         total_numerator bigint, total_denominator bigint, changed_by_reply boolean)`;
const INDICATORS = `
  INSERT INTO review_result_indicator (result_id, indicator_no, points_numerator, points_denominator, grade, not_applicable, reasons, changed_by_reply)
  SELECT i.* FROM json_to_recordset($1) AS i (result_id uuid, indicator_no smallint, points_numerator bigint, points_denominator bigint, grade text,
         not_applicable boolean, reasons jsonb, changed_by_reply boolean)`;

/** All results of a campaign, in two statements however many files it has. */
async function writeResults(act: Act, files: readonly SettledFile[]): Promise<void> {
  const results = files.map((file) => ({ id: newId(), file }));
  await act.write(RESULTS, [
    JSON.stringify(
      results.map(({ id, file: { after, changed, ...file } }) => ({
        id,
        campaign_id: file.campaignId,
        case_file_id: file.caseFileId,
        edition_id: file.editionId,
        scheme_id: file.schemeId,
        way: file.way,
        grade: after.grade,
        total_numerator: after.total?.numerator ?? null,
        total_denominator: after.total?.denominator ?? null,
        changed_by_reply: changed.size > 0,
      })),
    ),
    act.now,
  ]);
  await act.write(INDICATORS, [
    JSON.stringify(
      results.flatMap(({ id, file: { after, changed, reasons } }) =>
        [...after.values].map(([no, value]) => {
          const { pointsNumerator, pointsDenominator, grade, notApplicable } = stored(value);
          return {
            result_id: id,
            indicator_no: no,
            points_numerator: pointsNumerator,
            points_denominator: pointsDenominator,
            grade,
            not_applicable: notApplicable,
            reasons: reasons.get(no) ?? [],
            changed_by_reply: changed.has(no),
          };
        }),
      ),
    ),
  ]);
}

/**
 * Makes the results final: each file's grade with the changes that replies brought. What an unqualified result asks of the
 * bureau is shown with it (S4-5.2a, S4-5.3a to c) and nothing happens by itself; the release gate does not know of it.
 * Refusals: CAMPAIGN_NOT_READY with every finding, WRONG_STATE.
 */
export const finaliseCampaign = defineAct({
  name: 'finaliseCampaign',
  event: 'CAMPAIGN_FINALISED',
  roles: [Role.REVIEW_COORDINATOR],
  input: finaliseCampaignInput,
  async run(act, { campaignId }) {
    const campaign = await lockCampaign(act, campaignId);
    const { to, provisions } = move(campaignStates, 'finaliseCampaign', campaign.state);
    const open = await unsettled(act, campaignId);
    const waiting = await undecided(act, campaignId);
    const findings = readyToFinalise({
      open,
      undecided: waiting,
      dueOn: campaign.repliesDueOn as string,
      today: act.today,
    });
    requireOpen('CAMPAIGN_NOT_READY', decide('FINALISE_CAMPAIGN', findings));
    const sql = act.sql.bind(act);
    const files = await settledFiles(sql, await openForResults(sql, campaignId, act.actor.accountId));
    await writeResults(act, files);
    await act.write(
      'UPDATE review_campaign SET state = $2, version = version + 1, finalised_by = $3, finalised_at = $4 WHERE id = $1',
      [campaignId, to, act.actor.personId, act.now],
    );
    const grades = Object.fromEntries(
      GRADES.map((grade) => [grade, files.filter(({ after }) => after.grade === grade).length]),
    );
    await act.record({
      things: [{ kind: 'ReviewCampaign', id: campaignId }],
      facts: { campaignId, results: files.length, grades },
      findings,
      provisions,
    });
    return { campaignId, results: files.length };
  },
});
