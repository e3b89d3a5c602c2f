import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { redrawFile } from '../../src/peer-reviews/campaigns/redraw-cli';
import { commitmentOf } from '../../src/peer-reviews/campaigns/seeds';
import { Role } from '../../src/platform/access/actor';
import { folderOfRun } from '../support/folders';
import { type BureauSeed, type City, type PractitionerSeed, seedCity } from '../support/seed';
import { CampaignSeed, newSeed } from '../support/seed-campaigns';
import { act, succeed } from '../support/seed-case-files';
import { closedFiles } from '../support/seed-closed-files';
import { type Answer, expectRefusal, newKey, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let bureau: BureauSeed;
let lawyers: PractitionerSeed[];

beforeAll(async () => {
  city = await seedCity(suite.world);
  bureau = await city.bureau('110105');
  const firm = await bureau.agency.lawFirm();
  lawyers = [await firm.lawyer(), await firm.lawyer(), await firm.lawyer()];
  await closedFiles(bureau.agency, { count: 30, practitioners: lawyers });
  await closedFiles(bureau.agency, { count: 11, practitioners: lawyers, caseKind: 'CIVIL' });
});

const seen = async (id: string, fields: string, who = bureau.reviewCoordinator): Promise<Answer> =>
  (await (await who).send(`query ($id: ID!) { campaign(id: $id) { ${fields} } }`, { id })).campaign;

const exported = async (id: string): Promise<string | null> =>
  (await (await bureau.reviewCoordinator).send('query ($id: ID!) { campaignDraw(id: $id) }', { id })).campaignDraw;

const folder = folderOfRun('campaign-');
const redrawn = (text: string) => {
  const path = join(folder, 'campaign.json');
  writeFileSync(path, text);
  return redrawFile([path]);
};

describe('from the plan to the draw (standards 3, HOUSE)', () => {
  test('a sample is drawn from two persons’ seeds and drawn again offline, byte for byte', async () => {
    const campaign = await CampaignSeed.plan(bureau, { leastPerPractitioner: 2 });
    expect(await seen(campaign.id, 'state seeds { party } frameDigest drawnAt')).toEqual({
      state: 'PLANNED',
      seeds: [],
      frameDigest: null,
      drawnAt: null,
    });
    await campaign.drawn();
    const { state, frameSize, frameDigest, seeds, draws, strata, objectionsDueOn } = await seen(
      campaign.id,
      `state frameSize frameDigest objectionsDueOn seeds { party seed commitment giver { id } } strata { caseKind files size }
       draws(first: 100) { totalCount edges { node { part stratum position caseFile { caseKind } } } }`,
    );
    expect([state, frameSize]).toEqual(['DRAWN', 41]);
    // Five working days after Monday 2 March.
    expect(objectionsDueOn).toBe('2026-03-09');
    expect(strata).toEqual([
      { caseKind: 'CIVIL', files: 11, size: 2 },
      { caseKind: 'CRIMINAL', files: 30, size: 3 },
    ]);
    expect(seeds.map((seed: Answer) => [seed.seed, seed.commitment])).toEqual(
      campaign.seeds.map((seed) => [seed, commitmentOf(seed)]),
    );
    expect(new Set(seeds.map((seed: Answer) => seed.giver.id)).size).toBe(2);
    const parts = draws.edges.map(({ node }: Answer) => node.part);
    expect(parts.filter((part: string) => part === 'RANDOM')).toHaveLength(5);
    expect(draws.totalCount).toBe(parts.length);
    expect(draws.edges.every(({ node }: Answer) => node.caseFile && node.stratum && node.position)).toBe(true);

    const text = (await exported(campaign.id)) as string;
    const again = redrawn(text);
    expect(again.lines[0]).toBe('重抽一致：承诺值、名册摘要和抽取结果逐字节相同');
    expect(again.lines.join()).toContain(frameDigest);
    // Whoever has the database still cannot exchange a drawn file: the export tells what is stored, not what should be.
    const changed = text.replace(
      /("files":\[\{"alsoTargeted":false,"caseFileId":")([0-9a-f])/,
      (_, head, digit) => `${head}${digit === '0' ? '1' : '0'}`,
    );
    expect(changed).not.toBe(text);
    expect(redrawn(changed).code).toBe(1);
  });

  test('before the draw no seed leaves the server: not by the API, not by SQL, not by a preview', async () => {
    const campaign = await CampaignSeed.plan(bureau);
    await campaign.committed();
    await campaign.frozen();
    await campaign.seeded();
    const dump = JSON.stringify([
      await suite.world.rows('SELECT * FROM campaign_seed WHERE campaign_id = $1', [campaign.id]),
      await suite.world.rows('SELECT facts FROM ledger_entry'),
      await suite.world.rows('SELECT outcome FROM act_claim'),
      await suite.world.rows(
        `SELECT encode(seed_cipher, 'escape') AS cipher, encode(seed_cipher, 'hex') AS hex FROM campaign_seed`,
      ),
      await seen(campaign.id, 'seeds { party seed commitment revealedAt }'),
    ]);
    for (const seed of campaign.seeds) {
      expect(dump).not.toContain(seed);
      expect(dump).toContain(commitmentOf(seed));
    }
    expect(await exported(campaign.id)).toBeNull();

    const preview = await act(
      await bureau.reviewCoordinator,
      'drawSample',
      { campaignId: campaign.id },
      'campaign { state draws(first: 1) { totalCount } seeds { seed } }',
      { preview: true },
    );
    expect(preview.campaign).toEqual({
      state: 'SEED_ADDED',
      draws: { totalCount: 0 },
      seeds: [{ seed: null }, { seed: null }],
    });

    // The server's own role cannot open a seed early either: without both there is no draw, and another seed is none.
    const { app } = suite.world;
    await expect(
      app.query(`UPDATE campaign_seed SET seed = 'x', revealed_at = now() WHERE campaign_id = $1`, [campaign.id]),
    ).rejects.toThrow('seed_is_the_committed');
    await expect(
      app.query(`UPDATE review_campaign SET state = 'DRAWN', drawn_by = planned_by, drawn_at = now() WHERE id = $1`, [
        campaign.id,
      ]),
    ).rejects.toThrow('lacks what its next state rests on');
  });

  test('the second seed is another person’s, whatever account they come with', async () => {
    const coordinator = await bureau.reviewCoordinator;
    const campaign = await CampaignSeed.plan(bureau);
    await campaign.committed();
    await campaign.frozen();
    const input = { campaignId: campaign.id, seed: newSeed() };
    expectRefusal(await act(coordinator, 'addSeed', input), 'SAME_PERSON');
    const again = await bureau.member(Role.AUDITOR, { personId: coordinator.personId });
    expectRefusal(await act(again, 'addSeed', input), 'SAME_PERSON');
    // Past the check, the table itself holds it.
    await expect(
      suite.world.app.query(
        `INSERT INTO campaign_seed (campaign_id, party, commitment, seed_cipher, person_id, given_at) SELECT $1, 2, commitment, seed_cipher, person_id, now() FROM campaign_seed WHERE campaign_id = $1`,
        [campaign.id],
      ),
    ).rejects.toThrow('seeds_of_two_persons');
    expectRefusal(
      await act(await bureau.supervisor, 'addSeed', { ...input, seed: campaign.seeds[0] }),
      'SEED_REPEATED',
    );
    const above = await (await city.bureau('110000')).auditor;
    await succeed(above, 'addSeed', input);
    expect((await seen(campaign.id, 'state')).state).toBe('SEED_ADDED');
  });

  test('a seed is 32 random bytes', async () => {
    const campaign = await CampaignSeed.plan(bureau);
    for (const seed of ['12345678', 'g'.repeat(64), '0'.repeat(64), '12345678'.repeat(8)]) {
      const refused = expectRefusal(
        await act(await bureau.reviewCoordinator, 'commitSeed', { campaignId: campaign.id, seed }),
        'INVALID_INPUT',
      );
      expect(refused.problems[0].path).toBe('input.seed');
      expect(JSON.stringify(refused)).not.toContain(seed);
    }
  });

  test('steps come in their order only', async () => {
    const coordinator = await bureau.reviewCoordinator;
    const campaign = await CampaignSeed.plan(bureau);
    const input = { campaignId: campaign.id };
    const seed = newSeed();
    expectRefusal(await act(coordinator, 'freezeFrame', input), 'WRONG_STATE');
    expectRefusal(await act(coordinator, 'drawSample', input), 'WRONG_STATE');
    expectRefusal(await act(await bureau.supervisor, 'addSeed', { ...input, seed }), 'WRONG_STATE');
    await campaign.committed();
    expectRefusal(await act(coordinator, 'commitSeed', { ...input, seed }), 'WRONG_STATE');
    await campaign.frozen();
    expectRefusal(await act(coordinator, 'freezeFrame', input), 'WRONG_STATE');
    expectRefusal(await act(coordinator, 'drawSample', input), 'WRONG_STATE');
    const { availableActions } = await seen(campaign.id, 'availableActions', bureau.auditor);
    expect(availableActions).toEqual(['addSeed']);
  });

  test('two who freeze at once freeze one frame; two who draw at once draw one sample', async () => {
    const coordinators = [await bureau.reviewCoordinator, await bureau.member(Role.REVIEW_COORDINATOR)];
    const campaign = await CampaignSeed.plan(bureau);
    await campaign.committed();
    const both = async (name: string) => {
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, n) =>
          act(coordinators[n % 2]!, name, { campaignId: campaign.id }, '', { key: newKey() }),
        ),
      );
      expect(answers.filter(({ code }) => !code)).toHaveLength(1);
      for (const refused of answers.filter(({ code }) => code)) expectRefusal(refused, 'WRONG_STATE');
    };
    await both('freezeFrame');
    await campaign.seeded();
    await both('drawSample');
    const [{ lines, drawn }] = await suite.world.rows(
      `SELECT (SELECT count(*)::int FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id AND t.thing_id = $1 WHERE e.outcome = 'DONE') AS lines,
              (SELECT count(*)::int FROM campaign_draw WHERE campaign_id = $1) AS drawn`,
      [campaign.id],
    );
    // Planned, committed, frozen, seeded, drawn.
    expect([lines, drawn]).toEqual([5, 5]);
    expect(redrawn((await exported(campaign.id)) as string).code).toBe(0);
  });

  test('what becomes of a file after the freeze changes neither frame nor draw', async () => {
    const campaign = await CampaignSeed.plan(bureau);
    await campaign.committed();
    await campaign.frozen();
    const { frameDigest } = await seen(campaign.id, 'frameDigest');
    const [changed, sealed] = await closedIds();
    await suite.world.rows(`UPDATE case_file SET state = 'RETURNED', closed_received_at = NULL WHERE id = $1`, [
      changed,
    ]);
    await suite.world.rows('UPDATE case_file SET sealed_record = true WHERE id = $1', [sealed]);
    await closedFiles(bureau.agency, { count: 3, practitioners: lawyers });
    const page = await seen(
      campaign.id,
      'frame(first: 100) { totalCount edges { node { caseFileId closedOn practitionerIds inFrame caseFile { id } } } }',
    );
    expect(page.frame.totalCount).toBe(41);
    const node = page.frame.edges.map((edge: Answer) => edge.node).find((each: Answer) => each.caseFileId === sealed);
    expect(node).toMatchObject({ closedOn: '2026-02-10', inFrame: true, caseFile: null });
    await campaign.seeded();
    await succeed(await bureau.reviewCoordinator, 'drawSample', { campaignId: campaign.id });
    const text = (await exported(campaign.id)) as string;
    expect(JSON.parse(text).frameDigest).toBe(frameDigest);
    expect(redrawn(text).code).toBe(0);
    await suite.world.rows(
      `UPDATE case_file SET state = 'RECEIVED', closed_received_at = '2026-02-10T15:00:00+08:00' WHERE id = $1`,
      [changed],
    );
    await suite.world.rows('UPDATE case_file SET sealed_record = false WHERE id = $1', [sealed]);
  });

  const closedIds = async (): Promise<string[]> =>
    (
      await suite.world.rows(
        `SELECT id FROM case_file WHERE state = 'RECEIVED' AND NOT sealed_record ORDER BY id LIMIT 2`,
      )
    ).map(({ id }) => id);

  test('a frame that was tampered with is not drawn from', async () => {
    const campaign = await CampaignSeed.plan(bureau);
    await campaign.committed();
    await campaign.frozen();
    await campaign.seeded();
    await expect(
      suite.world.rows('DELETE FROM campaign_frame WHERE campaign_id = $1', [campaign.id]),
    ).rejects.toThrow();
    await expect(
      suite.world.app.query(
        `INSERT INTO campaign_frame SELECT $1, case_file_id, agency_id, case_kind, stage, closed_on, practitioner_ids, true, NULL FROM campaign_frame LIMIT 1`,
        [campaign.id],
      ),
    ).rejects.toThrow();
    const past = async (sql: string, params: unknown[]) => {
      await suite.world.rows('ALTER TABLE campaign_frame DISABLE TRIGGER USER');
      const rows = await suite.world.rows(sql, params);
      await suite.world.rows('ALTER TABLE campaign_frame ENABLE TRIGGER USER');
      return rows;
    };
    const [lost] = await past(
      'DELETE FROM campaign_frame WHERE ctid IN (SELECT ctid FROM campaign_frame WHERE campaign_id = $1 LIMIT 1) RETURNING *',
      [campaign.id],
    );
    expectRefusal(
      await act(await bureau.reviewCoordinator, 'drawSample', { campaignId: campaign.id }),
      'FRAME_TAMPERED',
    );
    await past('INSERT INTO campaign_frame SELECT * FROM json_populate_record(NULL::campaign_frame, $1)', [
      JSON.stringify(lost),
    ]);
    await succeed(await bureau.reviewCoordinator, 'drawSample', { campaignId: campaign.id });
  });
});
