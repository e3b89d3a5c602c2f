import { calendarOf } from '../../organizations/calendar';
import { Role } from '../../platform/access/actor';
import { type Act, defineAct } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import { conflict, requireOpen } from '../../platform/refusal';
import { move } from '../../platform/states';
import { countWorkingDays } from '../../regulation';
import { lockCampaign, lockCampaignInReach } from './campaign.access';
import type { ReviewCampaignRow } from './campaign.entity';
import { sampleDrawn } from './campaign.events';
import { addSeedInput, campaignInput, commitSeedInput } from './campaign.inputs';
import { frameDecision } from './campaign.rules';
import { campaignStates, SECOND_SEED } from './campaign.states';
import { type DrawnFile, drawFiles } from './draw';
import { frameDigest } from './frame';
import { frameOf, writeFrame } from './frame-rows';
import { keepSeed, openSeeds, revealSeeds } from './sealed-seeds';
import { commitmentOf, drawKey } from './seeds';

constraintMeans('seeds_of_two_persons', 'SAME_PERSON', '第二个种子须由另一人给出');
constraintMeans('campaign_seed_pkey', 'WRONG_STATE', '这个种子刚刚已由他人给出');
constraintMeans('campaign_rests_on_records', 'WRONG_STATE', '评估活动还缺少下一步所依据的记录');

const COORDINATOR = [Role.REVIEW_COORDINATOR];

const advance = (act: Act, { id }: ReviewCampaignRow, to: string) =>
  act.write('UPDATE review_campaign SET state = $2, version = version + 1 WHERE id = $1', [id, to]);

/**
 * The coordinator commits to a seed: its SHA-256 is published, the seed itself is kept sealed until the draw. From here on the
 * plan stands. A preview ends with the decision. Refusals: WRONG_STATE, INVALID_INPUT (not 32 random bytes).
 */
export const commitSeed = defineAct({
  name: 'commitSeed',
  event: 'CAMPAIGN_SEED_COMMITTED',
  roles: COORDINATOR,
  input: commitSeedInput,
  secret: true,
  async run(act, { campaignId, seed }) {
    const campaign = await lockCampaign(act, campaignId);
    const { to, provisions } = move(campaignStates, 'commitSeed', campaign.state);
    if (act.preview) return { campaignId };
    const commitment = await keepSeed(act, campaignId, 1, seed);
    await advance(act, campaign, to);
    await act.record({ things: act.things, facts: { party: 1, commitment }, provisions });
    return { campaignId };
  },
});

/**
 * Freezes the frame: every received file of the region, the kinds and the period, as it stands now, in one statement; its digest
 * is published, and nothing that becomes of a file later changes it. Refusals: WRONG_STATE, FRAME_REFUSED.
 */
export const freezeFrame = defineAct({
  name: 'freezeFrame',
  event: 'CAMPAIGN_FRAME_FROZEN',
  roles: COORDINATOR,
  input: campaignInput,
  async run(act, { campaignId }) {
    const campaign = await lockCampaign(act, campaignId);
    const { to, provisions } = move(campaignStates, 'freezeFrame', campaign.state);
    const written = await writeFrame(act, campaign);
    const decision = frameDecision({ periodTo: campaign.periodTo, today: act.today, ...written });
    requireOpen('FRAME_REFUSED', decision);
    const digest = frameDigest(await frameOf(act, campaign));
    await act.write(
      `UPDATE review_campaign SET state = $2, frame_digest = decode($3, 'hex'), frame_size = $4, frozen_by = $5, frozen_at = $6, version = version + 1 WHERE id = $1`,
      [campaignId, to, digest, written.files, act.actor.personId, act.now],
    );
    await act.record({
      things: act.things,
      facts: { digest, files: written.files, targeted: written.targetsFound },
      findings: decision.findings,
      provisions,
    });
    return { campaignId };
  },
});

/**
 * Another person adds a seed to the frozen frame, so that nobody alone can have wished for the sample (HOUSE). A preview ends
 * with the decision. Refusals: WRONG_STATE, SAME_PERSON, SEED_REPEATED, INVALID_INPUT.
 */
