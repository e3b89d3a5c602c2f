import { type AgencySeed, City, type FirmSeed, type Member, type PractitionerSeed } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { type Releasable, seedReleasable } from '../support/seed-subsidies';
import { type Answer, useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;
let firm: FirmSeed;
let lawyer: PractitionerSeed;
let colleague: PractitionerSeed;
let stranger: PractitionerSeed;
let open: Releasable;
let sealed: Releasable;
let theirs: Releasable;

beforeAll(async () => {
  agency = await new City(suite.world).agency('110105');
  firm = await agency.lawFirm();
  [lawyer, colleague] = [await firm.lawyer(), await firm.lawyer()];
  stranger = await (await agency.lawFirm()).lawyer();
  open = (await seedReleasable(agency, 1, { practitioner: lawyer }))[0]!;
  sealed = (await seedReleasable(agency, 1, { practitioner: lawyer, sealed: true }))[0]!;
  theirs = (await seedReleasable(agency, 1, { practitioner: colleague, upTo: 'COMPLETED' }))[0]!;
  await seedReleasable(agency, 1, { practitioner: stranger });
});

const list = async (who: Member, field: string): Promise<string[]> => {
  const page = (await who.send(`{ ${field}(first: 50) { totalCount edges { node { id } } } }`))[field];
  expect(page.totalCount).toBe(page.edges.length);
  return page.edges.map(({ node }: Answer) => node.id).sort();
};
const sorted = (...files: Releasable[]) => files.map(({ subsidyId }) => subsidyId).sort();

test('a practitioner sees their own money, also of sealed files, and nobody else’s', async () => {
  expect(await list(lawyer, 'mySubsidies')).toEqual(sorted(open, sealed));
  expect(await list(lawyer, 'subsidies')).toEqual(sorted(open, sealed));
  expect(await list(colleague, 'mySubsidies')).toEqual(sorted(theirs));
  const { subsidy } = await lawyer.send(`{ subsidy(id: "${theirs.subsidyId}") { id } }`);
  expect(subsidy).toBeNull();
});

test('an organisation sees its practitioners’ money, but no sealed file', async () => {
  expect(await list(await firm.manager, 'mySubsidies')).toEqual(sorted(open, theirs));
});

test('sealed files: finance pays them, supervisors and auditors do not see them', async () => {
  const seen = async (who: Member) => (await list(who, 'subsidies')).includes(sealed.subsidyId);
  for (const who of [agency.finance, agency.clerk, agency.head]) expect(await seen(await who)).toBe(true);
  for (const who of [agency.supervisor, agency.auditor]) expect(await seen(await who)).toBe(false);
});

test('finance sees no personal data of the recipient, on no path', async () => {
  const { subsidy } = await (await agency.finance).send(
    `{ subsidy(id: "${open.subsidyId}") { caseFile { number recipient { nameMasked idNumberMasked personalData { name } } } } }`,
  );
  expect(subsidy.caseFile.recipient).toEqual({ nameMasked: null, idNumberMasked: null, personalData: null });
  expect(JSON.stringify(subsidy)).not.toContain('张');
});

const STANDING = 'heldBy { role roleName organization person since nextStep }';
const standing = async (who: Member, { subsidyId }: Releasable) =>
  (await who.send(`{ subsidy(id: "${subsidyId}") { ${STANDING} } }`)).subsidy.heldBy;

test('a name is shown only where a hold names its owner; offices otherwise', async () => {
  const finance = await agency.finance;
  const head = await agency.head;
  expect(await standing(lawyer, open)).toMatchObject({
    role: 'FINANCE_OFFICER',
    roleName: '财务人员',
    organization: '北京市朝阳区法律援助中心',
    person: null,
  });
  suite.world.clock.set('2026-03-02T11:00:00+08:00');
  const hold = {
    subsidyId: open.subsidyId,
    reason: '核对收款账户',
    ownerAccountId: head.accountId,
    dueOn: '2026-03-09',
  };
  const { holdId } = await succeed(finance, 'holdSubsidy', hold, 'holdId');
  const held = await standing(lawyer, open);
  expect(held).toMatchObject({ role: 'HOLD_OWNER', person: head.name, nextStep: '暂缓中，负责人最迟2026-03-09处理完' });
  expect(new Date(held.since).toISOString()).toBe('2026-03-02T03:00:00.000Z');
  await succeed(finance, 'liftHold', { holdId, reason: '账户核对无误' });
  expect(await standing(lawyer, open)).toMatchObject({ role: 'FINANCE_OFFICER', person: null });
  expect(await standing(colleague, theirs)).toMatchObject({
    role: 'QUALITY_REVIEW_HEAD',
    nextStep: '等待质量审查负责人签字',
  });
});

test('who released is for the offices; whoever is paid sees that it was', async () => {
  const finance = await agency.finance;
  await succeed(finance, 'releaseSubsidy', { subsidyId: sealed.subsidyId });
  const read = async (who: Member) =>
    (await who.send(`{ subsidy(id: "${sealed.subsidyId}") { state releases { n amountFen releasedBy { name } } } }`))
      .subsidy;
  expect(await read(lawyer)).toEqual({ state: 'RELEASED', releases: [{ n: 1, amountFen: 180_000, releasedBy: null }] });
  expect((await read(await agency.clerk)).releases[0].releasedBy).toEqual({ name: finance.name });
});

test('a supervisor who reads a batch does not see the sealed subsidy in it', async () => {
  const [file] = await seedReleasable(agency, 1, { practitioner: lawyer, sealed: true });
  const fields = 'batch { id outcomes(first: 5) { edges { node { code subsidy { id } } } } }';
  const { batch } = await succeed(await agency.finance, 'releaseSubsidies', { ids: [file!.subsidyId] }, fields);
  expect(batch.outcomes.edges).toEqual([{ node: { code: 'RELEASED', subsidy: { id: file!.subsidyId } } }]);
  const { releaseBatch } = await (await agency.supervisor).send(
    `{ releaseBatch(id: "${batch.id}") { outcomes(first: 5) { edges { node { code subsidy { id } } } } } }`,
  );
  expect(releaseBatch.outcomes.edges).toEqual([{ node: { code: 'RELEASED', subsidy: null } }]);
});

test('the gate is shown to each as it would be for them', async () => {
  const [file] = await seedReleasable(agency, 1);
  const checker = await agency.checker;
  const disguise = await agency.member('FINANCE_OFFICER' as never, { personId: checker.personId });
  const gate = async (who: Member) =>
    (
      await who.send(
        `{ subsidy(id: "${file!.subsidyId}") { releaseGate { open findings { rule met } steps { act role text } } } }`,
      )
    ).subsidy.releaseGate;
  expect(await gate(await agency.finance)).toMatchObject({ open: true, steps: [] });
  expect(await gate(disguise)).toMatchObject({
    open: false,
    steps: [{ act: 'releaseSubsidy', role: 'FINANCE_OFFICER' }],
  });
  expect((await gate(await agency.clerk)).open).toBe(true);
});

test('history: for the offices, not for the payee', async () => {
  const [file] = await seedReleasable(agency, 1, { practitioner: lawyer });
  const { batch } = await succeed(
    await agency.finance,
    'releaseSubsidy',
    { subsidyId: file!.subsidyId },
    'batch { id }',
  );
  const read = (who: Member, kind: string, id: string) =>
    who.sendRaw(`{ history(kind: ${kind}, id: "${id}", first: 5) { totalCount edges { node { event } } } }`);
  const lines = { totalCount: 1, edges: [{ node: { event: 'SUBSIDY_RELEASED' } }] };
  expect((await read(await agency.auditor, 'Subsidy', file!.subsidyId)).data.history).toEqual(lines);
  expect((await read(await agency.finance, 'ReleaseBatch', batch.id)).data.history).toEqual(lines);
  expect((await read(lawyer, 'Subsidy', file!.subsidyId)).errors?.[0].extensions.code).toBe('NOT_FOUND');
  expect((await read(lawyer, 'ReleaseBatch', batch.id)).errors?.[0].extensions.code).toBe('NOT_FOUND');
});

test('a page of subsidies with everything in it costs the same number of statements for two as for twenty', async () => {
  const other = await (await new City(suite.world).bureau('120102')).agency;
  const clerk = await other.clerk;
  await seedReleasable(other, 20);
  const { dataSource } = suite.world.services;
  const create = dataSource.createQueryRunner.bind(dataSource);
  let opened = 0;
  const spy = jest.spyOn(dataSource, 'createQueryRunner').mockImplementation((mode) => {
    opened += 1;
    return create(mode);
  });
  const read = async (first: number) => {
    opened = 0;
    const { subsidies } = await clerk.send(
      `query ($first: Int!) { subsidies(first: $first) { edges { node { id amountFen derivation { fen } amounts { version } releaseGate { open steps { act } findings { rule } } ${STANDING}
         holds { id } releases { n } caseFile { number } engagement { id } payee { id } availableActions } } } }`,
      { first },
    );
    expect(subsidies.edges).toHaveLength(first);
    return opened;
  };
  try {
    // Signatures seen for the first time are read in steps of their own, once.
    await read(20);
    const two = await read(2);
    expect(two).toBeGreaterThan(5);
    expect(await read(20)).toBe(two);
  } finally {
    spy.mockRestore();
  }
});

test('a preview of a single release shows what it will be, and leaves it as it was', async () => {
  const [file] = await seedReleasable(agency, 1);
  const finance = await agency.finance;
  const fields = 'subsidy { state releases { n amountFen } } batch { released releasedFen }';
  const preview = await act(finance, 'releaseSubsidy', { subsidyId: file!.subsidyId }, fields, { preview: true });
  expect(preview).toMatchObject({ subsidy: { state: 'RELEASED', releases: [{ n: 1 }] }, batch: { released: 1 } });
  const [{ state }] = await suite.world.rows('SELECT state FROM subsidy WHERE id = $1', [file!.subsidyId]);
  expect(state).toBe('PENDING');
  const done = await act(finance, 'releaseSubsidy', { subsidyId: file!.subsidyId }, fields);
  expect(done.subsidy).toEqual(preview.subsidy);
  expect(done.batch).toEqual(preview.batch);
});
