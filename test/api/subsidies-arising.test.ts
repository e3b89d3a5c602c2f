import { newId } from '../../src/platform/ids';
import { type AgencySeed, City, type Member } from '../support/seed';
import { act, caseFileOf, commitmentOf, succeed } from '../support/seed-case-files';
import { doCheck, eightItems, PIN, pinned } from '../support/seed-checks';
import { seedTariff } from '../support/seed-subsidies';
import { type Answer, expectRefusal, expectSuccess, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
const GATE = 'releaseGate { gate open findings { rule met } steps { act role provisions text } }';
const STANDING = 'heldBy { role roleName organization person since nextStep }';

let city: City;
let agency: AgencySeed;
beforeAll(async () => {
  city = new City(suite.world);
  agency = await city.agency('110105');
  await seedTariff(suite.world, agency.bureau);
});

const ofFile = async (who: Member, caseFileId: string): Promise<Answer[]> => {
  const { subsidies } = await who.send(
    `query ($id: ID!) { subsidies(first: 20, filter: { caseFileId: $id }) { totalCount edges { node {
       id state amountFen derivation { code text fen source } engagement { id } caseFile { id number } payee { id } availableActions ${GATE} ${STANDING} } } } }`,
    { id: caseFileId },
  );
  expect(subsidies.totalCount).toBe(subsidies.edges.length);
  return subsidies.edges.map(({ node }: Answer) => node);
};

test('S4-5.1a to S4-5.1c from the received file to the released subsidy, step by step as the gate says', async () => {
  const file = await (await caseFileOf(agency)).closed();
  const [clerk, head, finance, checker] = await Promise.all([
    agency.clerk,
    agency.head,
    agency.finance,
    agency.checker,
  ]);
  const handler = file.practitioner!;
  const mine = async () =>
    (await handler.send(`{ mySubsidies(first: 10) { totalCount edges { node { id state amountFen ${STANDING} } } } }`))
      .mySubsidies;
  const [arisen] = await ofFile(finance, file.id);
  expect(arisen).toMatchObject({
    state: 'PENDING',
    amountFen: 180_000,
    derivation: [{ code: 'CRIMINAL.TRIAL', fen: 180_000, source: '测试标准' }],
    caseFile: { id: file.id, number: file.number },
    engagement: { id: file.engagementId },
    payee: { id: handler.practitionerId },
    releaseGate: { gate: 'SUBSIDY_RELEASE', open: false },
  });
  const steps = async () =>
    (await ofFile(finance, file.id))[0]?.releaseGate.steps.map((step: Answer) => [step.act, step.role]);
  expect(await steps()).toEqual([
    ['designateChecker', 'QUALITY_REVIEW_HEAD'],
    ['completeCheck', 'QUALITY_CHECKER'],
    ['signQualityCheck', 'QUALITY_REVIEW_HEAD'],
  ]);
  expect((await mine()).edges[0].node.heldBy).toMatchObject({ role: 'QUALITY_REVIEW_HEAD', person: null });

  const { qualityCheck } = expectSuccess(
    await doCheck(clerk, 'designateChecker', { caseFileId: file.id, checkerAccountId: checker.accountId }),
  );
  expect((await mine()).edges[0].node.heldBy).toMatchObject({ role: 'QUALITY_CHECKER', roleName: '质量检查专人' });
  const [material] = await suite.world.rows('SELECT id FROM material WHERE case_file_id = $1 LIMIT 1', [file.id]);
  const completion = {
    checkId: qualityCheck.id,
    items: eightItems(material.id),
    result: 'QUALIFIED',
    opinion: '材料齐全',
  };
  expectSuccess(await doCheck(checker, 'completeCheck', completion));
  expect(await steps()).toEqual([['signQualityCheck', 'QUALITY_REVIEW_HEAD']]);
  expectRefusal(await act(finance, 'releaseSubsidy', { subsidyId: arisen!.id }), 'RELEASE_GATE_CLOSED');

  await pinned(agency, head);
  expectSuccess(await doCheck(head, 'signQualityCheck', { checkId: qualityCheck.id, pin: PIN }));
  expect((await ofFile(finance, file.id))[0]?.releaseGate).toMatchObject({ open: true, steps: [] });
  expect((await mine()).edges[0].node.heldBy).toMatchObject({ role: 'FINANCE_OFFICER', nextStep: '等待财务人员发放' });

  await succeed(finance, 'releaseSubsidy', { subsidyId: arisen!.id });
  expect(await mine()).toMatchObject({
    totalCount: 1,
    edges: [
      {
        node: {
          state: 'RELEASED',
          amountFen: 180_000,
          heldBy: { role: null, organization: null, nextStep: '已发放，无需再办' },
        },
      },
    ],
  });

  const reopened = await doCheck(head, 'reopenCheck', { checkId: qualityCheck.id, reason: '材料须重新核对' });
  expectRefusal(reopened, 'RELEASE_MUST_BE_VOIDED_FIRST');
  await succeed(await agency.finance2, 'voidRelease', { subsidyId: arisen!.id, reason: '收款人登记有误' });
  expectSuccess(await doCheck(head, 'reopenCheck', { checkId: qualityCheck.id, reason: '材料须重新核对' }));
  const again = expectRefusal(await act(finance, 'releaseSubsidy', { subsidyId: arisen!.id }), 'RELEASE_GATE_CLOSED');
  expect(unmetRules(again)).toEqual([
    'RELEASE.CHECK_COMPLETED',
    'RELEASE.SIGNED_QUALIFIED',
    'RELEASE.SIGNATURE_COVERS_FILE',
  ]);
});

test('a subsidy arises at the receipt, in the same transaction, and not in a preview', async () => {
  const file = await (await (await caseFileOf(agency)).commissioned()).withPapers();
  await file.submitted();
  const count = async () =>
    (await suite.world.rows('SELECT count(*)::integer AS n FROM subsidy WHERE case_file_id = $1', [file.id]))[0].n;
  expectSuccess(await act(await agency.clerk, 'receiveClosing', { caseFileId: file.id }, '', { preview: true }));
  expect(await count()).toBe(0);
  await succeed(await agency.clerk, 'receiveClosing', { caseFileId: file.id });
  expect(await count()).toBe(1);
  const [line] = await suite.world.rows(
    `SELECT e.event, e.facts FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE t.kind = 'CaseFile' AND t.thing_id = $1 AND e.event = 'SUBSIDIES_AROSE'`,
    [file.id],
  );
  expect(line.facts.subsidies).toMatchObject([{ engagementId: file.engagementId, arose: true, amountFen: 180_000 }]);
});

test('LAL-52 for staff of the agency none arises, and the ledger says why', async () => {
  const file = await (await (await caseFileOf(agency)).commissioned(await agency.staff())).withPapers();
  await file.closed();
  expect(await ofFile(await agency.finance, file.id)).toEqual([]);
  const [line] = await suite.world.rows(
    `SELECT e.findings FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE t.thing_id = $1 AND e.event = 'SUBSIDIES_AROSE'`,
    [file.id],
  );
  expect(line.findings).toMatchObject([{ rule: 'SUBSIDY.ARISES', met: false, provisions: ['LAL-52'] }]);
});

test('a replaced practitioner gets half for recorded work, the successor the whole', async () => {
  const file = await (await caseFileOf(agency)).commissioned();
  const first = file.engagementId;
  await file.activity('MEETING', { materialId: await file.paper(11, '会见笔录') });
  const firm = await agency.lawFirm();
  await commitmentOf(agency, firm);
  const successor = await firm.lawyer();
  const { engagement } = await succeed(
    await agency.clerk,
    'changePractitioner',
    {
      caseFileId: file.id,
      practitionerId: successor.practitionerId,
      way: 'ROTATION',
      beganOn: file.receivedOn,
      reason: '原承办人因病不能继续',
    },
    'engagement { id }',
  );
  file.practitioner = successor;
  await (await file.withPapers()).closed();
  const amounts = Object.fromEntries(
    (await ofFile(await agency.finance, file.id)).map((subsidy) => [subsidy.engagement.id, subsidy]),
  );
  expect(amounts[first]).toMatchObject({
    amountFen: 90_000,
    derivation: [{ fen: 180_000 }, { code: 'REPLACED', fen: -90_000 }],
  });
  expect(amounts[engagement.id]).toMatchObject({ amountFen: 180_000 });
});

describe('without a tariff', () => {
  test('LAL-52 it arises without an amount; once the bureau has entered one the clerk calculates it', async () => {
    const elsewhere = await city.agency('120102');
    const file = await (await caseFileOf(elsewhere)).closed();
    const finance = await elsewhere.finance;
    const [subsidy] = await ofFile(finance, file.id);
    expect(subsidy).toMatchObject({ amountFen: null, derivation: [] });
    const unmet = unmetRules(subsidy!.releaseGate);
    expect(unmet).toContain('RELEASE.TARIFF_IN_FORCE');
    expect(subsidy!.releaseGate.steps.map((step: Answer) => step.act)).toEqual(
      expect.arrayContaining(['enterTariff', 'recalculateSubsidy']),
    );
    const unchanged = await succeed(await elsewhere.clerk, 'recalculateSubsidy', { subsidyId: subsidy!.id }, 'changed');
    expect(unchanged.changed).toBe(false);
    await succeed(await elsewhere.supervisor, 'enterTariff', {
      bureauId: elsewhere.bureau.id,
      title: '办案补贴标准',
      document: '河东司办〔2026〕1号',
      inForceFrom: '2026-01-01',
      lines: [{ code: 'CRIMINAL.TRIAL', fen: 170_000 }],
    });
    const done = await succeed(
      await elsewhere.clerk,
      'recalculateSubsidy',
      { subsidyId: subsidy!.id },
      'changed subsidies { id amountFen }',
    );
    expect(done).toMatchObject({ changed: true, subsidies: [{ id: subsidy!.id, amountFen: 170_000 }] });
    const again = await succeed(await elsewhere.clerk, 'recalculateSubsidy', { caseFileId: file.id }, 'changed');
    expect(again.changed).toBe(false);
    expectRefusal(await act(await elsewhere.finance, 'recalculateSubsidy', { caseFileId: file.id }), 'FORBIDDEN');
    expectRefusal(await act(await agency.clerk, 'recalculateSubsidy', { caseFileId: file.id }), 'NOT_FOUND');
    expectRefusal(
      await act(await elsewhere.clerk, 'recalculateSubsidy', { caseFileId: file.id, subsidyId: subsidy!.id }),
      'INVALID_INPUT',
    );
  });
});

describe('tariffs', () => {
  const tariff = (bureauId: string, more = {}) => ({
    bureauId,
    title: '标准',
    document: '京司办〔2026〕9号',
    inForceFrom: '2026-01-01',
    ...more,
  });

  test('a new edition ends the one before it on the day before; an overlap is refused', async () => {
    const bureau = await city.bureau('110108');
    const supervisor = await bureau.supervisor;
    const fields = 'tariff { id provenance inForceFrom inForceTo earlyEndPercent lines { code amountFen } }';
    const first = await succeed(supervisor, 'enterTariff', tariff(bureau.id), fields);
    expect(first.tariff).toMatchObject({ provenance: 'LOCAL', earlyEndPercent: 50 });
    expect(first.tariff.lines).toHaveLength(10);
    const next = tariff(bureau.id, { inForceFrom: '2026-07-01', lines: [{ code: 'CRIMINAL.TRIAL', fen: 200_000 }] });
    expect((await succeed(supervisor, 'enterTariff', next, fields)).tariff.provenance).toBe('HOUSE');
    const { tariffs } = await supervisor.send(`query ($id: ID!) { tariffs(bureauId: $id) { inForceFrom inForceTo } }`, {
      id: bureau.id,
    });
    expect(tariffs).toEqual([
      { inForceFrom: '2026-07-01', inForceTo: null },
      { inForceFrom: '2026-01-01', inForceTo: '2026-06-30' },
    ]);
    for (const input of [
      tariff(bureau.id, { inForceFrom: '2026-03-01', inForceTo: '2026-03-31' }),
      tariff(bureau.id, { inForceFrom: '2026-07-01' }),
      tariff(bureau.id, { inForceFrom: '2025-01-01' }),
    ]) {
      expectRefusal(await act(supervisor, 'enterTariff', input), 'TARIFF_OVERLAPS');
    }
    await succeed(supervisor, 'enterTariff', tariff(bureau.id, { inForceFrom: '2025-01-01', inForceTo: '2025-12-31' }));
  });

  test.each([
    ['a line that there is not', { lines: [{ code: 'CRIMINAL.NOTHING', fen: 1 }] }],
    [
      'a line twice',
      {
        lines: [
          { code: 'CRIMINAL.TRIAL', fen: 1 },
          { code: 'CRIMINAL.TRIAL', fen: 2 },
        ],
      },
    ],
    ['less than nothing', { lines: [{ code: 'CRIMINAL.TRIAL', fen: -1 }] }],
    ['more than all', { earlyEndPercent: 101 }],
    ['an end before the beginning', { inForceTo: '2025-12-31' }],
  ])('refused as input: %s', async (_, more) => {
    const bureau = await city.bureau('110105');
    expectRefusal(await act(await bureau.supervisor, 'enterTariff', tariff(bureau.id, more)), 'INVALID_INPUT');
  });

  test("another bureau's tariff is not there to be entered", async () => {
    const supervisor = await (await city.bureau('110105')).supervisor;
    expectRefusal(await act(supervisor, 'enterTariff', tariff((await city.bureau('110108')).id)), 'NOT_FOUND');
    expectRefusal(await act(supervisor, 'enterTariff', tariff(newId())), 'NOT_FOUND');
    expectRefusal(await act(await agency.finance, 'enterTariff', tariff(agency.bureau.id)), 'FORBIDDEN');
  });

  test('HOUSE the day on which the stage ended chooses the edition, not the day of receipt', async () => {
    const bureau = await city.bureau('110000');
    const centre = bureau.agency;
    await succeed(
      await bureau.supervisor,
      'enterTariff',
      tariff(bureau.id, { lines: [{ code: 'CRIMINAL.TRIAL', fen: 111_100 }] }),
    );
    await succeed(
      await bureau.supervisor,
      'enterTariff',
      tariff(bureau.id, { inForceFrom: '2026-03-03', lines: [{ code: 'CRIMINAL.TRIAL', fen: 222_200 }] }),
    );
    const file = await (await (await caseFileOf(centre)).commissioned()).withPapers();
    suite.world.clock.setDay('2026-03-05');
    try {
      await file.closed();
      expect((await ofFile(await centre.finance, file.id))[0]?.amountFen).toBe(111_100);
    } finally {
      suite.world.clock.setDay('2026-03-02');
    }
  });
});
