import { type AgencySeed, seedCity } from '../support/seed';
import { act, type CaseFileSeed, caseFileOf, succeed } from '../support/seed-case-files';
import { type Answer, expectRefusal, useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;

beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
});

const submitted = async (): Promise<CaseFileSeed> =>
  (await (await (await caseFileOf(agency)).commissioned()).withPapers()).submitted();
const rounds = (file: CaseFileSeed) =>
  suite.world.rows('SELECT round, outcome FROM closing WHERE case_file_id = $1 ORDER BY round', [file.id]);
const winners = (results: Answer[]) => results.filter(({ code }) => !code);

test('S4-5.1a six receipts at once: one, with one ledger line and one round', async () => {
  const file = await submitted();
  const clerk = await agency.clerk;
  const results = await Promise.all(
    Array.from({ length: 6 }, () => act(clerk, 'receiveClosing', { caseFileId: file.id })),
  );
  expect(winners(results)).toHaveLength(1);
  for (const lost of results.filter(({ code }) => code)) expectRefusal(lost, 'WRONG_STATE');
  expect(await rounds(file)).toEqual([{ round: 1, outcome: 'RECEIVED' }]);
  const lines = await suite.world.rows(
    `SELECT 1 FROM ledger_entry l JOIN ledger_thing t ON t.entry_id = l.id WHERE t.thing_id = $1 AND l.event = 'CLOSING_RECEIVED' AND l.outcome = 'DONE'`,
    [file.id],
  );
  expect(lines).toHaveLength(1);
});

test('receive against return: one of the two, and the state says which', async () => {
  for (let turn = 0; turn < 4; turn += 1) {
    const file = await submitted();
    const clerk = await agency.clerk;
    const note = '扫描件不清，请重新扫描';
    const both = ['receiveClosing', 'returnClosing'];
    const results = await Promise.all(
      (turn % 2 ? both : both.toReversed()).map((name) => act(clerk, name, { caseFileId: file.id, note })),
    );
    expect(winners(results)).toHaveLength(1);
    expectRefusal(
      results.find(({ code }) => code),
      'WRONG_STATE',
    );
    const [round] = await rounds(file);
    expect(await file.state()).toBe(round.outcome);
  }
});

test('two submissions at once: one round', async () => {
  const file = await (await (await caseFileOf(agency)).commissioned()).withPapers();
  const results = await Promise.all(
    [1, 2].map(() => act(file.practitioner!, 'submitClosing', { caseFileId: file.id })),
  );
  expect(winners(results)).toHaveLength(1);
  expectRefusal(
    results.find(({ code }) => code),
    'WRONG_STATE',
  );
  expect(await rounds(file)).toEqual([{ round: 1, outcome: null }]);
});

test('a paper against the receipt: it is in before, or it is refused; never after', async () => {
  for (let turn = 0; turn < 4; turn += 1) {
    const file = await (await (await caseFileOf(agency)).commissioned()).withPapers();
    const paper = {
      caseFileId: file.id,
      catalogueNo: 20,
      title: '补充材料',
      digest: await file.arrived(`late${turn}`),
    };
    const clerk = await agency.clerk;
    const [added, closed] = await Promise.all([
      act(clerk, 'recordMaterial', paper, 'material { revision }'),
      (async () => {
        await succeed(file.practitioner!, 'submitClosing', { caseFileId: file.id });
        return succeed(clerk, 'receiveClosing', { caseFileId: file.id });
      })(),
    ]);
    expect(closed.receipt.replayed).toBe(false);
    const [line] = await suite.world.rows(
      `SELECT (l.facts ->> 'revision')::int AS revision FROM ledger_entry l JOIN ledger_thing t ON t.entry_id = l.id WHERE t.thing_id = $1 AND l.event = 'CLOSING_RECEIVED'`,
      [file.id],
    );
    const row = await file.row();
    expect(row.revision).toBe(line.revision);
    if (added.code) expectRefusal(added, 'WRONG_STATE');
    else expect(added.material.revision).toBeLessThanOrEqual(line.revision);
  }
});

test('S4-5.1a who practised on a file does not receive it', async () => {
  const staff = await agency.staff();
  await agency.city.appoint(staff, 'CLERK' as never, 'agency_id', agency.id);
  await staff.fresh();
  const file = await (await caseFileOf(agency)).commissioned(staff);
  await file.withPapers();
  await file.submitted();
  const refused = expectRefusal(await act(staff, 'receiveClosing', { caseFileId: file.id }), 'CLOSING_INCOMPLETE');
  expect(refused.findings.filter((f: { met: boolean }) => !f.met)).toMatchObject([
    { rule: 'CLOSING_NOT_BY_PRACTITIONER', provenance: 'HOUSE' },
  ]);
  await succeed(await agency.clerk, 'receiveClosing', { caseFileId: file.id });
});

test("a complete file is returned only with a reason of the clerk's own", async () => {
  const file = await submitted();
  expectRefusal(await act(await agency.clerk, 'returnClosing', { caseFileId: file.id }), 'NOTHING_MISSING');
  await succeed(await agency.clerk, 'returnClosing', { caseFileId: file.id, note: '页码错乱，请重新整理' });
  expect(await file.state()).toBe('RETURNED');
});

test('a preview of the receipt tells the same, and leaves the file as it is', async () => {
  const file = await submitted();
  const seen = await act(
    await agency.clerk,
    'receiveClosing',
    { caseFileId: file.id },
    'caseFile { state } closing { outcome }',
    { preview: true },
  );
  expect(seen).toMatchObject({
    receipt: { preview: true },
    caseFile: { state: 'RECEIVED' },
    closing: { outcome: 'RECEIVED' },
  });
  expect(await file.state()).toBe('CLOSING_SUBMITTED');
  expect(await rounds(file)).toEqual([{ round: 1, outcome: null }]);
});
