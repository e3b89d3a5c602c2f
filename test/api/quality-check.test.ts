import { Role } from '../../src/platform/access/actor';
import { type AgencySeed, type City, type Member, seedCity } from '../support/seed';
import {
  completionOf,
  designated,
  doCheck,
  eightItems,
  PIN,
  pinned,
  receivedFile,
  signed,
} from '../support/seed-checks';
import { type Answer, expectRefusal, expectSuccess, newKey, useWorld } from '../support/world';

const suite = useWorld();
let city: City;
let agency: AgencySeed;
beforeAll(async () => {
  city = await seedCity(suite.world);
  agency = await city.agency('110105');
});

const unmet = (refusal: Answer): string[] =>
  refusal.findings.filter((finding: Answer) => !finding.met).map((finding: Answer) => finding.rule);

const READ = `query ($id: ID!) { qualityCheck(id: $id) {
  id round state designatedAt checker { id name } edition { id standard indicators { no name } }
  indicators { no name applies } draft { opinion result items { indicatorNo finding } } draftVersion
  completion { result opinion revision } items { indicatorNo finding evidenceMaterialId evidencePage absentFromFile remark }
  signature { signer { id } signedAt coversFile algorithm } reopening { reason by { id } }
  consequences { code } warnings { rule } availableActions checkSigningGate { open findings { rule met cure { by text } } } } }`;
const read = async (as: Member, id: string): Promise<Answer> => (await as.send(READ, { id })).qualityCheck;

describe('S4-5.1 from received file to signed check', () => {
  test('designated, drafted, completed, signed; each step in the ledger', async () => {
    const [clerk, checker, head] = await Promise.all([agency.clerk, agency.checker, agency.head]);
    const check = await designated(agency);
    const draft = {
      checkId: check.checkId,
      version: 0,
      items: [{ indicatorNo: 3, finding: 'MET' }],
      opinion: '初步意见',
    };
    expectSuccess(await doCheck(checker, 'saveCheckDraft', draft));
    const drafted = await read(checker, check.checkId);
    expect(drafted).toMatchObject({ state: 'DESIGNATED', draftVersion: 1, draft: { opinion: '初步意见' } });
    expect(drafted.availableActions).toEqual(['saveCheckDraft', 'completeCheck']);
    expect(drafted.indicators).toHaveLength(8);
    expect((await read(clerk, check.checkId)).draft).toBeNull();

    expectSuccess(await doCheck(checker, 'completeCheck', completionOf(check)));
    await pinned(agency, head);
    const waiting = await read(head, check.checkId);
    expect(waiting.checkSigningGate.open).toBe(true);
    expect(waiting.availableActions).toEqual(['withdrawDesignation', 'signQualityCheck']);

    const done = expectSuccess(
      await doCheck(head, 'signQualityCheck', { checkId: check.checkId, pin: PIN }),
      'SignQualityCheckSuccess',
    );
    expect(done.decision.open).toBe(true);
    expect(done.consequences.map(({ code }: Answer) => code)).toEqual(['SUBSIDY_MAY_BE_RELEASED']);
    const after = await read(head, check.checkId);
    expect(after).toMatchObject({
      state: 'SIGNED',
      draft: null,
      completion: { result: 'QUALIFIED', revision: 1 },
      signature: { signer: { id: head.personId }, coversFile: true, algorithm: 'ED25519' },
    });
    expect(after.items).toHaveLength(8);
    const lines = await suite.world.rows(
      `SELECT e.event, e.provisions FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE t.kind = 'QualityCheck' AND t.thing_id = $1 ORDER BY e.id`,
      [check.checkId],
    );
    expect(lines.map(({ event }) => event)).toEqual([
      'CHECKER_DESIGNATED',
      'CHECK_DRAFT_SAVED',
      'CHECK_COMPLETED',
      'CHECK_SIGNED',
    ]);
    expect(lines[3].provisions).toEqual(['S4-5.1b', 'S4-5.1c']);
    const parts = await suite.world.rows('SELECT part FROM part WHERE case_file_id = $1 ORDER BY part', [
      check.caseFileId,
    ]);
    expect(parts.map(({ part }) => part)).toEqual(['CHECKER', 'PRACTITIONER', 'SIGNER']);
  });

  test('UNQUALIFIED is signed too, with what follows; the head may reopen, and another round begins', async () => {
    const check = await signed(agency, 'UNQUALIFIED');
    const head = await agency.head;
    expect((await read(head, check.checkId)).consequences.map(({ code }: Answer) => code)).toEqual([
      'SUBSIDY_NOT_PAYABLE',
      'HEAD_MAY_REOPEN',
    ]);
    const refused = await doCheck(await agency.clerk, 'designateChecker', {
      caseFileId: check.caseFileId,
      checkerAccountId: (await agency.checker).accountId,
    });
    expect(unmet(expectRefusal(refused, 'DESIGNATION_REFUSED'))).toEqual(['CHECK_ONE_AT_A_TIME']);
    const input = { checkId: check.checkId, reason: '补充了书面意见，重新检查' };
    expectSuccess(await doCheck(head, 'reopenCheck', input), 'ReopenCheckSuccess');
    expect(await read(head, check.checkId)).toMatchObject({
      state: 'REOPENED',
      reopening: { reason: input.reason, by: { id: head.personId } },
    });
    expectRefusal(await doCheck(head, 'reopenCheck', input), 'WRONG_STATE');
    const second = await signed(agency, 'QUALIFIED', check);
    expect(await read(head, second.checkId)).toMatchObject({ round: 2, state: 'SIGNED' });
  });

  test('a warning where the result is qualified and an indicator is not met; it is no gate', async () => {
    const check = await designated(agency);
    const changed = {
      4: {
        finding: 'NOT_MET',
        evidenceMaterialId: null,
        evidencePage: null,
        absentFromFile: true,
        remark: '没有书面意见',
      },
    };
    expectSuccess(await doCheck(await agency.checker, 'completeCheck', completionOf(check, 'QUALIFIED', changed)));
    const head = await agency.head;
    expect((await read(head, check.checkId)).warnings).toEqual([{ rule: 'CHECK_QUALIFIED_WITH_NOT_MET' }]);
    expect((await read(head, check.checkId)).checkSigningGate.open).toBe(true);
  });
});