export const addSeed = defineAct({
  name: 'addSeed',
  event: 'CAMPAIGN_SEED_ADDED',
  roles: SECOND_SEED,
  input: addSeedInput,
  secret: true,
  async run(act, { campaignId, seed }) {
    const campaign = await lockCampaignInReach(act, campaignId);
    const { to, provisions } = move(campaignStates, 'addSeed', campaign.state);
    const [first] = await act.sql<{ personId: string; commitment: string }>(
      `SELECT person_id AS "personId", encode(commitment, 'hex') AS commitment FROM campaign_seed WHERE campaign_id = $1 AND party = 1`,
      [campaignId],
    );
    if (first?.personId === act.actor.personId) throw conflict('SAME_PERSON', '第二个种子须由另一人给出');
    if (first?.commitment === commitmentOf(seed)) throw conflict('SEED_REPEATED', '与第一个种子相同；请另取随机数');
    if (act.preview) return { campaignId };
    const commitment = await keepSeed(act, campaignId, 2, seed);
    await advance(act, campaign, to);
    await act.record({ things: act.things, facts: { party: 2, commitment }, provisions });
    return { campaignId };
  },
});

const writeDraw = async (act: Act, campaignId: string, files: readonly DrawnFile[]): Promise<void> => {
  await act.write(
    `INSERT INTO campaign_draw (campaign_id, case_file_id, part, stratum, position)
     SELECT $1, file, part, stratum, position FROM unnest($2::uuid[], $3::text[], $4::text[], $5::int[]) AS d (file, part, stratum, position)`,
    [
      campaignId,
      files.map(({ caseFileId }) => caseFileId),
      files.map(({ origin }) => origin),
      files.map(({ stratum }) => stratum),
      files.map(({ position }) => position),
    ],
  );
  // Files whose grade is known come from outside the frame, and stand apart from the draw and its redraw.
  await act.write(
    `INSERT INTO campaign_draw (campaign_id, case_file_id, part)
     SELECT DISTINCT m.campaign_id, g.case_file_id, 'GOLD' FROM campaign_gold m JOIN gold_file g ON g.id = m.gold_id
      WHERE m.campaign_id = $1`,
    [campaignId],
  );
};

/**
 * Reveals both seeds and draws. What is drawn follows from the frozen frame and the two seeds alone. A preview ends with the
 * decision: nobody sees a sample and then gives the campaign up unseen. Refusals: WRONG_STATE, FRAME_TAMPERED.
 */
export const drawSample = defineAct({
  name: 'drawSample',
  event: 'CAMPAIGN_SAMPLE_DRAWN',
  roles: COORDINATOR,
  input: campaignInput,
  secret: true,
  async run(act, { campaignId }) {
    const campaign = await lockCampaign(act, campaignId);
    const { to, provisions } = move(campaignStates, 'drawSample', campaign.state);
    const frame = await frameOf(act, campaign);
    const digest = frameDigest(frame);
    if (digest !== campaign.frameDigest?.toString('hex')) {
      throw conflict('FRAME_TAMPERED', '名册与冻结时公布的摘要不符，不能抽取；请放弃本活动并查明原因');
    }
    if (act.preview) return { campaignId };
    const opened = await openSeeds(act, campaignId);
    const [one, other] = [opened.get(1), opened.get(2)];
    if (!one || !other) throw new Error(`campaign ${campaignId} lacks a seed`);
    const seeds: [string, string] = [one, other];
    const { files } = drawFiles(frame, drawKey(campaignId, digest, seeds));
    await writeDraw(act, campaignId, files);
    await revealSeeds(act, campaignId, opened);
    const objections = countWorkingDays(act.today, campaign.objectionDays, [], await calendarOf(act.sql.bind(act)));
    await act.write(
      'UPDATE review_campaign SET state = $2, drawn_by = $3, drawn_at = $4, objections_due_on = $5, version = version + 1 WHERE id = $1',
      [campaignId, to, act.actor.personId, act.now, objections.last],
    );
    await sampleDrawn.publish(act, { campaignId });
    const drawn = (origin: string) => files.filter((file) => file.origin === origin).length;
    await act.record({
      things: act.things,
      facts: { digest, seeds, random: drawn('RANDOM'), coverage: drawn('COVERAGE'), targeted: drawn('TARGETED') },
      provisions,
    });
    return { campaignId };
  },
});
