import { caseFileReach } from '../../case-files/case-file.access';
import { ownBureau } from '../../organizations/organization.access';
import { Role } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { newId } from '../../platform/ids';
import { conflict, notFound, requireOpen } from '../../platform/refusal';
import { move } from '../../platform/states';
import type { SchemeKindCode } from '../../standards/scoring.rules';
import { type WeightsAndBands, weightsAndBands } from '../../standards/weights-and-bands';
import { lockCampaign } from '../campaigns/campaign.access';
import { outsideFrame } from '../campaigns/campaign.rules';
import { campaignStates } from '../campaigns/campaign.states';
import { wouldBeFramed } from '../campaigns/frame-rows';
import { CampaignGoldRow, GoldFileRow, GoldValueRow } from './gold.entity';
import { chooseGoldFilesInput, confirmGoldFileInput, retireGoldFileInput, setGoldFileInput } from './gold.inputs';
import { choiceDecision, goldDecision } from './gold.rules';

constraintMeans('gold_of_two_persons', 'SAME_PERSON', '由设定人以外的人确认');
constraintMeans('gold_is_confirmed_once', 'GOLD_CONFIRMED', '已经确认');
constraintMeans('one_gold_at_a_time', 'GOLD_ALREADY', '这件案卷按这一方案已经设定了等次；要改的先停用');

const COORDINATOR = [Role.REVIEW_COORDINATOR];

interface SchemeFound extends WeightsAndBands {
  readonly kind: SchemeKindCode;
  readonly caseKinds: string[];
}

const schemeOf = (act: Act, schemeId: string) =>
  act.sql<SchemeFound>(
    `SELECT s.kind, e.case_kinds AS "caseKinds", ${weightsAndBands('s.id')}
       FROM scoring_scheme s JOIN standard_edition e ON e.id = s.edition_id WHERE s.id = $1`,
    [schemeId],
  );

/** A gold file of the actor's own bureau, locked. */
async function ownGold(act: Act, goldId: string) {
  const [gold] = await act.sql<Pick<GoldFileRow, 'bureauId' | 'setBy' | 'confirmedAt' | 'retiredAt'>>(
    `SELECT bureau_id AS "bureauId", set_by AS "setBy", confirmed_at AS "confirmedAt", retired_at AS "retiredAt" FROM gold_file WHERE id = $1 FOR NO KEY UPDATE`,
    [goldId],
  );
  if (!gold) throw notFound();
  ownBureau(act, gold.bureauId);
  act.touch({ kind: 'GoldFile', id: goldId });
  return gold;
}

/**
 * Keeps what a file is known to deserve, so that it can be mixed in blind. Refusals: NOT_FOUND (bureau, file or scheme),
 * GOLD_REFUSED with each reason, GOLD_ALREADY.
 */
export const setGoldFile = defineAct({
  name: 'setGoldFile',
  event: 'GOLD_FILE_SET',
  roles: COORDINATOR,
  input: setGoldFileInput,
  async run(act, { bureauId, caseFileId, schemeId, grade, values, reason }) {
    ownBureau(act, bureauId);
    const where = new Where();
    where
      .and(`t.id = ${where.value(caseFileId)}::uuid`)
      .and(caseFileReach(where, act.actor, 't', act.definition.roles));
    const [file] = await act.sql<{ state: string; caseKind: string; sealed: boolean }>(
      `SELECT t.state, t.case_kind AS "caseKind", t.sealed_record AS sealed FROM case_file t WHERE ${where.text}`,
      where.params,
    );
    const [scheme] = await schemeOf(act, schemeId);
    if (!file || !scheme) throw notFound();
    const decision = goldDecision({
      received: file.state === 'RECEIVED',
      sealed: file.sealed,
      fits: scheme.caseKinds.includes(file.caseKind),
      kind: scheme.kind,
      weights: new Map(scheme.weights),
      bands: scheme.bands,
      grade,
      values,
    });
    requireOpen('GOLD_REFUSED', decision);
    const id = newId();
    await act.insert(GoldFileRow, {
      id,
      bureauId,
      caseFileId,
      schemeId,
      grade,
      reason,
      setBy: act.actor.personId,
      setAt: act.now,
    });
    await act.insert(
      GoldValueRow,
      values.map((value) => ({ goldId: id, ...value })),
    );
    // Not under the file: its practitioner reads that history, and readers may come from among them.
    await act.record({
      things: [{ kind: 'GoldFile', id }],
      facts: { goldId: id, caseFileId, schemeId, grade },
      findings: decision.findings,
      provisions: [],
    });
    return { goldId: id };
  },
});