describe('S4-5.1a the check itself', () => {
  test('a draft changed elsewhere is shown, never overwritten', async () => {
    const check = await designated(agency);
    const checker = await agency.checker;
    const save = (version: number, opinion: string) =>
      doCheck(checker, 'saveCheckDraft', { checkId: check.checkId, version, items: [], opinion });
    expectSuccess(await save(0, '第一稿'));
    const refused = expectRefusal(await save(0, '另一窗口的旧稿'), 'DRAFT_CONFLICT');
    expect(refused.findings[0].facts).toContainEqual({ name: 'currentVersion', value: '1' });
    expect((await read(checker, check.checkId)).draft.opinion).toBe('第一稿');
    const results = await Promise.all([1, 2, 3].map((n) => save(1, `并行${n}`)));
    expect(results.filter(({ code }) => !code)).toHaveLength(1);
  });

  test('only the designated checker, though others hold the office', async () => {
    const check = await designated(agency);
    const other = await agency.member(Role.QUALITY_CHECKER);
    expectRefusal(await doCheck(other, 'completeCheck', completionOf(check)), 'NOT_THE_DESIGNATED_CHECKER');
    expectRefusal(
      await doCheck(other, 'saveCheckDraft', { checkId: check.checkId, version: 0, items: [] }),
      'NOT_THE_DESIGNATED_CHECKER',
    );
    expectRefusal(await doCheck(await agency.head, 'completeCheck', completionOf(check)), 'FORBIDDEN');
    const stranger = await (await city.agency('110108')).checker;
    expectRefusal(await doCheck(stranger, 'completeCheck', completionOf(check)), 'NOT_FOUND');
  });

  test('everything that is missing is named at once', async () => {
    const check = await designated(agency);
    const items = eightItems(check.materialId, {
      1: { finding: 'NOT_APPLICABLE', evidenceMaterialId: null, evidencePage: null },
      2: { evidencePage: 7 },
      3: { finding: 'PARTLY' },
    }).slice(0, 7);
    const input = { checkId: check.checkId, items, result: 'QUALIFIED', opinion: '受援人张三表示满意' };
    const refused = expectRefusal(await doCheck(await agency.checker, 'completeCheck', input), 'COMPLETION_REFUSED');
    expect(unmet(refused)).toEqual([
      'CHECK_ALL_INDICATORS',
      'CHECK_INDICATOR_APPLIES',
      'CHECK_EVIDENCE_IN_FILE',
      'CHECK_REMARK_EXPLAINS',
      'CHECK_TEXT_WITHOUT_RECIPIENT',
    ]);
    expect(JSON.stringify(refused)).not.toContain('张三');
    const [{ count }] = await suite.world.rows('SELECT count(*) FROM check_completion WHERE check_id = $1', [
      check.checkId,
    ]);
    expect(Number(count)).toBe(0);
  });

  test('a paper of another file is no evidence', async () => {
    const [check, other] = [await designated(agency), await receivedFile(agency)];
    const changed = { 5: { evidenceMaterialId: other.materialId } };
    const refused = await doCheck(await agency.checker, 'completeCheck', completionOf(check, 'QUALIFIED', changed));
    expect(unmet(expectRefusal(refused, 'COMPLETION_REFUSED'))).toEqual(['CHECK_EVIDENCE_IN_FILE']);
  });

  test('a superseded paper is no evidence', async () => {
    const check = await designated(agency);
    await suite.world.rows(
      `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, supersedes_id, revision, recorded_by, recorded_at)
       SELECT gen_random_uuid(), case_file_id, catalogue_no, title, pages, digest, id, 0, recorded_by, recorded_at FROM material WHERE id = $1`,
      [check.materialId],
    );
    const refused = await doCheck(await agency.checker, 'completeCheck', completionOf(check));
    expect(unmet(expectRefusal(refused, 'COMPLETION_REFUSED'))).toContain('CHECK_EVIDENCE_IN_FILE');
  });
});

