import { graphql } from 'graphql';
import { actorOfToken } from '../../src/organizations/token';
import { Role } from '../../src/platform/access/actor';
import { Context } from '../../src/platform/context';
import { anzhiSchema } from '../../src/schema';
import { type AgencySeed, type Member, seedCity } from '../support/seed';
import { doCheck, receivedFile, signed } from '../support/seed-checks';
import { type Answer, expectSuccess, useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;
beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
});

const schema = anzhiSchema();

/** The answer, and how many reading statements it took. */
async function counted(as: Member, source: string): Promise<{ data: Answer; statements: number }> {
  const { services } = suite.world;
  const actor = await actorOfToken(services, await as.fresh());
  const context = new Context(services, actor, 'test', '127.0.0.1');
  const { data, errors } = await graphql({ schema, source, contextValue: context });
  expect(errors).toBeUndefined();
  return { data, statements: context.statements };
}

test('a worklist with files, papers, indicators, drafts and gates takes as many statements for ten as for two', async () => {
  const checker = await agency.member(Role.QUALITY_CHECKER);
  const clerk = await agency.clerk;
  const WORK = `{ checkWorklist(first: 50) { edges { node { id draft { opinion } edition { id indicators { no name } } indicators { no applies }
    checker { name } consequences { code } warnings { rule } availableActions checkSigningGate { open findings { rule met } }
    caseFile { number stage materials { title pages } qualityChecks { id round state } } } } } }`;
  const designate = async (n: number) => {
    for (let count = 0; count < n; count += 1) {
      const { caseFileId } = await receivedFile(agency);
      expectSuccess(await doCheck(clerk, 'designateChecker', { caseFileId, checkerAccountId: checker.accountId }));
    }
  };
  await designate(2);
  const few = await counted(checker, WORK);
  await designate(8);
  const many = await counted(checker, WORK);
  expect(few.data.checkWorklist.edges).toHaveLength(2);
  expect(many.data.checkWorklist.edges).toHaveLength(10);
  expect(many.data.checkWorklist.edges[9].node.caseFile.materials).toHaveLength(1);
  expect(many.statements).toBe(few.statements);
});

test('signed checks with items, evidence, signer and totals: as many statements for six as for one', async () => {
  const CHECKS = `{ qualityChecks(first: 50, filter: { states: [SIGNED] }) { totalCount edges { node { id completion { result } signature { signer { name } coversFile } reopening { reason }
    consequences { code } items { indicatorNo evidenceMaterial { title } } caseFile { number } } } } }`;
  const head = await agency.head;
  await signed(agency);
  const few = await counted(head, CHECKS);
  for (let count = 0; count < 5; count += 1) await signed(agency);
  const many = await counted(head, CHECKS);
  expect(many.data.qualityChecks).toMatchObject({ totalCount: 6 });
  expect(many.data.qualityChecks.edges[0].node.items[7].evidenceMaterial.title).toBe('辩护词');
  expect(many.statements).toBe(few.statements);
});

test('a sweep takes as many statements for six signatures as for one', async () => {
  const auditor = await agency.auditor;
  const sweep = (first: number) =>
    counted(auditor, `{ verificationSweep(first: ${first}) { examined unsound { checkId } } }`);
  const [one, six] = [await sweep(1), await sweep(6)];
  expect([one.data.verificationSweep.examined, six.data.verificationSweep.examined]).toEqual([1, 6]);
  expect(six.statements).toBe(one.statements);
});

test('the history of a check is read by who sees the check', async () => {
  const { checkId } = await signed(agency);
  const HISTORY = `query ($id: ID!) { history(kind: QualityCheck, id: $id, first: 10) { edges { node { event } } } }`;
  const { history } = await (await agency.head).send(HISTORY, { id: checkId });
  expect(history.edges.map(({ node }: Answer) => node.event)).toEqual([
    'CHECK_SIGNED',
    'CHECK_COMPLETED',
    'CHECKER_DESIGNATED',
  ]);
  const lawyer = await (await agency.lawFirm()).lawyer();
  expect((await lawyer.sendRaw(HISTORY, { id: checkId })).errors?.[0].extensions.code).toBe('NOT_FOUND');
});
