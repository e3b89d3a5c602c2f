import { randomInt } from 'node:crypto';
import { caseFileReach } from '../../case-files/case-file.access';
import { holdsAt } from '../../organizations/in-force';
import { ownBureau } from '../../organizations/organization.access';
import { Role, regionPattern, regionPrefix } from '../../platform/access/actor';
import { Where } from '../../platform/access/scope';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { newId } from '../../platform/ids';
import { conflict, notFound, requireOpen } from '../../platform/refusal';
import { move } from '../../platform/states';
import type { SchemeKindCode } from '../../standards/scoring.rules';
import { lockCampaign } from './campaign.access';
import { CampaignEditionRow, CampaignTargetRow, ReviewCampaignRow } from './campaign.entity';
import { campaignAbandoned } from './campaign.events';
import {
  abandonCampaignInput,
  addTargetedFileInput,
  type CampaignPlan,
  changeCampaignPlanInput,
  planCampaignInput,
  removeTargetedFileInput,
} from './campaign.inputs';
import { planDecision, type SchemeFacts, targetDecision } from './campaign.rules';
import { campaignStates } from './campaign.states';
import { openSeeds, revealSeeds } from './sealed-seeds';

const REVIEWS_SUBMITTED =
  '已有评阅提交，评估活动不能再放弃：结果不由一人取消。确有理由不能评的案卷，逐卷申请退出（askWithdrawal），报告列明后再定案';
constraintMeans('campaign_stays_once_read', 'REVIEWS_SUBMITTED', REVIEWS_SUBMITTED);
constraintMeans('campaign_target_pkey', 'TARGET_ALREADY', '这件案卷已经定向加入');
constraintMeans('sample_in_its_time', 'WRONG_STATE', '评估活动刚刚进入下一步，此操作已来不及');
constraintMeans('campaign_goes_forward', 'WRONG_STATE', '评估活动刚刚进入下一步，此操作已来不及');

const COORDINATOR = [Role.REVIEW_COORDINATOR];

interface FoundScheme {
  readonly id: string;
  readonly editionId: string;
  readonly kind: SchemeKindCode;
  readonly caseKinds: string[];
  readonly inForce: boolean;
}

/** Schemes that a bureau may use: ours, its own, and those of the bureaus above it. */
const schemesAt = (act: Act, bureauId: string, ids: readonly string[]): Promise<FoundScheme[]> =>
  act.sql<FoundScheme>(
    `SELECT s.id, s.edition_id AS "editionId", s.kind, e.case_kinds AS "caseKinds",
            daterange(s.in_force_from, s.in_force_to, '[]') * daterange(e.in_force_from, e.in_force_to, '[]') @> $3::date AS "inForce"
       FROM scoring_scheme s JOIN standard_edition e ON e.id = s.edition_id JOIN bureau b ON b.id = $1
       LEFT JOIN bureau sb ON sb.id = s.bureau_id LEFT JOIN bureau eb ON eb.id = e.bureau_id
      WHERE s.id = ANY ($2)
        AND (sb.id IS NULL OR ${holdsAt('sb.region_code', 'b.region_code')})
        AND (eb.id IS NULL OR ${holdsAt('eb.region_code', 'b.region_code')})`,
    [bureauId, ids, act.today],
  );

/** Judges a plan and gives what it writes: columns, and an edition for each kind. Refusal: CAMPAIGN_PLAN_REFUSED. */
async function settled(act: Act, bureauId: string, plan: CampaignPlan) {
  const { schemes, ...settings } = plan;
  const [region] = await act.sql<{ code: string; within: string }>(
    'SELECT r.code, b.region_code AS within FROM region r CROSS JOIN bureau b WHERE r.code = $1 AND b.id = $2',
    [plan.regionCode, bureauId],
  );
  const usable = new Map(
    (
      await schemesAt(
        act,
        bureauId,
        schemes.map(({ schemeId }) => schemeId),
      )
    ).map((scheme) => [scheme.id, scheme]),
  );
  const facts = schemes.map(({ caseKind, schemeId }): SchemeFacts => {
    const found = usable.get(schemeId);
    return {
      caseKind,
      schemeId,
      found: found
        ? { kind: found.kind, coversKind: found.caseKinds.includes(caseKind), inForce: found.inForce }
        : null,
    };
  });
  const decision = planDecision({
    ...settings,
    today: act.today,
    regionWithin: Boolean(region?.code.startsWith(regionPrefix(region.within))),
    schemes: facts,
    sharesOfKinds: schemes.map(({ shareHundredths }) => shareHundredths),
  });
  requireOpen('CAMPAIGN_PLAN_REFUSED', decision);
  const editions = schemes.map(({ caseKind, schemeId, shareHundredths }) => {
    const found = usable.get(schemeId) as FoundScheme;
    return { caseKind, schemeId, editionId: found.editionId, schemeKind: found.kind, shareHundredths };
  });
  return {
    columns: { ...settings, schemeKind: (editions[0] as { schemeKind: SchemeKindCode }).schemeKind },
    editions,
    decision,
  };
}

