import { rawHold, stoppedBy } from '../support/raw-sql';
import { type AgencySeed, City, type Member } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { type Releasable, seedReleasable } from '../support/seed-subsidies';
import { type Answer, expectRefusal, expectSuccess, newKey, useWorld } from '../support/world';

const suite = useWorld();
const ROUNDS = 50;
const RELEASE = `mutation ($input: ReleaseSubsidyInput!, $key: String!) {
  releaseSubsidy(input: $input, idempotencyKey: $key) {
    __typename ... on ReleaseSubsidySuccess { receipt { entryId replayed } batch { id } subsidy { id state } } ... on Refusal { code message } } }`;

let agency: AgencySeed;
let finance: Member;
let second: Member;
let clerk: Member;
beforeAll(async () => {
  agency = await new City(suite.world).agency('110105');
  [finance, second, clerk] = await Promise.all([agency.finance, agency.finance2, agency.clerk]);
  await agency.head;
});

const one = async (): Promise<Releasable> => (await seedReleasable(agency, 1))[0]!;
const release = async (who: Member, subsidyId: string, key = newKey()): Promise<Answer> =>
  (await who.send(RELEASE, { input: { subsidyId }, key })).releaseSubsidy;
const tally = (answers: readonly Answer[]) => {
  const counted: Record<string, number> = {};
  for (const answer of answers) {
    const name = answer.code ?? answer.__typename;
    counted[name] = (counted[name] ?? 0) + 1;
  }
  return counted;
};
const releases = async (subsidyId: string): Promise<number> =>
  (await suite.world.rows('SELECT count(*)::integer AS n FROM subsidy_release WHERE subsidy_id = $1', [subsidyId]))[0]
    .n;

test('200 at once with different keys: exactly one release', async () => {
  const { subsidyId } = await one();
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => release(index % 2 ? finance : second, subsidyId)),
  );
  expect(tally(answers)).toEqual({ ReleaseSubsidySuccess: 1, ALREADY_RELEASED: 199 });
  expect(await releases(subsidyId)).toBe(1);
  const [lines] = await suite.world.rows(
    `SELECT count(*) FILTER (WHERE outcome = 'DONE')::integer AS done, count(*) FILTER (WHERE outcome = 'REFUSED')::integer AS refused
       FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE t.thing_id = $1`,
    [subsidyId],
  );
  expect(lines).toEqual({ done: 1, refused: 199 });
});

test('200 at once with one key: one release, one answer for all', async () => {
  const { subsidyId } = await one();
  const key = newKey();
  const answers = await Promise.all(Array.from({ length: 200 }, () => release(finance, subsidyId, key)));
  expect(tally(answers)).toEqual({ ReleaseSubsidySuccess: 200 });
  expect(new Set(answers.map(({ batch }) => batch.id)).size).toBe(1);
  expect(new Set(answers.map(({ receipt }) => receipt.entryId)).size).toBe(1);
  expect(answers.filter(({ receipt }) => !receipt.replayed)).toHaveLength(1);
  expect(await releases(subsidyId)).toBe(1);
  const other = await one();
  expectRefusal(await release(finance, other.subsidyId, key), 'IDEMPOTENCY_KEY_REUSED');
});

test('one key of two people is two keys', async () => {
  const [a, b] = [await one(), await one()];
  const key = newKey();
  expectSuccess(await release(finance, a.subsidyId, key));
  expectSuccess(await release(second, b.subsidyId, key));
});

test('after a refusal the same key may be used again once the cause is gone', async () => {
  const [file] = await seedReleasable(agency, 1);
  const { holdId } = await succeed(
    finance,
    'holdSubsidy',
    { subsidyId: file!.subsidyId, reason: '核对收款账户', ownerAccountId: clerk.accountId, dueOn: '2026-03-10' },
    'holdId',
  );
  const key = newKey();
  expectRefusal(await release(finance, file!.subsidyId, key), 'RELEASE_GATE_CLOSED');
  await succeed(finance, 'liftHold', { holdId, reason: '账户核对无误' });
  expectSuccess(await release(finance, file!.subsidyId, key));
});

