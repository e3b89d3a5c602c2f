import { returnForCorrection } from '../case-files/closing.service';
import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { columnsOf } from '../platform/database/naming';
import { conflict, requireOpen, viewDecision } from '../platform/refusal';
import { countingTries } from '../platform/signing/backoff';
import { openByPin } from '../platform/signing/pin';
import { signatureScheme } from '../platform/signing/scheme';
import { move } from '../platform/states';
import type { Decision } from '../regulation';
import { checkFacts } from './check-facts';
import { consequencesOf } from './consequences';
import { type LockedCheck, lockCheck, placeOf, sqlOf } from './quality-check.access';
import { CheckReopeningRow, CheckSignatureRow } from './quality-check.entity';
import { reopenCheckInput, signQualityCheckInput } from './quality-check.inputs';
import { reopeningDecision, signingDecision } from './quality-check.rules';
import { checkStates } from './quality-check.states';
import { verifySignedCheck } from './signed-check';
import { type CheckFacts, signedText } from './signed-form';
import { isHeadAt, standingOf } from './signing.facts';
import { AgencyRootKeyRow, SigningKeyRow } from './signing-key.entity';

constraintMeans('signature_by_a_signer', 'SIGNER_HAS_OTHER_PART', '签字人在本案卷已有其他职责，须由另一名负责人签字');
constraintMeans('signature_covers_file', 'FILE_CHANGED', '检查之后案卷有变动，请撤回本次检查并重新指定');
constraintMeans('check_signature_pkey', 'WRONG_STATE', '这份检查刚刚已由他人签字');
constraintMeans('check_reopening_pkey', 'WRONG_STATE', '这份检查刚刚已重新打开');
constraintMeans('reopening_waits_for_void', 'RELEASE_MUST_BE_VOIDED_FIRST', '凭这次签字已发放补贴，须先冲销');

async function gateFor(act: Act, { check, file }: LockedCheck): Promise<Decision & { readonly ownStaff: boolean }> {
  const [facts] = await standingOf(sqlOf(act), [check.id], act.actor.personId);
  if (!facts) throw new Error(`check ${check.id} vanished under its lock`);
  const place = await placeOf(act, file.regionCode);
  const decision = signingDecision({ ...facts, place, isHead: isHeadAt(act.actor, file.agencyId) });
  return { ...decision, ownStaff: facts.ownStaff };
}

async function ownKey(act: Act, agencyId: string): Promise<{ key: SigningKeyRow; root: AgencyRootKeyRow }> {
  const [key] = await act.sql<SigningKeyRow>(
    `SELECT ${columnsOf(SigningKeyRow, 'k')} FROM signing_key k WHERE k.person_id = $1 AND k.agency_id = $2 AND k.retired_at IS NULL`,
    [act.actor.personId, agencyId],
  );
  const [root] = await act.sql<AgencyRootKeyRow>(
    `SELECT ${columnsOf(AgencyRootKeyRow, 'r')} FROM agency_root_key r WHERE r.id = $1`,
    [key?.rootKeyId],
  );
  if (!key || !root) throw new Error(`no signing key of ${act.actor.personId} at ${agencyId}`);
  return { key, root };
}

/** Signs what the tables hold, and verifies at once, as anybody would who gets the export. */
async function signFacts(act: Act, facts: CheckFacts, pin: string): Promise<Partial<CheckSignatureRow>> {
  const { key, root } = await ownKey(act, facts.agencyId);
  const { personId } = act.actor;
  const privateKey = await openByPin(act.context.services.keys, pin, key.pinSalt, key.privateKeyCipher, key.id);
  if (!privateKey) throw conflict('PIN_WRONG', '签字密码不对');
  const canonical = signedText(facts, { personId, keyId: key.id, algorithm: key.algorithm, signedAt: act.now });
  const signature = signatureScheme(key.algorithm).sign(privateKey, canonical);
  const { problems } = verifySignedCheck(
    {
      canonical,
      signature: signature.toString('base64'),
      algorithm: key.algorithm,
      publicKey: key.publicKey,
      certificate: key.certificate,
      certificateSignature: key.certificateSignature.toString('base64'),
    },
    root.publicKey,
  );
  if (problems.length) throw new Error(`a signature just made does not verify: ${problems.join(', ')}`);
  return { keyId: key.id, canonical, signature, signedAt: act.now, signerPersonId: personId };
}

