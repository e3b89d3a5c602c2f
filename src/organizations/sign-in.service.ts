import { z } from 'zod';
import { defineAct } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { onPrimary } from '../platform/database/primary';
import { type LedgerFacts, writeLedgerOutsideActs } from '../platform/ledger';
import { type AccessRefusal, accessRefusal, conflict, Refused } from '../platform/refusal';
import { beginAttempt } from './backoff';
import { hashPassword, passwordMatches } from './passwords';
import { AccountRow } from './person.entity';
import { changePasswordInput } from './sign-in.inputs';
import { issueToken, signsInLocally } from './token';

export interface SignedIn {
  readonly token: string;
  readonly expiresAt: Date;
  readonly account: AccountRow;
}

const WRONG = '登录未成功：登录名或者密码不对，或者账号已停用';
/** The same for every account, so that it tells nothing of one. */
const REFUSED = { everyone: WRONG, administrators: `${WRONG}，或者须用统一身份登录`, nobody: WRONG };

export const blockedRefusal = (secondsToWait: number): AccessRefusal =>
  accessRefusal('TOO_MANY_ATTEMPTS', `失败次数过多，请${secondsToWait}秒后再试`);

/**
 * Signs in. Unknown login, wrong password and disabled account get the same answer after the same work.
 * Refusals: SIGN_IN_REFUSED, TOO_MANY_ATTEMPTS, SIGN_IN_CLOSED. Each attempt whose password was looked at has its line in the ledger;
 * a blocked one has none, or anybody could fill the ledger: the line of the failure before it says until when.
 */
export async function signIn(context: Context, given: { login: string; password: string }): Promise<SignedIn> {
  // From the primary: a replica may not know yet that a password was changed or an account disabled.
  context.changed();
  if (context.services.config.localSignIn === 'nobody') {
    throw new Refused(accessRefusal('SIGN_IN_CLOSED', '本系统不用密码登录，请用统一身份登录'));
  }
  const attempt = await beginAttempt(context, given.login);
  if ('secondsToWait' in attempt) throw new Refused(blockedRefusal(attempt.secondsToWait));
  const [account] = await context.read<AccountRow & { locally: boolean }>(
    `SELECT ${columnsOf(AccountRow, 'a')}, ${signsInLocally(context.services)} AS locally FROM account a WHERE a.login = $1`,
    [given.login],
  );
  const matches = await passwordMatches(account?.passwordHash ?? null, given.password);
  const signedIn = matches && account?.locally && account.disabledAt === null;
  if (signedIn) await attempt.succeeded();
  const { pairSubject, addressSubject } = attempt;
  await note(context, account ?? null, signedIn ? null : 'SIGN_IN_REFUSED', { pairSubject, addressSubject });
  if (!signedIn && attempt.heldSeconds) throw new Refused(blockedRefusal(attempt.heldSeconds));
  if (!signedIn) throw new Refused(accessRefusal('SIGN_IN_REFUSED', REFUSED[context.services.config.localSignIn]));
  const minutes = context.services.config.tokenMinutes;
  return {
    token: await issueToken(context.services, account.id, account.tokenGeneration),
    expiresAt: new Date(Math.floor(context.now.getTime() / 1000) * 1000 + minutes * 60_000),
    account,
  };
}

async function note(context: Context, account: AccountRow | null, code: string | null, facts: LedgerFacts) {
  await onPrimary(context.services.dataSource, async (runner) => {
    await writeLedgerOutsideActs(runner, context.services.keys, {
      at: context.now,
      act: 'signIn',
      event: 'SIGNED_IN',
      outcome: code ? 'REFUSED' : 'DONE',
      code,
      accountId: account?.id ?? null,
      personId: account?.personId ?? null,
      facts,
      requestId: context.requestId,
      things: account ? [{ kind: 'Account', id: account.id }] : [],
    });
    await context.wroteAs(account?.id ?? null, runner);
  });
}

/** Changes one's own password and ends every token given before. Refusals: WRONG_PASSWORD, TOO_MANY_ATTEMPTS. */
export const changePassword = defineAct({
  name: 'changePassword',
  event: 'PASSWORD_CHANGED',
  roles: [],
  input: changePasswordInput,
  secret: true,
  beforePasswordChange: true,
  async run(act, { oldPassword, newPassword }) {
    const { accountId } = act.actor;
    act.touch({ kind: 'Account', id: accountId });
    const [account] = await act.sql<{ hash: string }>(
      'SELECT password_hash AS hash FROM account WHERE id = $1 FOR UPDATE',
      [accountId],
    );
    if (!(await passwordMatches(account?.hash ?? null, oldPassword))) {
      throw conflict('WRONG_PASSWORD', '现在的密码不对');
    }
    if (act.preview) return { accountId };
    await act.write(
      'UPDATE account SET password_hash = $2, must_change_password = false, token_generation = token_generation + 1, tokens_from = $3 WHERE id = $1',
      [accountId, await hashPassword(newPassword), act.now],
    );
    await act.record({ things: [{ kind: 'Account', id: accountId }], facts: {}, provisions: [] });
    return { accountId };
  },
});

/**
 * A wrong old password counts like one at sign-in, and in a preview too: outside the act, which is rolled back.
 */
export async function changePasswordAs<T>(context: Context, proceed: () => Promise<T>): Promise<T | AccessRefusal> {
  const { actor } = context;
  if (!actor) return proceed();
  const [account] = await context.read<{ login: string }>('SELECT login FROM account WHERE id = $1', [actor.accountId]);
  const attempt = await beginAttempt(context, account?.login ?? actor.accountId);
  if ('secondsToWait' in attempt) return blockedRefusal(attempt.secondsToWait);
  const result = await proceed();
  if ((result as { code?: unknown }).code !== 'WRONG_PASSWORD') await attempt.succeeded();
  return result;
}

/** Ends every token of one's own account. */
export const signOutEverywhere = defineAct({
  name: 'signOutEverywhere',
  event: 'SIGNED_OUT_EVERYWHERE',
  roles: [],
  input: z.object({}),
  beforePasswordChange: true,
  async run(act) {
    const { accountId } = act.actor;
    await act.write('UPDATE account SET token_generation = token_generation + 1, tokens_from = $2 WHERE id = $1', [
      accountId,
      act.now,
    ]);
    await act.record({ things: [{ kind: 'Account', id: accountId }], facts: {}, provisions: [] });
    return { accountId };
  },
});
