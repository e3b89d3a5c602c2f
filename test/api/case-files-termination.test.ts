import { type AgencySeed, type City, seedCity } from '../support/seed';
import { act, type CaseFileOptions, type CaseFileSeed, caseFileOf, succeed } from '../support/seed-case-files';
import { expectRefusal, expectSuccess, unmetRules, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;

beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const REASON = '经核实确有此情形，应当终止';
const terminate = async (file: CaseFileSeed, ground: string, more = {}) =>
  act(
    await file.agency.clerk,
    'terminateAid',
    { caseFileId: file.id, ground, reason: REASON, ...more },
    'caseFile { state termination { ground provisionId decidedOn } }',
  );
const SELF = { permittedOn: '2026-02-20' };

const civil: CaseFileOptions = { caseKind: 'CIVIL' };
const may: CaseFileOptions = { ground: 'NOTICE_MAY' };
const review: CaseFileOptions = { stage: 'PROSECUTION_REVIEW', ground: 'NOTICE_MAY' };

test.each([
  ['DECEIT', 'LAL-48.1', civil, {}],
  ['FACTS_HIDDEN', 'LAL-48.2', civil, {}],
  ['UNLAWFUL_USE', 'LAL-48.3', civil, {}],
  ['MEANS_CHANGED', 'LAL-48.4', civil, {}],
  ['CASE_ENDED', 'LAL-48.5', may, {}],
  ['RETAINED_COUNSEL', 'LAL-48.6', may, {}],
  ['RECIPIENT_ASKED', 'LAL-48.7', civil, {}],
  ['OTHER_BY_LAW', 'LAL-48.8', civil, {}],
  ['SELF_DEFENCE', 'S0-23.1', may, SELF],
])('S0-22.1 %s rests on %s', async (ground, provisionId, options, more) => {
  const { caseFile } = await terminate(await caseFileOf(agency, options), ground, more);
  expect(caseFile).toEqual({ state: 'TERMINATED', termination: { ground, provisionId, decidedOn: '2026-03-02' } });
});

test('S3-5.3 S3-6.1 in a pilot district of Tianjin, at prosecution review', async () => {
  const hedong = await city.agency('120102');
  const self = await terminate(await caseFileOf(hedong, review), 'SELF_DEFENCE', SELF);
  expect(self.caseFile.termination.provisionId).toBe('S3-5.3');
  const retained = await terminate(await caseFileOf(hedong, review), 'RETAINED_COUNSEL');
  expect(retained.caseFile.termination.provisionId).toBe('S3-6.1');
});

test('S0-23.1 self-defence alone is refused in a notice-defence case (rules 6.5 no. 14)', async () => {
  const refused = expectRefusal(await terminate(await caseFileOf(agency), 'SELF_DEFENCE', SELF), 'TERMINATION_REFUSED');
  expect(unmetRules(refused)).toEqual(['TERMINATION_SELF_DEFENCE_NOT_NOTICE']);
});

test('S3-5.3 does not reach Beijing: self-defence at prosecution review has no provision there', async () => {
  const refused = expectRefusal(
    await terminate(await caseFileOf(agency, review), 'SELF_DEFENCE', SELF),
    'TERMINATION_REFUSED',
  );
  expect(unmetRules(refused)).toEqual(['TERMINATION_SELF_DEFENCE_STAGE']);
});

test('S0-23.1 the permission must be there, and not after the decision', async () => {
  const file = await caseFileOf(agency, may);
  expectRefusal(await terminate(file, 'SELF_DEFENCE'), 'INVALID_INPUT');
  const late = await terminate(file, 'SELF_DEFENCE', { permittedOn: '2026-03-02', decidedOn: '2026-03-01' });
  expect(unmetRules(expectRefusal(late, 'TERMINATION_REFUSED'))).toEqual(['TERMINATION_SELF_DEFENCE_PERMITTED']);
  expectRefusal(await terminate(file, 'DECEIT', SELF), 'INVALID_INPUT');
});

test('LAL-48.4 changed means do not end a defence on notice', async () => {
  const refused = expectRefusal(await terminate(await caseFileOf(agency), 'MEANS_CHANGED'), 'TERMINATION_REFUSED');
  expect(unmetRules(refused)).toEqual(['TERMINATION_MEANS_MATTER']);
});

test('S0-22.1 a decision before the file or after today is refused', async () => {
  const file = await caseFileOf(agency, civil);
  for (const decidedOn of ['2026-02-01', '2026-03-03']) {
    expect(unmetRules(expectRefusal(await terminate(file, 'DECEIT', { decidedOn }), 'TERMINATION_REFUSED'))).toEqual([
      'TERMINATION_DATES',
    ]);
  }
});

test('two terminations at once: one; a submitted file cannot be terminated', async () => {
  const file = await caseFileOf(agency, civil);
  const results = await Promise.all([terminate(file, 'DECEIT'), terminate(file, 'RECIPIENT_ASKED')]);
  expect(results.filter(({ code }) => !code)).toHaveLength(1);
  expectRefusal(
    results.find(({ code }) => code),
    'WRONG_STATE',
  );
  const submitted = await (await (await caseFileOf(agency)).commissioned()).submitted();
  expectRefusal(await terminate(submitted, 'CASE_ENDED'), 'WRONG_STATE');
});

test('S0-22.2 S0-22.3 a terminated file is closed with its own papers: decision, service, letter to the organ', async () => {
  const file = await (await caseFileOf(agency)).commissioned();
  await terminate(file, 'RETAINED_COUNSEL', { decidedOn: '2026-02-25' });
  for (const catalogueNo of [1, 8]) await file.paper(catalogueNo);
  await file.submitted();
  const clerk = await agency.clerk;
  const refused = expectRefusal(await act(clerk, 'receiveClosing', { caseFileId: file.id }), 'CLOSING_INCOMPLETE');
  expect(unmetRules(refused)).toEqual([
    'CLOSING_TERMINATION_SERVED',
    'CLOSING_ORGAN_INFORMED',
    'CLOSING_PAPER_TERMINATION',
    'CLOSING_PAPER_CLOSING_REPORT',
  ]);
  await succeed(clerk, 'returnClosing', { caseFileId: file.id });
  const tell = (dates: object) => act(clerk, 'recordTerminationService', { caseFileId: file.id, ...dates });
  expectRefusal(await tell({}), 'INVALID_INPUT');
  expectRefusal(await tell({ servedOn: '2026-02-24' }), 'TELLING_REFUSED');
  await tell({ servedOn: '2026-02-26' });
  await tell({ organInformedOn: '2026-02-27' });
  expectRefusal(await tell({ servedOn: '2026-02-28' }), 'ALREADY_RECORDED');
  for (const catalogueNo of [16, 18]) await file.paper(catalogueNo);
  await file.submitted();
  await succeed(clerk, 'receiveClosing', { caseFileId: file.id });
  expect(await file.state()).toBe('RECEIVED');
});

test('LAL-48 after aid has ended nobody is commissioned in place of the practitioner; the clerk hands in what is left', async () => {
  const file = await (await caseFileOf(agency)).commissioned();
  await terminate(file, 'RETAINED_COUNSEL');
  const clerk = await agency.clerk;
  const { practitionerId } = await (await agency.lawFirm()).lawyer();
  const change = () =>
    act(clerk, 'changePractitioner', { caseFileId: file.id, practitionerId, way: 'ROTATION', reason: REASON });
  const refused = expectRefusal(await change(), 'AID_TERMINATED');
  expect(refused.findings).toMatchObject([{ rule: 'CHANGE_WHILE_AID_GOES_ON', met: false }]);
  await succeed(clerk, 'recordTerminationService', { caseFileId: file.id, servedOn: '2026-03-02' });
  // Their papers are theirs to hand in, unless they are no longer there.
  const submit = () => act(clerk, 'submitClosing', { caseFileId: file.id });
  expectRefusal(await submit(), 'SUBMISSION_REFUSED');
  await succeed(clerk, 'movePractitioner', { practitionerId: file.practitioner?.practitionerId, leftOn: '2026-03-02' });
  expectSuccess(await submit());
  await succeed(clerk, 'returnClosing', { caseFileId: file.id, note: '缺终止决定书，请补正' });
  expectRefusal(await change(), 'AID_TERMINATED');
  const { caseFile } = await clerk.send('query ($id: ID!) { caseFile(id: $id) { state availableActions } }', {
    id: file.id,
  });
  expect(caseFile).toMatchObject({ state: 'RETURNED', availableActions: expect.arrayContaining(['submitClosing']) });
  expect(caseFile.availableActions).not.toContain('changePractitioner');
  const engagements = await suite.world.rows('SELECT ended_on FROM engagement WHERE case_file_id = $1', [file.id]);
  expect(engagements).toEqual([{ ended_on: null }]);
});

test('S0-22.1 aid ended before anybody was commissioned: the returned file has no practitioner to be replaced', async () => {
  const file = await caseFileOf(agency, civil);
  const clerk = await agency.clerk;
  await terminate(file, 'RECIPIENT_ASKED');
  await succeed(clerk, 'submitClosing', { caseFileId: file.id });
  await succeed(clerk, 'returnClosing', { caseFileId: file.id, note: '缺终止决定书，请补正' });
  const { practitionerId } = await (await agency.lawFirm()).lawyer();
  const input = { caseFileId: file.id, practitionerId, way: 'ROTATION', reason: REASON };
  expectRefusal(await act(clerk, 'changePractitioner', input), 'AID_TERMINATED');
});
