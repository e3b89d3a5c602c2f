import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { columnsOf } from '../platform/database/naming';
import { newId } from '../platform/ids';
import { badInput, conflict, notFound } from '../platform/refusal';
import { lockAccount } from './account.service';
import { approveIdentityInput, linkIdentityInput, unlinkIdentityInput } from './identity.inputs';
import { AccountIdentityRow, type AccountRow } from './person.entity';

constraintMeans('identity_linked_once', 'IDENTITY_LINKED_ALREADY', '这个统一身份已绑定账号');

/** An account of the administrator's own places, locked; never their own. */
async function accountInHand(act: Act, accountId: string): Promise<AccountRow> {
  const account = await lockAccount(act, accountId);
  if (account.personId === act.actor.personId)
    throw conflict('OWN_ACCOUNT', '不能处理自己账号的绑定，请另一名管理员办理');
  return account;
}

async function identityInHand(act: Act, identityId: string): Promise<AccountIdentityRow> {
  const [identity] = await act.sql<AccountIdentityRow>(
    `SELECT ${columnsOf(AccountIdentityRow, 'i')} FROM account_identity i WHERE i.id = $1`,
    [identityId],
  );
  if (!identity) throw notFound();
  await accountInHand(act, identity.accountId);
  // Read again under the account's lock.
  const [locked] = await act.sql<AccountIdentityRow>(
    `SELECT ${columnsOf(AccountIdentityRow, 'i')} FROM account_identity i WHERE i.id = $1`,
    [identityId],
  );
  if (!locked || locked.unlinkedAt) throw conflict('IDENTITY_UNLINKED', '这个绑定已经解除');
  return locked;
}

/**
 * Links a subject of the issuer to an account. It opens ordinary offices at once; those that take two administrators to give
 * open when a second one approves. Refusals: NOT_FOUND, OWN_ACCOUNT, ACCOUNT_DISABLED, IDENTITY_LINKED_ALREADY,
 * INVALID_INPUT (another issuer than that of the settings).
 */
export const linkIdentity = defineAct({
  name: 'linkIdentity',
  event: 'IDENTITY_LINKED',
  roles: [Role.ADMINISTRATOR],
  input: linkIdentityInput,
  async run(act, { accountId, issuer, subject }) {
    const account = await accountInHand(act, accountId);
    const { oidc } = act.context.services.config;
    if (oidc && oidc.issuer !== issuer) throw badInput('input.issuer', '不是本系统所用的签发方');
    if (account.disabledAt) throw conflict('ACCOUNT_DISABLED', '账号已停用，不能绑定');
    const identityId = newId();
    await act.insert(AccountIdentityRow, {
      id: identityId,
      accountId,
      issuer,
      subject,
      linkedBy: act.actor.personId,
      linkedAt: act.now,
    });
    await act.record({
      things: [{ kind: 'Account', id: accountId }],
      facts: { accountId, identityId },
      provisions: [],
    });
    return { accountId, identityId };
  },
});

/** A second administrator stands for the link. Refusals: NOT_FOUND, OWN_ACCOUNT, OWN_LINK, APPROVED_ALREADY, IDENTITY_UNLINKED. */
export const approveIdentity = defineAct({
  name: 'approveIdentity',
  event: 'IDENTITY_APPROVED',
  roles: [Role.ADMINISTRATOR],
  input: approveIdentityInput,
  async run(act, { identityId }) {
    const { accountId, linkedBy, approvedBy } = await identityInHand(act, identityId);
    if (approvedBy) throw conflict('APPROVED_ALREADY', '这个绑定已经批准');
    if (linkedBy === act.actor.personId) throw conflict('OWN_LINK', '须由另一名管理员批准');
    await act.write('UPDATE account_identity SET approved_by = $2, approved_at = $3 WHERE id = $1', [
      identityId,
      act.actor.personId,
      act.now,
    ]);
    await act.record({
      things: [{ kind: 'Account', id: accountId }],
      facts: { accountId, identityId },
      provisions: [],
    });
    return { accountId, identityId };
  },
});

/** Ends a link; tokens of that subject open nothing from then on. Refusals: NOT_FOUND, OWN_ACCOUNT, IDENTITY_UNLINKED. */
export const unlinkIdentity = defineAct({
  name: 'unlinkIdentity',
  event: 'IDENTITY_UNLINKED',
  roles: [Role.ADMINISTRATOR],
  input: unlinkIdentityInput,
  async run(act, { identityId, reason }) {
    const { accountId } = await identityInHand(act, identityId);
    await act.write(
      'UPDATE account_identity SET unlinked_by = $2, unlinked_at = $3, unlink_reason = $4 WHERE id = $1',
      [identityId, act.actor.personId, act.now, reason],
    );
    await act.record({
      things: [{ kind: 'Account', id: accountId }],
      facts: { accountId, identityId },
      provisions: [],
    });
    return { accountId, identityId };
  },
});
