import { type AgencySeed, seedCity } from '../support/seed';
import { act, type CaseFileSeed, caseFileOf, digestOf, succeed } from '../support/seed-case-files';
import { expectRefusal, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;

beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
});

const PAPERS = `query ($id: ID!, $all: Boolean!) { caseFile(id: $id) { revision
  materials(allVersions: $all) { id catalogueNo catalogueName title pages digest withdrawn withdrawalReason supersedesId revision } } }`;
const papersOf = async (file: CaseFileSeed, all = false) =>
  (await (await agency.clerk).send(PAPERS, { id: file.id, all })).caseFile;

describe('materials', () => {
  test('every version raises the revision; replaced and withdrawn papers stay readable', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    const by = file.practitioner!;
    const first = await file.paper(14, '辩护词');
    const replaced = await succeed(
      by,
      'replaceMaterial',
      { materialId: first, title: '辩护词（定稿）', digest: await file.arrived('x', 9) },
      'material { id }',
    );
    const voucher = await file.paper(20);
    await succeed(by, 'withdrawMaterial', { materialId: voucher, reason: '误放入本卷的材料' });
    const now = await papersOf(file);
    expect(now.revision).toBe(4);
    expect(now.materials).toEqual([
      {
        id: replaced.material.id,
        catalogueNo: 14,
        catalogueName: expect.stringContaining('辩护词'),
        title: '辩护词（定稿）',
        pages: 9,
        digest: digestOf('x'),
        withdrawn: false,
        withdrawalReason: null,
        supersedesId: first,
        revision: 2,
      },
    ]);
    const all = await papersOf(file, true);
    expect(all.materials.map(({ revision }: { revision: number }) => revision).sort()).toEqual([1, 2, 3, 4]);
    const stale = { materialId: first, title: '再换', digest: await file.arrived('y') };
    expectRefusal(await act(by, 'replaceMaterial', stale), 'ALREADY_SUPERSEDED');
    expectRefusal(
      await act(by, 'withdrawMaterial', { materialId: voucher, reason: '再抽出一次看看' }),
      'ALREADY_SUPERSEDED',
    );
  });

  test('two replacements of one version at once: one', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    const materialId = await file.paper(14);
    const results = await Promise.all(
      ['a', 'b', 'c'].map(async (title) =>
        act(file.practitioner!, 'replaceMaterial', { materialId, title, digest: await file.arrived(title) }),
      ),
    );
    expect(results.filter(({ code }) => !code)).toHaveLength(1);
    for (const lost of results.filter(({ code }) => code)) expectRefusal(lost, 'ALREADY_SUPERSEDED');
  });

  test('ten papers at once take ten revisions', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    await Promise.all(Array.from({ length: 10 }, (_, index) => file.paper(20, `附件${index}`)));
    const all = await papersOf(file);
    expect(
      all.materials.map(({ revision }: { revision: number }) => revision).sort((a: number, b: number) => a - b),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('S0-21.2 while a closing waits, and once it is received, no paper and no activity is added', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    await file.withPapers();
    const paper = { caseFileId: file.id, catalogueNo: 20, title: '补充', digest: await file.arrived('late') };
    const meeting = {
      caseFileId: file.id,
      kind: 'MEETING',
      tookPlaceOn: '2026-02-10',
      place: '某地',
      present: '某',
      summary: '谈话',
    };
    await file.submitted();
    for (const who of [file.practitioner!, await agency.clerk]) {
      expectRefusal(await act(who, 'recordMaterial', paper), 'WRONG_STATE');
      expectRefusal(await act(who, 'recordActivity', meeting), 'WRONG_STATE');
    }
    await succeed(await agency.clerk, 'receiveClosing', { caseFileId: file.id });
    expectRefusal(await act(await agency.clerk, 'recordMaterial', paper), 'WRONG_STATE');
    expectRefusal(
      await act(await agency.clerk, 'correctCaseFile', {
        caseFileId: file.id,
        reason: '收卷后不再更正',
        inCustody: true,
      }),
      'WRONG_STATE',
    );
  });

  test('inputs: catalogue, title and digest are checked at their fields', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    const refused = expectRefusal(
      await act(file.practitioner!, 'recordMaterial', {
        caseFileId: file.id,
        catalogueNo: 22,
        title: ' ',
        digest: 'abc',
      }),
      'INVALID_INPUT',
    );
    expect(refused.problems.map(({ path }: { path: string }) => path)).toEqual([
      'input.catalogueNo',
      'input.title',
      'input.digest',
    ]);
  });

  test("the server's role cannot change or remove a version", async () => {
    await expect(suite.world.app.query(`UPDATE material SET title = 'x'`)).rejects.toThrow(/permission denied/);
    await expect(suite.world.app.query('DELETE FROM material')).rejects.toThrow(/permission denied/);
    await expect(suite.world.rows(`UPDATE material SET title = 'x'`)).rejects.toThrow(/it is a record/);
  });
});

