import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { newId } from '../platform/ids';
import { badInput, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import { lockCaseFile } from './case-file.access';
import { CaseFileCorrectionRow } from './case-file.entity';
import { correctCaseFileInput } from './case-file.inputs';
import { caseFileStates } from './case-file.states';
import { registrationDecision } from './registration.rules';
import { organKind } from './registration.service';

const COLUMNS = {
  reviewPeriodEndsOn: 'review_period_ends_on',
  aidDecidedOn: 'aid_decided_on',
  organId: 'organ_id',
  organCaseNumber: 'organ_case_number',
  inCustody: 'in_custody',
  pleadsGuilty: 'pleads_guilty',
  groupCase: 'group_case',
  sensitiveCase: 'sensitive_case',
  sealedRecord: 'sealed_record',
  facts: 'facts',
} as const;
type Correctable = keyof typeof COLUMNS;

/** Fields whose content is personal data: the ledger says only that they were corrected. */
const UNSPOKEN: readonly Correctable[] = ['facts', 'organCaseNumber'];

/**
 * Corrects what was registered, only the fields that are given, with a reason; number, recipient's identity, stage and
 * dates of receipt stay. Refusals: REGISTRATION_REFUSED, WRONG_STATE.
 */
export const correctCaseFile = defineAct({
  name: 'correctCaseFile',
  event: 'CASE_FILE_CORRECTED',
  roles: [Role.CLERK],
  input: correctCaseFileInput,
  async run(act, { caseFileId, reason, recipient, ...fields }) {
    const file = await lockCaseFile(act, caseFileId);
    const { provisions } = move(caseFileStates, 'correctCaseFile', file.state);
    const changed = (Object.keys(COLUMNS) as Correctable[]).filter(
      (field) => fields[field] !== null && fields[field] !== file[field],
    );
    const told = recipient ? Object.entries(recipient).filter(([, value]) => value !== null) : [];
    if (!changed.length && !told.length) throw badInput('input', '没有要更正的内容');
    const after = { ...file, ...Object.fromEntries(changed.map((field) => [field, fields[field]])) };
    const decision = registrationDecision({
      ...after,
      today: act.today,
      organKind: await organKind(act, after.organId),
    });
    requireOpen('REGISTRATION_REFUSED', decision);
    if (changed.length) {
      const set = changed.map((field, index) => `${COLUMNS[field]} = $${index + 2}`).join(', ');
      await act.write(`UPDATE case_file SET ${set} WHERE id = $1`, [file.id, ...changed.map((field) => fields[field])]);
    }
    if (recipient && told.length) await correctRecipient(act, file.recipientId, recipient);
    const corrected = [...changed, ...told.map(([field]) => `recipient.${field}`)];
    await act.insert(CaseFileCorrectionRow, {
      id: newId(),
      caseFileId: file.id,
      fields: corrected,
      reason,
      correctedBy: act.actor.personId,
      correctedAt: act.now,
    });
    const spoken = changed.filter((field) => !UNSPOKEN.includes(field));
    await act.record({
      things: act.things,
      facts: {
        corrected,
        before: Object.fromEntries(spoken.map((field) => [field, file[field]])),
        after: Object.fromEntries(spoken.map((field) => [field, fields[field]])),
      },
      findings: decision.findings,
      provisions,
    });
    return { caseFileId };
  },
});

interface RecipientChange {
  readonly name: string | null;
  readonly phone: string | null;
  readonly address: string | null;
}

async function correctRecipient(act: Act, id: string, { name, phone, address }: RecipientChange): Promise<void> {
  act.touch({ kind: 'Recipient', id });
  await act.write(
    'UPDATE recipient SET name = coalesce($2, name), phone = coalesce($3, phone), address = coalesce($4, address) WHERE id = $1',
    [id, name, phone, address],
  );
}
