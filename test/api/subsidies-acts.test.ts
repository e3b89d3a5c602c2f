import { newId } from '../../src/platform/ids';
import { type AgencySeed, City, type Member } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { seedReleasable } from '../support/seed-subsidies';
import { type Answer, expectRefusal, expectSuccess, type Row, useWorld } from '../support/world';

const suite = useWorld();
const SUBSIDY = `subsidy { id state amountFen derivation { code text fen source } amounts { version amountFen reason }
  holds { id reason dueOn owner { id } liftedAt liftReason } releases { n amountFen reversedFen releasedBy { id } voidedBy { id } voidReason } }`;

let city: City;
let agency: AgencySeed;
let finance: Member;
let second: Member;
let clerk: Member;
beforeAll(async () => {
  city = new City(suite.world);
  agency = await city.agency('110105');
  [finance, second, clerk] = await Promise.all([agency.finance, agency.finance2, agency.clerk]);
});

const one = async (options = {}): Promise<string> => (await seedReleasable(agency, 1, options))[0]!.subsidyId;
const done = async (who: Member, name: string, input: Row) =>
  expectSuccess(await act(who, name, input, SUBSIDY)).subsidy;
const hold = (subsidyId: string, more: Row = {}) => ({
  subsidyId,
  reason: '核对收款账户',
  ownerAccountId: clerk.accountId,
  dueOn: '2026-03-10',
  ...more,
});

describe('adjusting', () => {
  test('each change is a new version with its reason; the amount is the sum of its lines', async () => {
    const subsidyId = await one();
    await done(clerk, 'adjustSubsidy', { subsidyId, kind: 'OUT_OF_AREA', fen: 20_000, reason: '赴外省会见两次' });
    const subsidy = await done(clerk, 'adjustSubsidy', {
      subsidyId,
      kind: 'REDUCTION',
      fen: 5_000,
      reason: '材料迟交一个月',
    });
    expect(subsidy).toMatchObject({ state: 'PENDING', amountFen: 195_000 });
    expect(subsidy.amounts.map((amount: Answer) => [amount.version, amount.amountFen, amount.reason])).toEqual([
      [1, 180_000, null],
      [2, 200_000, '赴外省会见两次'],
      [3, 195_000, '材料迟交一个月'],
    ]);
    expect(subsidy.derivation.map(({ code, fen }: Answer) => [code, fen])).toEqual([
      ['CRIMINAL.TRIAL', 180_000],
      ['OUT_OF_AREA', 20_000],
      ['REDUCTION', -5_000],
    ]);
    await succeed(finance, 'releaseSubsidy', { subsidyId });
    expectRefusal(
      await act(clerk, 'adjustSubsidy', { subsidyId, kind: 'REDUCTION', fen: 1, reason: '材料迟交一个月' }),
      'WRONG_STATE',
    );
  });

  test.each([
    ['more than there is', { kind: 'REDUCTION', fen: 180_001 }],
    ['nothing', { kind: 'REDUCTION', fen: 0 }],
    ['less than nothing', { kind: 'TRANSLATION', fen: -1 }],
    ['more than a million yuan', { kind: 'TRANSLATION', fen: 100_000_001 }],
    ['without a reason', { kind: 'TRANSLATION', fen: 1, reason: ' 译 ' }],
  ])('refused as input: %s', async (_, input) => {
    const subsidyId = await one();
    const answer = await act(clerk, 'adjustSubsidy', { subsidyId, reason: '翻译费用补计', ...input });
    expectRefusal(answer, 'INVALID_INPUT');
  });

  test('what has no amount cannot be adjusted', async () => {
    const subsidyId = await one({ amountFen: null });
    const input = { subsidyId, kind: 'TRANSLATION', fen: 1, reason: '翻译费用补计' };
    expectRefusal(await act(clerk, 'adjustSubsidy', input), 'NO_AMOUNT');
  });

  test('finance pays and does not set amounts: FORBIDDEN; elsewhere it does not exist: NOT_FOUND', async () => {
    const subsidyId = await one();
    const input = { subsidyId, kind: 'TRANSLATION', fen: 1, reason: '翻译费用补计' };
    expectRefusal(await act(finance, 'adjustSubsidy', input), 'FORBIDDEN');
    const stranger = await (await city.agency('110108')).clerk;
    const there = expectRefusal(await act(stranger, 'adjustSubsidy', input), 'NOT_FOUND');
    const nowhere = expectRefusal(await act(stranger, 'adjustSubsidy', { ...input, subsidyId: newId() }), 'NOT_FOUND');
    expect(there).toEqual(nowhere);
  });
});

