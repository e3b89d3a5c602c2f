import { type AgencySeed, seedCity } from '../support/seed';
import { act, caseFileOf, succeed } from '../support/seed-case-files';
import { expectRefusal, useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;

beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
});

test('S0-21.2 S4-5.1a a complete file is submitted by its practitioner and received by the clerk', async () => {
  const file = await (await caseFileOf(agency)).closed();
  expect(await file.state()).toBe('RECEIVED');
  const { caseFile } = await (await agency.clerk).send(
    `query ($id: ID!) { caseFile(id: $id) { state closingReadiness { open findings { met } } closings { round outcome missing decidedFindings { rule met } } } }`,
    { id: file.id },
  );
  expect(caseFile.closingReadiness.open).toBe(true);
  expect(caseFile.closings).toMatchObject([{ round: 1, outcome: 'RECEIVED', missing: 0 }]);
  expect(caseFile.closings[0].decidedFindings.length).toBeGreaterThan(10);
});

test('S4-3.5g a file with gaps is not received: everything missing is named at once, with who and how', async () => {
  const file = await (await caseFileOf(agency)).commissioned();
  await file.submitted();
  const refused = expectRefusal(
    await act(await agency.clerk, 'receiveClosing', { caseFileId: file.id }),
    'CLOSING_INCOMPLETE',
  );
  const unmet = refused.findings.filter((finding: { met: boolean }) => !finding.met);
  expect(unmet.map((finding: { rule: string }) => finding.rule)).toEqual(
    expect.arrayContaining([
      'CLOSING_STAGE_ENDED',
      'CLOSING_MEETING',
      'CLOSING_TOLD',
      'CLOSING_HEARING_KNOWN',
      'CLOSING_PAPER_CLOSING_REPORT',
    ]),
  );
  for (const finding of unmet) expect(finding.cure).toMatchObject({ by: expect.any(String), text: expect.any(String) });
  expect(await file.state()).toBe('CLOSING_SUBMITTED');
});

test('S0-21.2 a returned file keeps its history and is received once complete', async () => {
  const file = await (await caseFileOf(agency)).commissioned();
  await file.submitted();
  const { closing } = await succeed(
    await agency.clerk,
    'returnClosing',
    { caseFileId: file.id },
    'closing { round outcome decidedFindings { met } }',
  );
  expect(closing).toMatchObject({ round: 1, outcome: 'RETURNED' });
  await file.withPapers();
  await file.closed();
  const rounds = await suite.world.rows('SELECT round, outcome FROM closing WHERE case_file_id = $1 ORDER BY round', [
    file.id,
  ]);
  expect(rounds).toEqual([
    { round: 1, outcome: 'RETURNED' },
    { round: 2, outcome: 'RECEIVED' },
  ]);
});

test("S0-21.2 the practitioner hands the file in; a clerk only for the agency's own staff", async () => {
  const file = await (await caseFileOf(agency)).commissioned();
  const clerk = await agency.clerk;
  const refused = expectRefusal(await act(clerk, 'submitClosing', { caseFileId: file.id }), 'SUBMISSION_REFUSED');
  expect(refused.findings).toMatchObject([{ provisions: ['S0-21.2', 'LAL-50'], cure: { by: 'PRACTITIONER' } }]);
  const own = await (await caseFileOf(agency)).commissioned(await agency.staff());
  await succeed(clerk, 'submitClosing', { caseFileId: own.id });
  expect(await own.state()).toBe('CLOSING_SUBMITTED');
});

test('S0-21.2 the findings of each round are kept as they were made', async () => {
  const file = await (await caseFileOf(agency)).commissioned();
  await file.submitted();
  await succeed(await agency.clerk, 'returnClosing', { caseFileId: file.id });
  await file.withPapers();
  await file.submitted();
  const { caseFile } = await (await agency.clerk).send(
    'query ($id: ID!) { caseFile(id: $id) { availableActions closings { round missing submittedFindings { met } submittedBy { id } } } }',
    { id: file.id },
  );
  expect(caseFile.closings).toMatchObject([
    { round: 1, missing: 14 },
    { round: 2, missing: 0 },
  ]);
  expect(caseFile.closings[0].submittedBy.id).toBe(file.practitioner?.personId);
  expect(caseFile.availableActions).toEqual(['returnClosing', 'receiveClosing', 'continueInNextStage']);
});