/**
 * The head signs a completed check (S4-5.1b): qualified, unqualified or returned. A preview ends with the decision and
 * does not use the PIN. Refusals: WRONG_STATE, SIGNING_REFUSED with every finding, PIN_WRONG, PIN_BLOCKED,
 * SIGNER_HAS_OTHER_PART, FILE_CHANGED.
 */
export const signQualityCheck = defineAct({
  name: 'signQualityCheck',
  event: 'CHECK_SIGNED',
  roles: [Role.QUALITY_REVIEW_HEAD],
  input: signQualityCheckInput,
  secret: true,
  around: countingTries('signing-pin', ['PIN_WRONG'], {
    code: 'PIN_BLOCKED',
    message: '签字密码多次不对，请过一段时间再试',
  }),
  async run(act, { checkId, pin }) {
    const locked = await lockCheck(act, checkId);
    const { check, file } = locked;
    move(checkStates, 'signQualityCheck', check.state);
    const decision = await gateFor(act, locked);
    requireOpen('SIGNING_REFUSED', decision);
    const outcome = { checkId, decision: viewDecision(decision) };
    if (act.preview) return outcome;
    const facts = (await checkFacts(sqlOf(act), [checkId])).get(checkId);
    if (!facts) throw new Error(`check ${checkId} is completed without a completion`);
    const signed = await signFacts(act, facts, pin);
    const { provisions } = move(
      checkStates,
      'signQualityCheck',
      check.state,
      facts.result === 'RETURNED' ? 'RETURNED' : 'SIGNED',
    );
    await act.write(
      `INSERT INTO part (case_file_id, person_id, part) VALUES ($1, $2, 'SIGNER') ON CONFLICT (case_file_id, person_id) DO NOTHING`,
      [file.id, act.actor.personId],
    );
    await act.insert(CheckSignatureRow, {
      ...signed,
      checkId,
      round: check.round,
      caseFileId: file.id,
      result: facts.result,
      revision: facts.revision,
    });
    await act.record({
      things: [
        { kind: 'QualityCheck', id: checkId },
        { kind: 'CaseFile', id: file.id },
      ],
      facts: {
        round: check.round,
        result: facts.result,
        revision: facts.revision,
        keyId: signed.keyId,
        consequences: consequencesOf(facts.result, decision.ownStaff).map(({ code }) => code),
      },
      findings: decision.findings,
      provisions,
    });
    if (facts.result === 'RETURNED') await returnForCorrection(act, file, { checkId });
    return outcome;
  },
});

/**
 * Reopens a signed check: its signature is void, another round may begin, an unreleased subsidy is behind the gate again.
 * Refusals: WRONG_STATE, RELEASE_MUST_BE_VOIDED_FIRST.
 */
export const reopenCheck = defineAct({
  name: 'reopenCheck',
  event: 'CHECK_REOPENED',
  roles: [Role.QUALITY_REVIEW_HEAD],
  input: reopenCheckInput,
  async run(act, { checkId, reason }) {
    const { check, file } = await lockCheck(act, checkId);
    const { provisions } = move(checkStates, 'reopenCheck', check.state);
    const released = await act.sql<{ id: string }>(
      `SELECT r.subsidy_id AS id FROM subsidy_release r
        WHERE r.check_id = $1 AND NOT EXISTS (SELECT FROM release_void v WHERE v.subsidy_id = r.subsidy_id AND v.n = r.n)`,
      [checkId],
    );
    const decision = reopeningDecision({
      place: await placeOf(act, file.regionCode),
      releasedSubsidyId: released[0]?.id ?? null,
      released: released.length,
    });
    requireOpen('RELEASE_MUST_BE_VOIDED_FIRST', decision);
    await act.insert(CheckReopeningRow, { checkId, reason, reopenedBy: act.actor.personId, reopenedAt: act.now });
    await act.record({
      things: [
        { kind: 'QualityCheck', id: checkId },
        { kind: 'CaseFile', id: file.id },
      ],
      facts: { round: check.round },
      findings: decision.findings,
      provisions,
    });
    return { checkId };
  },
});