describe('holding', () => {
  test('a hold stops the release, names its owner and its day, and is lifted with a result', async () => {
    const subsidyId = await one();
    const { holds } = await done(finance, 'holdSubsidy', hold(subsidyId));
    expect(holds).toMatchObject([
      { reason: '核对收款账户', dueOn: '2026-03-10', owner: { id: clerk.personId }, liftedAt: null },
    ]);
    const refused = expectRefusal(await act(finance, 'releaseSubsidy', { subsidyId }), 'RELEASE_GATE_CLOSED');
    const found = refused.findings.find(({ met }: Answer) => !met);
    expect(found).toMatchObject({ rule: 'RELEASE.NOT_HELD', cure: { before: '2026-03-10' } });
    const lifted = await done(await agency.head, 'liftHold', { holdId: holds[0].id, reason: '账户核对无误' });
    expect(lifted).toMatchObject({ state: 'PENDING', holds: [{ liftReason: '账户核对无误' }] });
    expectRefusal(await act(finance, 'liftHold', { holdId: holds[0].id, reason: '账户核对无误' }), 'WRONG_STATE');
    expect(await done(finance, 'releaseSubsidy', { subsidyId })).toMatchObject({ state: 'RELEASED' });
    expectRefusal(await act(finance, 'holdSubsidy', hold(subsidyId)), 'WRONG_STATE');
  });

  test('with two holds the money waits for both', async () => {
    const subsidyId = await one();
    const first = await done(finance, 'holdSubsidy', hold(subsidyId));
    const both = await done(await agency.head, 'holdSubsidy', hold(subsidyId, { dueOn: '2026-03-05' }));
    const lifted = await done(finance, 'liftHold', { holdId: first.holds[0].id, reason: '账户核对无误' });
    expect(lifted.state).toBe('HELD');
    const other = both.holds.find(({ id }: Answer) => id !== first.holds[0].id);
    expect((await done(finance, 'liftHold', { holdId: other.id, reason: '账户核对无误' })).state).toBe('PENDING');
  });

  test('the owner is somebody in office here, the day is not past', async () => {
    const subsidyId = await one();
    const stranger = await (await city.agency('110108')).clerk;
    const lawyer = await (await agency.lawFirm()).lawyer();
    for (const input of [
      hold(subsidyId, { ownerAccountId: stranger.accountId }),
      hold(subsidyId, { ownerAccountId: lawyer.accountId }),
      hold(subsidyId, { ownerAccountId: newId() }),
      hold(subsidyId, { dueOn: '2026-03-01' }),
      hold(subsidyId, { dueOn: '2026-02-30' }),
    ]) {
      expectRefusal(await act(finance, 'holdSubsidy', input), 'INVALID_INPUT');
    }
    expect(await done(finance, 'holdSubsidy', hold(subsidyId, { dueOn: '2026-03-02' }))).toMatchObject({
      state: 'HELD',
    });
  });

  test('a hold of another agency does not exist', async () => {
    const { holds } = await done(finance, 'holdSubsidy', hold(await one()));
    const stranger = await (await city.agency('110108')).finance;
    const there = expectRefusal(
      await act(stranger, 'liftHold', { holdId: holds[0].id, reason: '账户核对无误' }),
      'NOT_FOUND',
    );
    const nowhere = expectRefusal(
      await act(stranger, 'liftHold', { holdId: newId(), reason: '账户核对无误' }),
      'NOT_FOUND',
    );
    expect(there).toEqual(nowhere);
    expectRefusal(await act(clerk, 'liftHold', { holdId: holds[0].id, reason: '账户核对无误' }), 'FORBIDDEN');
  });
});

describe('voiding', () => {
  test('by a second finance officer, as a reversing entry; then it may be released again, once', async () => {
    const subsidyId = await one();
    await succeed(finance, 'releaseSubsidy', { subsidyId });
    const own = expectRefusal(
      await act(finance, 'voidRelease', { subsidyId, reason: '收款人登记有误' }),
      'SECOND_OFFICER_NEEDED',
    );
    expect(own.findings).toMatchObject([{ rule: 'VOID.SECOND_OFFICER', met: false, cure: { by: 'FINANCE_OFFICER' } }]);
    const voided = await done(second, 'voidRelease', { subsidyId, reason: '收款人登记有误' });
    expect(voided).toMatchObject({
      state: 'VOIDED',
      releases: [
        {
          n: 1,
          amountFen: 180_000,
          reversedFen: -180_000,
          releasedBy: { id: finance.personId },
          voidedBy: { id: second.personId },
        },
      ],
    });
    expectRefusal(await act(second, 'voidRelease', { subsidyId, reason: '收款人登记有误' }), 'WRONG_STATE');
    const again = await done(second, 'releaseSubsidy', { subsidyId });
    expect(again).toMatchObject({ state: 'RELEASED', releases: [{ n: 1 }, { n: 2, reversedFen: null }] });
    expectRefusal(await act(finance, 'releaseSubsidy', { subsidyId }), 'ALREADY_RELEASED');
  });

  test('persons, not accounts: a second account of the releaser does not void', async () => {
    const subsidyId = await one();
    await succeed(finance, 'releaseSubsidy', { subsidyId });
    const disguise = await agency.member('FINANCE_OFFICER' as never, { personId: finance.personId });
    expectRefusal(await act(disguise, 'voidRelease', { subsidyId, reason: '收款人登记有误' }), 'SECOND_OFFICER_NEEDED');
  });

  test('what is not released cannot be voided', async () => {
    expectRefusal(
      await act(second, 'voidRelease', { subsidyId: await one(), reason: '收款人登记有误' }),
      'WRONG_STATE',
    );
  });
});

test('each act of a subsidy is read in its history, with ids, days and amounts only', async () => {
  const subsidyId = await one();
  await succeed(clerk, 'adjustSubsidy', { subsidyId, kind: 'TRANSLATION', fen: 700, reason: '翻译费用补计' });
  const { holds } = await done(finance, 'holdSubsidy', hold(subsidyId));
  await succeed(finance, 'liftHold', { holdId: holds[0].id, reason: '账户核对无误' });
  await succeed(finance, 'releaseSubsidy', { subsidyId });
  await succeed(second, 'voidRelease', { subsidyId, reason: '收款人登记有误' });
  const lines = await suite.world.rows(
    'SELECT e.event, e.facts FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE t.thing_id = $1 ORDER BY e.id',
    [subsidyId],
  );
  expect(lines.map(({ event }) => event)).toEqual([
    'SUBSIDY_ADJUSTED',
    'SUBSIDY_HELD',
    'HOLD_LIFTED',
    'SUBSIDY_RELEASED',
    'RELEASE_VOIDED',
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/[\u4e00-\u9fff]/);
});