describe('activities', () => {
  test('S4-3.5c what was told is recorded, with the paper that proves it; a correction supersedes', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    const materialId = await file.paper(11);
    const activityId = await file.activity('MEETING', { materialId, toldRisks: false });
    await succeed(file.practitioner!, 'correctActivity', {
      activityId,
      kind: 'MEETING',
      tookPlaceOn: '2026-02-12',
      place: '看守所',
      present: '承办人、受援人',
      summary: '更正：已告知风险',
      toldRights: true,
      toldDuties: true,
      toldRisks: true,
      materialId,
    });
    const query = `query ($id: ID!, $all: Boolean!) { caseFile(id: $id) { activities(allVersions: $all) { tookPlaceOn toldRights toldRisks supersedesId material { id } engagement { id } } } }`;
    const send = async (all: boolean) =>
      (await (await agency.clerk).send(query, { id: file.id, all })).caseFile.activities;
    expect(await send(false)).toEqual([
      {
        tookPlaceOn: '2026-02-12',
        toldRights: true,
        toldRisks: true,
        supersedesId: activityId,
        material: { id: materialId },
        engagement: { id: file.engagementId },
      },
    ]);
    expect(await send(true)).toHaveLength(2);
    expectRefusal(
      await act(file.practitioner!, 'correctActivity', {
        activityId,
        kind: 'OTHER',
        tookPlaceOn: '2026-02-12',
        place: 'x',
        present: 'x',
        summary: 'x',
      }),
      'ALREADY_SUPERSEDED',
    );
  });

  test('every fault at once: outside the engagement, a paper of another file, told where nobody was talked to', async () => {
    const other = await (await caseFileOf(agency)).commissioned();
    const elsewhere = await other.paper(11);
    const file = await (await caseFileOf(agency)).commissioned();
    const refused = expectRefusal(
      await act(file.practitioner!, 'recordActivity', {
        caseFileId: file.id,
        kind: 'FILE_READING',
        tookPlaceOn: '2026-02-01',
        place: '检察院',
        present: '承办人',
        summary: '阅卷',
        toldRights: true,
        materialId: elsewhere,
      }),
      'ACTIVITY_REFUSED',
    );
    expect(unmetRules(refused)).toEqual([
      'ACTIVITY_WITHIN_ENGAGEMENT',
      'ACTIVITY_PROOF_IN_FILE',
      'ACTIVITY_TOLD_WHERE_TALKED',
    ]);
    await expect(
      suite.world.app.query(
        `INSERT INTO activity (id, case_file_id, engagement_id, kind, took_place_on, place, present, summary, told_rights, told_duties, told_risks, material_id, recorded_by, recorded_at)
         VALUES (gen_random_uuid(), $1, $2, 'MEETING', '2026-02-10', 'x', 'x', 'x', true, true, true, $3, $4, now())`,
        [file.id, file.engagementId, elsewhere, file.practitioner!.personId],
      ),
    ).rejects.toThrow(/activity_material_id_case_file_id_fkey/);
  });

  test('S4-3.5g an activity whose paper was withdrawn is no longer proven', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    await file.withPapers();
    const before = await file.paper(11, '补充会见笔录');
    await file.activity('MEETING', { materialId: before });
    const readiness =
      'query ($id: ID!) { caseFile(id: $id) { closingReadiness { open findings { rule met facts { name value } } } } }';
    const ready = async () => (await (await agency.clerk).send(readiness, { id: file.id })).caseFile.closingReadiness;
    expect((await ready()).open).toBe(true);
    const replaced = await succeed(
      file.practitioner!,
      'replaceMaterial',
      { materialId: before, title: '更清楚的扫描件', digest: await file.arrived('scan') },
      'material { id }',
    );
    expect((await ready()).open).toBe(true);
    await succeed(file.practitioner!, 'withdrawMaterial', {
      materialId: replaced.material.id,
      reason: '笔录属于另一案卷',
    });
    const now = await ready();
    expect(now.open).toBe(false);
    expect(unmetRules(now)).toEqual(['CLOSING_ALL_PAPERS']);
  });

  test('S0-17 hearing: recorded where the stage has one, refused where it has none', async () => {
    const review = await (await caseFileOf(agency, { stage: 'PROSECUTION_REVIEW' })).commissioned();
    expectRefusal(
      await act(review.practitioner!, 'recordHearingHeld', { caseFileId: review.id, held: true }),
      'HEARING_REFUSED',
    );
    const trial = await (await caseFileOf(agency)).commissioned();
    await succeed(trial.practitioner!, 'recordHearingHeld', { caseFileId: trial.id, held: false });
    expect((await trial.row()).hearing_held).toBe(false);
  });

  test('the end of a stage lies between its beginning and today', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    for (const endedOn of ['2026-02-01', '2026-03-03']) {
      expectRefusal(await act(file.practitioner!, 'endStage', { caseFileId: file.id, endedOn }), 'STAGE_END_REFUSED');
    }
    await succeed(file.practitioner!, 'endStage', { caseFileId: file.id, endedOn: '2026-03-02' });
  });

  test('nobody else adds to a file: not another lawyer, not finance, not a clerk elsewhere', async () => {
    const file = await (await caseFileOf(agency)).commissioned();
    const paper = { caseFileId: file.id, catalogueNo: 20, title: '材料', digest: await file.arrived('z') };
    const other = await (await agency.lawFirm()).lawyer();
    expectRefusal(await act(other, 'recordMaterial', paper), 'NOT_FOUND');
    expectRefusal(await act(await agency.finance, 'recordMaterial', paper), 'FORBIDDEN');
    const away = await agency.city.agency('110108');
    expectRefusal(await act(await away.clerk, 'recordMaterial', paper), 'NOT_FOUND');
  });
});
