import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { columnsOf } from '../platform/database/naming';
import { newId } from '../platform/ids';
import { conflict, notFound, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import { decide } from '../regulation';
import { approvePasswordResetInput, resetPasswordInput, withdrawPasswordResetInput } from './account.inputs';
import { lockAccount } from './account.service';
import { SECOND_ADMINISTRATOR_ROLES } from './appointment.rules';
import { type ReachedPlace, reaches } from './organization.access';
import { PasswordResetRow } from './password-reset.entity';
import { type ResetFacts, resetApprovalFindings, resetFindings } from './password-reset.rules';
import { type PasswordResetAct, passwordResetStates, stateOfReset } from './password-reset.states';
import { hashPassword } from './passwords';
import type { AccountRow } from './person.entity';

const WAITING_ALREADY = ['RESET_WAITING_ALREADY', '这个账号已有一次重设待批准，请先批准或者撤回'] as const;
constraintMeans('one_reset_waits', ...WAITING_ALREADY);

type Held = ReachedPlace & { readonly appointmentId: string; readonly role: Role };

/** Appointments of an account that stand, wait or are still to come; its row is locked, as an appointment would lock it. */
async function heldBy(act: Act, account: AccountRow): Promise<Held[]> {
  // A password would be a new way into an account that has none.
  if (account.passwordHash === null) throw conflict('NO_PASSWORD', '此账号只用统一身份登录，没有密码可重设');
  if (account.disabledAt) throw conflict('ACCOUNT_DISABLED', '账号已停用，不能重设密码');
  return act.sql<Held>(
    `SELECT n.id AS "appointmentId", n.role,
            CASE WHEN n.bureau_id IS NOT NULL THEN 'BUREAU' WHEN n.agency_id IS NOT NULL THEN 'AGENCY' ELSE 'SERVICE_ORGANIZATION' END AS kind,
            coalesce(n.bureau_id, n.agency_id, n.service_organization_id) AS id,
            coalesce(b.region_code, g.region_code, s.region_code) AS "regionCode"
       FROM appointment n
       LEFT JOIN bureau b ON b.id = n.bureau_id
       LEFT JOIN agency g ON g.id = n.agency_id
       LEFT JOIN service_organization s ON s.id = n.service_organization_id
      WHERE n.account_id = $1 AND n.ended_at IS NULL AND (n.in_force_to IS NULL OR n.in_force_to >= $2::date)
      ORDER BY n.id`,
    [account.id, act.today],
  );
}

const factsOf = (act: Act, owner: string, held: readonly Held[]): ResetFacts => ({
  owner,
  administrator: act.actor.personId,
  appointmentElsewhere:
    held.find((place) => !act.appointments.some((own) => reaches(own, place)))?.appointmentId ?? null,
});

/** From now on only the first password opens the account, and it does nothing before that is changed. */
const replacePassword = (act: Act, accountId: string, hash: string) =>
  act.write(
    'UPDATE account SET password_hash = $2, must_change_password = true, token_generation = token_generation + 1, tokens_from = $3 WHERE id = $1',
    [accountId, hash, act.now],
  );

/**
 * Sets a first password anew. Where the account may check, sign, pay or administer – today, later, or once approved – it
 * waits for a second administrator, and the old password holds until then: or one administrator alone could make
 * themselves the finance officer. The signing PIN and its sealed keys are not touched.
 * Refusals: NOT_FOUND, RESET_REFUSED (with its findings, HOUSE), ACCOUNT_DISABLED, NO_PASSWORD, RESET_WAITING_ALREADY, INVALID_INPUT.
 */
export const resetPassword = defineAct({
  name: 'resetPassword',
  event: 'PASSWORD_RESET',
  roles: [Role.ADMINISTRATOR],
  input: resetPasswordInput,
  async run(act, { accountId, firstPassword }) {
    const account = await lockAccount(act, accountId);
    const held = await heldBy(act, account);
    const findings = resetFindings(factsOf(act, account.personId, held));
    requireOpen('RESET_REFUSED', decide('PASSWORD_RESET', findings));
    const [waiting] = await act.sql('SELECT FROM password_reset WHERE account_id = $1 AND waiting_hash IS NOT NULL', [
      accountId,
    ]);
    if (waiting) throw conflict(...WAITING_ALREADY);
    const needsApproval = held.some(({ role }) => SECOND_ADMINISTRATOR_ROLES.includes(role));
    const hash = await hashPassword(firstPassword);
    const resetId = newId();
    await act.insert(PasswordResetRow, {
      id: resetId,
      accountId,
      needsApproval,
      waitingHash: needsApproval ? hash : null,
      askedBy: act.actor.personId,
      askedAt: act.now,
    });
    if (!needsApproval) await replacePassword(act, accountId, hash);
    await act.record({
      event: needsApproval ? 'PASSWORD_RESET_ASKED' : 'PASSWORD_RESET',
      things: act.things,
      facts: { accountId, resetId, needsApproval },
      findings,
      provisions: [],
    });
    return { resetId };
  },
});

/** The second administrator's approval: only now the password is another. Refusals: NOT_FOUND, WRONG_STATE, ACCOUNT_DISABLED, RESET_REFUSED. */
export const approvePasswordReset = defineAct({
  name: 'approvePasswordReset',
  event: 'PASSWORD_RESET',
  roles: [Role.ADMINISTRATOR],
  input: approvePasswordResetInput,
  async run(act, { resetId }) {
    const { reset, account } = await lockReset(act, resetId, 'approvePasswordReset');
    const facts = factsOf(act, account.personId, await heldBy(act, account));
    const findings = resetApprovalFindings({ ...facts, askedBy: reset.askedBy });
    requireOpen('RESET_REFUSED', decide('PASSWORD_RESET_APPROVAL', findings));
    await replacePassword(act, account.id, reset.waitingHash as string);
    await act.write('UPDATE password_reset SET waiting_hash = NULL, approved_by = $2, approved_at = $3 WHERE id = $1', [
      resetId,
      act.actor.personId,
      act.now,
    ]);
    await act.record({
      things: act.things,
      facts: { accountId: account.id, resetId },
      findings,
      provisions: [],
    });
    return { resetId };
  },
});

/** Takes back a reset that waits; its password is gone. Any administrator of the account may. Refusals: NOT_FOUND, WRONG_STATE. */
export const withdrawPasswordReset = defineAct({
  name: 'withdrawPasswordReset',
  event: 'PASSWORD_RESET_WITHDRAWN',
  roles: [Role.ADMINISTRATOR],
  input: withdrawPasswordResetInput,
  async run(act, { resetId, reason }) {
    const { account } = await lockReset(act, resetId, 'withdrawPasswordReset');
    await act.write(
      'UPDATE password_reset SET waiting_hash = NULL, withdrawn_by = $2, withdrawn_at = $3, withdraw_reason = $4 WHERE id = $1',
      [resetId, act.actor.personId, act.now, reason],
    );
    await act.record({ things: act.things, facts: { accountId: account.id, resetId }, provisions: [] });
    return { resetId };
  },
});

/** The account first, as `resetPassword` does, so that the two never wait for each other. */
async function lockReset(act: Act, resetId: string, intended: PasswordResetAct) {
  const [known] = await act.sql<{ accountId: string }>(
    'SELECT account_id AS "accountId" FROM password_reset WHERE id = $1',
    [resetId],
  );
  if (!known) throw notFound();
  const account = await lockAccount(act, known.accountId);
  const [reset] = await act.sql<PasswordResetRow>(
    `SELECT ${columnsOf(PasswordResetRow, 't')} FROM password_reset t WHERE t.id = $1 FOR UPDATE`,
    [resetId],
  );
  if (!reset) throw notFound();
  move(passwordResetStates, intended, stateOfReset(reset));
  return { reset, account };
}