describe('reading', () => {
  const LIST =
    'query ($filter: QualityCheckFilter) { qualityChecks(first: 100, filter: $filter) { totalCount edges { node { id state } } } }';

  test('list, count and item pass one scope; another agency sees nothing', async () => {
    const check = await signed(agency);
    const mine = (await (await agency.head).send(LIST, { filter: { caseFileId: check.caseFileId } })).qualityChecks;
    expect(mine).toMatchObject({ totalCount: 1, edges: [{ node: { id: check.checkId, state: 'SIGNED' } }] });
    const stranger = await (await city.agency('110108')).head;
    const theirs = (await stranger.send(LIST, { filter: { caseFileId: check.caseFileId } })).qualityChecks;
    expect(theirs).toEqual({ totalCount: 0, edges: [] });
    const beyond = await stranger.sendRaw(READ, { id: check.checkId });
    expect(beyond).toEqual({ data: { qualityCheck: null } });
    expect(beyond).toEqual(await stranger.sendRaw(READ, { id: '00000000-0000-4000-8000-000000000000' }));
    const admin = await agency.admin;
    expect((await admin.sendRaw(READ, { id: check.checkId })).errors?.[0].extensions.code).toBe('FORBIDDEN');
  });

  test('filters by state and result', async () => {
    await signed(agency, 'UNQUALIFIED');
    const answer = await (await agency.auditor).send(LIST, {
      filter: { states: ['SIGNED'], results: ['UNQUALIFIED'] },
    });
    expect(answer.qualityChecks.totalCount).toBeGreaterThan(0);
    expect(new Set(answer.qualityChecks.edges.map(({ node }: Answer) => node.state))).toEqual(new Set(['SIGNED']));
  });

  test('the worklist holds what is designated to me and not done', async () => {
    const checker = await agency.member(Role.QUALITY_CHECKER);
    const WORK =
      '{ checkWorklist(first: 50) { totalCount edges { node { id draftVersion indicators { no applies } } } } }';
    expect((await checker.send(WORK)).checkWorklist.totalCount).toBe(0);
    const { caseFileId } = await receivedFile(agency);
    const done = await doCheck(await agency.clerk, 'designateChecker', {
      caseFileId,
      checkerAccountId: checker.accountId,
    });
    const { checkWorklist } = await checker.send(WORK);
    expect(checkWorklist.edges.map(({ node }: Answer) => node.id)).toEqual([done.qualityCheck.id]);
    expect(checkWorklist.edges[0].node.indicators[4]).toEqual({ no: 5, applies: 'IF_HELD' });
    expect((await (await agency.clerk).sendRaw(WORK)).errors?.[0].extensions.code).toBe('FORBIDDEN');
  });

  test('the same key gives the same check; another payload under it is refused', async () => {
    const [one, two] = [await receivedFile(agency), await receivedFile(agency)];
    const [clerk, checker] = await Promise.all([agency.clerk, agency.checker]);
    const key = newKey();
    const send = (caseFileId: string) =>
      doCheck(clerk, 'designateChecker', { caseFileId, checkerAccountId: checker.accountId }, { key });
    const first = expectSuccess(await send(one.caseFileId));
    const again = expectSuccess(await send(one.caseFileId));
    expect(again.qualityCheck.id).toBe(first.qualityCheck.id);
    expect(again.receipt.replayed).toBe(true);
    expectRefusal(await send(two.caseFileId), 'IDEMPOTENCY_KEY_REUSED');
  });
});