/** Starts both at once, each round the other one first. */
async function raced<A, B>(round: number, first: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> {
  if (round % 2) {
    const later = other();
    const [a, b] = await Promise.all([first(), later]);
    return [a, b];
  }
  return Promise.all([first(), other()]);
}

/** A reopening by raw SQL as the server's role, as its act writes it; the constraint that stopped it, or null. */
async function reopened(checkId: string, headPersonId: string): Promise<string | null> {
  const runner = suite.world.services.dataSource.createQueryRunner('master');
  try {
    await runner.startTransaction();
    await runner.query(
      `INSERT INTO check_reopening (check_id, reason, reopened_by, reopened_at) VALUES ($1, '材料须重新核对', $2, now())`,
      [checkId, headPersonId],
    );
    await runner.query(`UPDATE quality_check SET state = 'REOPENED' WHERE id = $1`, [checkId]);
    await runner.commitTransaction();
    return null;
  } catch (error) {
    await runner.rollbackTransaction();
    return (error as { driverError: { constraint?: string; code: string } }).driverError.constraint ?? String(error);
  } finally {
    await runner.release();
  }
}

test(`S4-5.1b reopening against release, ${ROUNDS} rounds: one of them happens, never both`, async () => {
  const files = await seedReleasable(agency, ROUNDS);
  const head = (await agency.head).personId;
  const seen = { released: 0, reopened: 0 };
  for (const [round, file] of files.entries()) {
    const [released, stopped] = await raced(
      round,
      () => release(finance, file.subsidyId),
      () => reopened(file.checkId, head),
    );
    if (stopped === null) {
      expectRefusal(released, 'RELEASE_GATE_CLOSED');
      seen.reopened += 1;
    } else {
      expect(stopped).toBe('reopening_waits_for_void');
      expectSuccess(released);
      seen.released += 1;
    }
    expect(await releases(file.subsidyId)).toBe(stopped === null ? 0 : 1);
  }
  expect(seen.released + seen.reopened).toBe(ROUNDS);
  process.stdout.write(`reopening against release: ${JSON.stringify(seen)}\n`);
});

test(`hold against release, ${ROUNDS} rounds: held or released, never both`, async () => {
  const files = await seedReleasable(agency, ROUNDS);
  for (const [round, file] of files.entries()) {
    const [released, held] = await raced(
      round,
      () => release(finance, file.subsidyId),
      () =>
        act(second, 'holdSubsidy', {
          subsidyId: file.subsidyId,
          reason: '核对收款账户',
          ownerAccountId: clerk.accountId,
          dueOn: '2026-03-10',
        }),
    );
    const [{ state }] = await suite.world.rows('SELECT state FROM subsidy WHERE id = $1', [file.subsidyId]);
    if (released.code) {
      expectRefusal(released, 'RELEASE_GATE_CLOSED');
      expectSuccess(held);
      expect(state).toBe('HELD');
    } else {
      expectRefusal(held, 'WRONG_STATE');
      expect(state).toBe('RELEASED');
    }
  }
});

test(`a changed amount against release, ${ROUNDS} rounds: what is paid is the latest amount`, async () => {
  const files = await seedReleasable(agency, ROUNDS);
  for (const [round, file] of files.entries()) {
    const [released, adjusted] = await raced(
      round,
      () => release(finance, file.subsidyId),
      () =>
        act(clerk, 'adjustSubsidy', {
          subsidyId: file.subsidyId,
          kind: 'TRANSLATION',
          fen: 500,
          reason: '翻译费用补计',
        }),
    );
    expectSuccess(released);
    const [{ amount_fen }] = await suite.world.rows('SELECT amount_fen FROM subsidy_release WHERE subsidy_id = $1', [
      file.subsidyId,
    ]);
    if (adjusted.code) expectRefusal(adjusted, 'WRONG_STATE');
    expect(amount_fen).toBe(adjusted.code ? 180_000 : 180_500);
  }
});

test('two batches over the same rows, in opposite order: each row is released once, none fails', async () => {
  const files = (await seedReleasable(agency, 300)).map(({ subsidyId }) => subsidyId);
  const fields = 'batch { asked released refused releasedFen }';
  const [a, b] = await Promise.all([
    act(finance, 'releaseSubsidies', { ids: files }, fields),
    act(second, 'releaseSubsidies', { ids: [...files].reverse() }, fields),
  ]);
  expect(expectSuccess(a).batch.released + expectSuccess(b).batch.released).toBe(300);
  const [{ n, fen }] = await suite.world.rows(
    'SELECT count(*)::integer AS n, sum(amount_fen)::integer AS fen FROM subsidy_release WHERE subsidy_id = ANY ($1)',
    [files],
  );
  expect({ n, fen }).toEqual({ n: 300, fen: 300 * 180_000 });
});

test('a batch while subsidies are held and checks are reopened: no row of it fails the others', async () => {
  const files = await seedReleasable(agency, 200);
  const head = (await agency.head).personId;
  const disturb = async () => {
    for (const file of files.slice(0, 40)) {
      await rawHold(suite.world.app, file.subsidyId, clerk.personId).catch((error) => {
        if (stoppedBy(error) !== 'hold_of_released') throw error;
      });
    }
    for (const file of files.slice(40, 80)) await reopened(file.checkId, head);
  };
  const [answer] = await Promise.all([
    act(
      finance,
      'releaseSubsidies',
      { ids: files.map(({ subsidyId }) => subsidyId) },
      'batch { asked released refused totals { code rows } }',
    ),
    disturb(),
  ]);
  const { batch } = expectSuccess(answer);
  expect(batch.released).toBeGreaterThanOrEqual(120);
  expect(batch.released + batch.refused).toBe(200);
});

test('voiding twice at once: one reversing entry', async () => {
  const { subsidyId } = await one();
  expectSuccess(await release(finance, subsidyId));
  const third = await agency.member('FINANCE_OFFICER' as never);
  const answers = await Promise.all(
    [second, third, second, third].map((who) => act(who, 'voidRelease', { subsidyId, reason: '收款人登记有误' })),
  );
  expect(tally(answers)).toEqual({ VoidReleaseSuccess: 1, WRONG_STATE: 3 });
});