const planFacts = ({ title: _, ...plan }: CampaignPlan) => plan;

/** Letters and digits that nobody mistakes for another. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** What readers call a campaign: drawn by chance, so that it says neither place nor order. */
const newAlias = (): string =>
  `评估活动 ${Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`;

/**
 * Plans a campaign of the coordinator's own bureau; what is not given has the defaults of standards 3. A preview shows what the
 * plan would draw and find. Refusals: NOT_FOUND (another bureau), CAMPAIGN_PLAN_REFUSED with each reason, INVALID_INPUT.
 */
export const planCampaign = defineAct({
  name: 'planCampaign',
  event: 'CAMPAIGN_PLANNED',
  roles: COORDINATOR,
  input: planCampaignInput,
  async run(act, { bureauId, plan }) {
    ownBureau(act, bureauId);
    const { columns, editions, decision } = await settled(act, bureauId, plan);
    const id = newId();
    await act.insert(ReviewCampaignRow, {
      id,
      bureauId,
      ...columns,
      alias: newAlias(),
      state: campaignStates.initial,
      plannedBy: act.actor.personId,
      plannedAt: act.now,
    });
    await act.insert(
      CampaignEditionRow,
      editions.map((edition) => ({ campaignId: id, ...edition })),
    );
    await act.record({
      things: [
        { kind: 'ReviewCampaign', id },
        { kind: 'Bureau', id: bureauId },
      ],
      facts: { campaignId: id, bureauId, ...planFacts(plan) },
      findings: decision.findings,
      provisions: ['S4-4.1a', 'S4-4.1b', 'S0-26.1'],
    });
    return { campaignId: id };
  },
});

/**
 * Changes a plan before a seed is committed; afterwards it stands. Refusals: WRONG_STATE, CAMPAIGN_CHANGED (somebody changed it
 * meanwhile), CAMPAIGN_PLAN_REFUSED, TARGETS_OUT_OF_SCOPE (targeted files that the changed plan would not read).
 */
export const changeCampaignPlan = defineAct({
  name: 'changeCampaignPlan',
  event: 'CAMPAIGN_PLAN_CHANGED',
  roles: COORDINATOR,
  input: changeCampaignPlanInput,
  async run(act, { campaignId, version, plan }) {
    const campaign = await lockCampaign(act, campaignId);
    move(campaignStates, 'changeCampaignPlan', campaign.state);
    if (campaign.version !== version) {
      throw conflict('CAMPAIGN_CHANGED', `计划已被改动为第${campaign.version}版，您看到的是第${version}版；请重新打开`);
    }
    const { columns, editions, decision } = await settled(act, campaign.bureauId, plan);
    await act.runner.manager.update(ReviewCampaignRow, { id: campaignId }, { ...columns, version: version + 1 });
    await act.write('DELETE FROM campaign_edition WHERE campaign_id = $1', [campaignId]);
    await act.insert(
      CampaignEditionRow,
      editions.map((edition) => ({ campaignId, ...edition })),
    );
    const [outside] = await act.sql<{ files: number }>(
      `SELECT count(*) AS files FROM campaign_target g JOIN case_file f ON f.id = g.case_file_id JOIN agency a ON a.id = f.agency_id
        WHERE g.campaign_id = $1 AND NOT (a.region_code LIKE $2 AND f.case_kind = ANY ($3))`,
      [campaignId, regionPattern(plan.regionCode), editions.map(({ caseKind }) => caseKind)],
    );
    if (outside?.files) {
      throw conflict(
        'TARGETS_OUT_OF_SCOPE',
        `定向加入的案卷中有${outside.files}件不属于改动后的区域或者案件类型，请先撤回`,
      );
    }
    await act.record({
      things: act.things,
      facts: { version: version + 1, ...planFacts(plan) },
      findings: decision.findings,
      provisions: ['S4-4.1a', 'S4-4.1b'],
    });
    return { campaignId };
  },
});

