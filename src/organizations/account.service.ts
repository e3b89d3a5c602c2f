import { Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { columnsOf } from '../platform/database/naming';
import { newId } from '../platform/ids';
import { badInput, conflict, forbidden, notFound } from '../platform/refusal';
import { disableAccountInput, openAccountInput } from './account.inputs';
import { accountReach, accountRule, reachPlace } from './organization.access';
import { hashPassword } from './passwords';
import { AccountRow } from './person.entity';
import { personOf } from './persons';

constraintMeans('account_login_key', 'LOGIN_TAKEN', '这个登录名已被使用');

/**
 * Opens an account, for a new person or for one who is known by their identity number already.
 * Refusals: NOT_FOUND (person or agency outside the scope), LOGIN_TAKEN, INVALID_INPUT (same number, other name).
 */
export const openAccount = defineAct({
  name: 'openAccount',
  event: 'ACCOUNT_OPENED',
  roles: [Role.ADMINISTRATOR],
  input: openAccountInput,
  async run(act, input) {
    if (!input.firstPassword && !act.context.services.config.oidc) {
      throw badInput('input.firstPassword', '本系统没有设统一身份登录，须给出首次密码');
    }
    const home = await homeOf(act, input.agencyId);
    const personId =
      input.name && input.idNumber
        ? await personOf(act.runner, act.context.services.keys, { name: input.name, idNumber: input.idNumber })
        : await knownPerson(act, input.personId);
    const accountId = newId();
    await act.insert(AccountRow, {
      id: accountId,
      personId,
      login: input.login,
      passwordHash: input.firstPassword ? await hashPassword(input.firstPassword) : null,
      mustChangePassword: input.firstPassword !== null,
      openedAt: act.now,
      homeBureauId: home.kind === 'BUREAU' ? home.id : null,
      homeAgencyId: home.kind === 'AGENCY' ? home.id : null,
    });
    await act.record({
      things: [{ kind: 'Account', id: accountId }],
      facts: { accountId, personId, home },
      provisions: [],
    });
    return { accountId };
  },
});

/** The place whose administrators run the account: the one named, else where the actor is administrator. */
async function homeOf(act: Act, agencyId: string | null): Promise<{ kind: string; id: string }> {
  if (agencyId) {
    const { kind, id } = await reachPlace(act, { agencyId });
    return { kind, id };
  }
  const own = act.appointments[0];
  if (!own) throw forbidden();
  act.as(own);
  return { kind: own.place, id: own.placeId };
}

/** A person with an account that the administrator may see. */
async function knownPerson(act: Act, personId: string | null): Promise<string> {
  const where = new Where();
  where.and(`t.person_id = ${where.value(personId)}::uuid`).and(accountReach(where, act.actor, 't'));
  const [found] = await act.sql(`SELECT FROM account t WHERE ${where.text} LIMIT 1`, where.params);
  if (!found || !personId) throw notFound();
  return personId;
}

/** An account that the administrator runs, locked; NOT_FOUND elsewhere. Sets in whose name the act is done. */
export async function lockAccount(act: Act, accountId: string): Promise<AccountRow> {
  const where = new Where();
  where.and(`t.id = ${where.value(accountId)}::uuid`).and(accountRule(where, act.appointments, 't'));
  const [account] = await act.sql<AccountRow>(
    `SELECT ${columnsOf(AccountRow, 't')} FROM account t WHERE ${where.text} FOR UPDATE`,
    where.params,
  );
  if (!account) throw notFound();
  act.touch({ kind: 'Account', id: accountId });
  await reachPlace(act, { bureauId: account.homeBureauId, agencyId: account.homeAgencyId });
  return account;
}

/** Disables an account and ends its tokens. Refusals: NOT_FOUND (another home), ALREADY_DISABLED, OWN_ACCOUNT. */
export const disableAccount = defineAct({
  name: 'disableAccount',
  event: 'ACCOUNT_DISABLED',
  roles: [Role.ADMINISTRATOR],
  input: disableAccountInput,
  async run(act, { accountId, reason }) {
    const account = await lockAccount(act, accountId);
    if (accountId === act.actor.accountId) throw conflict('OWN_ACCOUNT', '不能停用自己的账号');
    if (account.disabledAt) throw conflict('ALREADY_DISABLED', '账号已经停用');
    await act.write(
      'UPDATE account SET disabled_at = $2, disabled_reason = $3, token_generation = token_generation + 1, tokens_from = $2 WHERE id = $1',
      [accountId, act.now, reason],
    );
    await act.record({ things: [{ kind: 'Account', id: accountId }], facts: { accountId }, provisions: [] });
    return { accountId };
  },
});