/**
 * A second person who looked at the file agrees with its known values: readers are held against nobody's own opinion (HOUSE).
 * Refusals: NOT_FOUND, SAME_PERSON, GOLD_CONFIRMED, GOLD_RETIRED.
 */
export const confirmGoldFile = defineAct({
  name: 'confirmGoldFile',
  event: 'GOLD_FILE_CONFIRMED',
  roles: [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR],
  input: confirmGoldFileInput,
  async run(act, { goldId }) {
    const gold = await ownGold(act, goldId);
    if (gold.retiredAt) throw conflict('GOLD_RETIRED', '已经停用');
    if (gold.confirmedAt) throw conflict('GOLD_CONFIRMED', '已经确认');
    if (gold.setBy === act.actor.personId) throw conflict('SAME_PERSON', '由设定人以外的人确认');
    await act.write('UPDATE gold_file SET confirmed_by = $2, confirmed_at = $3 WHERE id = $1', [
      goldId,
      act.actor.personId,
      act.now,
    ]);
    await act.record({ things: act.things, facts: { goldId }, provisions: [] });
    return { goldId };
  },
});

/** Takes a gold file out of use; campaigns that chose it keep it. Refusals: NOT_FOUND, GOLD_RETIRED. */
export const retireGoldFile = defineAct({
  name: 'retireGoldFile',
  event: 'GOLD_FILE_RETIRED',
  roles: COORDINATOR,
  input: retireGoldFileInput,
  async run(act, { goldId }) {
    const gold = await ownGold(act, goldId);
    if (gold.retiredAt) throw conflict('GOLD_RETIRED', '已经停用');
    await act.write('UPDATE gold_file SET retired_at = $2 WHERE id = $1', [goldId, act.now]);
    await act.record({ things: act.things, facts: { goldId }, provisions: [] });
    return { goldId };
  },
});

/**
 * Chooses what a campaign mixes in, before its frame is frozen; a new choice replaces the old one. Refusals: NOT_FOUND (campaign,
 * or a gold file of another bureau), WRONG_STATE, GOLD_CHOICE_REFUSED with each file that does not fit, GOLD_IN_FRAME.
 */
export const chooseGoldFiles = defineAct({
  name: 'chooseGoldFiles',
  event: 'CAMPAIGN_GOLD_CHOSEN',
  roles: COORDINATOR,
  input: chooseGoldFilesInput,
  async run(act, { campaignId, goldIds }) {
    const campaign = await lockCampaign(act, campaignId);
    move(campaignStates, 'chooseGoldFiles', campaign.state);
    const found = await act.sql<{
      id: string;
      caseFileId: string;
      retired: boolean;
      confirmed: boolean;
      fits: boolean;
      targeted: boolean;
    }>(
      `SELECT g.id, g.case_file_id AS "caseFileId", g.retired_at IS NOT NULL AS retired, g.confirmed_at IS NOT NULL AS confirmed,
              EXISTS (SELECT FROM campaign_edition e JOIN case_file f ON f.id = g.case_file_id WHERE e.campaign_id = $2 AND e.scheme_id = g.scheme_id AND e.case_kind = f.case_kind) AS fits,
              EXISTS (SELECT FROM campaign_target t WHERE t.campaign_id = $2 AND t.case_file_id = g.case_file_id) AS targeted
         FROM gold_file g WHERE g.id = ANY ($1) AND g.bureau_id = $3`,
      [goldIds, campaignId, campaign.bureauId],
    );
    if (found.length !== goldIds.length) throw notFound();
    const decision = choiceDecision(
      found.map(({ id, retired, confirmed, fits, targeted }) => ({
        id,
        problem: retired
          ? '已经停用'
          : !confirmed
            ? '还没有由另一人确认'
            : !fits
              ? '评分方案与活动不一致'
              : targeted
                ? '已被定向加入'
                : null,
      })),
    );
    requireOpen('GOLD_CHOICE_REFUSED', decision);
    const inside = new Set(
      await wouldBeFramed(
        act,
        campaign,
        found.map(({ caseFileId }) => caseFileId),
      ),
    );
    const outside = outsideFrame(found.flatMap(({ id, caseFileId }) => (inside.has(caseFileId) ? [id] : [])));
    requireOpen('GOLD_IN_FRAME', outside);
    await act.write('DELETE FROM campaign_gold WHERE campaign_id = $1', [campaignId]);
    if (goldIds.length > 0) {
      await act.insert(
        CampaignGoldRow,
        goldIds.map((goldId) => ({ campaignId, goldId })),
      );
    }
    await act.record({
      things: act.things,
      facts: { campaignId, goldIds },
      findings: [...decision.findings, ...outside.findings],
      provisions: [],
    });
    return { campaignId };
  },
});