/**
 * Adds a file for a reason, before the freeze: it is read like the others and counts apart from the random part.
 * Refusals: NOT_FOUND, WRONG_STATE, TARGET_REFUSED, TARGET_ALREADY.
 */
export const addTargetedFile = defineAct({
  name: 'addTargetedFile',
  event: 'CAMPAIGN_TARGET_ADDED',
  roles: COORDINATOR,
  input: addTargetedFileInput,
  async run(act, { campaignId, caseFileId, reasonCode, reason }) {
    const campaign = await lockCampaign(act, campaignId);
    move(campaignStates, 'addTargetedFile', campaign.state);
    const where = new Where();
    where
      .and(`t.id = ${where.value(caseFileId)}::uuid`)
      .and(caseFileReach(where, act.actor, 't', act.definition.roles));
    const kinds = `SELECT FROM campaign_edition e WHERE e.campaign_id = ${where.value(campaignId)}::uuid AND e.case_kind = t.case_kind`;
    const region = where.value(regionPattern(campaign.regionCode));
    const [file] = await act.sql<{ state: string; caseKind: string; regionCode: string; inScope: boolean }>(
      `SELECT t.state, t.case_kind AS "caseKind", a.region_code AS "regionCode", a.region_code LIKE ${region} AND EXISTS (${kinds}) AS "inScope"
         FROM case_file t JOIN agency a ON a.id = t.agency_id WHERE ${where.text}`,
      where.params,
    );
    if (!file) throw notFound();
    const decision = targetDecision({ caseFileId, ...file });
    requireOpen('TARGET_REFUSED', decision);
    await act.insert(CampaignTargetRow, {
      campaignId,
      caseFileId,
      reasonCode,
      reason,
      addedBy: act.actor.personId,
      addedAt: act.now,
    });
    // Not under the file: its practitioner reads that history, and is not to know beforehand.
    await act.record({
      things: act.things,
      facts: { caseFileId, reasonCode },
      findings: decision.findings,
      provisions: ['S4-4.1a'],
    });
    return { campaignId };
  },
});

/** Takes back a targeted file before the freeze. Refusals: NOT_FOUND, WRONG_STATE. */
export const removeTargetedFile = defineAct({
  name: 'removeTargetedFile',
  event: 'CAMPAIGN_TARGET_REMOVED',
  roles: COORDINATOR,
  input: removeTargetedFileInput,
  async run(act, { campaignId, caseFileId }) {
    const campaign = await lockCampaign(act, campaignId);
    move(campaignStates, 'removeTargetedFile', campaign.state);
    const [removed] = await act.sql<{ reasonCode: string }>(
      'DELETE FROM campaign_target WHERE campaign_id = $1 AND case_file_id = $2 RETURNING reason_code AS "reasonCode"',
      [campaignId, caseFileId],
    );
    if (!removed) throw notFound();
    await act.record({ things: act.things, facts: { caseFileId, ...removed }, provisions: [] });
    return { campaignId };
  },
});

/**
 * Gives a campaign up with a reason, until the first review is submitted: afterwards a bad result could be made to vanish. It stays listed. Seeds that were given are revealed, so
 * that anybody can draw the sample that was not taken; a preview reveals nothing. Refusals: WRONG_STATE, REVIEWS_SUBMITTED.
 */
export const abandonCampaign = defineAct({
  name: 'abandonCampaign',
  event: 'CAMPAIGN_ABANDONED',
  roles: COORDINATOR,
  input: abandonCampaignInput,
  async run(act, { campaignId, reason }) {
    const campaign = await lockCampaign(act, campaignId);
    const { to } = move(campaignStates, 'abandonCampaign', campaign.state);
    const [read] = await act.sql<{ reviews: number }>(
      'SELECT count(*) AS reviews FROM review.submission n JOIN review.subject s ON s.id = n.subject_id WHERE s.campaign_id = $1',
      [campaignId],
    );
    if (read?.reviews) throw conflict('REVIEWS_SUBMITTED', REVIEWS_SUBMITTED);
    await act.write(
      'UPDATE review_campaign SET state = $2, abandoned_by = $3, abandoned_at = $4, abandon_reason = $5, version = version + 1 WHERE id = $1',
      [campaignId, to, act.actor.personId, act.now, reason],
    );
    if (!campaign.drawnAt && !act.preview) await revealSeeds(act, campaignId, await openSeeds(act, campaignId));
    await campaignAbandoned.publish(act, { campaignId });
    await act.record({ things: act.things, facts: { from: campaign.state, to }, provisions: [] });
    return { campaignId };
  },
});
