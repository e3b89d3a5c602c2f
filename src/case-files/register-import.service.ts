import { appointmentsFor, Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { newId } from '../platform/ids';
import { conflict, notFound } from '../platform/refusal';
import { move } from '../platform/states';
import { checkRows } from './register-check';
import { lockImport } from './register-import.access';
import { RegisterImportRow, type RegisterImportStateCode } from './register-import.entity';
import { discardRegisterImportInput, keepRegisterImportInput, uploadRegisterInput } from './register-import.inputs';
import { registerImportStates } from './register-import.states';
import { checkGround } from './register-reading';
import { eraseRows, openRow } from './register-staging';
import { advanceCounters, type Kept, RegisterWriter } from './register-writing';

constraintMeans(
  'one_register_read_at_a_time',
  'IMPORT_RUNNING',
  '本机构有一份登记簿正在读取；请等它读完，或者先放弃它',
);

/** Rows checked and written at a time. */
const CHUNK = 1000;

/** A register has arrived; it is read beside the requests. Refusals: NOT_FOUND, IMPORT_RUNNING. */
export const uploadCaseRegister = defineAct({
  name: 'uploadCaseRegister',
  event: 'REGISTER_UPLOADED',
  roles: [Role.CLERK],
  input: uploadRegisterInput,
  async run(act, { agencyId, digest, bytes }) {
    const appointment = appointmentsFor(act.actor, [Role.CLERK]).find(({ placeId }) => placeId === agencyId);
    if (!appointment) throw notFound();
    act.as(appointment);
    const id = newId();
    await act.insert(RegisterImportRow, {
      id,
      agencyId,
      uploadedBy: act.actor.personId,
      uploadedAt: act.now,
      digest: Buffer.from(digest, 'hex'),
      bytes,
      state: registerImportStates.initial,
      notes: [],
      touchedAt: act.now,
    });
    await act.record({
      things: [{ kind: 'RegisterImport', id }],
      facts: { agencyId, digest, bytes },
      provisions: [],
    });
    return { importId: id };
  },
});

interface Staged {
  readonly no: number;
  readonly sealed: Buffer;
}

/** Checks the good rows once more, now under lock, and writes them, some at a time. */
async function writeGoodRows(act: Act, found: RegisterImportRow): Promise<Kept> {
  const { keys } = act.context.services;
  const ground = await checkGround(act, act.context.services, found.agencyId, act.today, true);
  const writer = new RegisterWriter(act, ground);
  await writer.holdRecipients();
  const outdated: number[] = [];
  for (let after = 0; ; ) {
    const staged = await act.sql<Staged>(
      `SELECT row_no AS no, sealed FROM register_import_row WHERE import_id = $1 AND outcome = 'GOOD' AND row_no > $2 ORDER BY row_no LIMIT ${CHUNK}`,
      [found.id, after],
    );
    if (!staged.length) break;
    after = staged.at(-1)?.no ?? after;
    const rows = staged.map(({ no, sealed }) => openRow(keys, found.id, no, sealed));
    const checked = await checkRows(ground, rows);
    const good = rows.flatMap((row, index) => {
      const each = checked[index];
      if (each?.outcome === 'BAD') outdated.push(staged[index]?.no ?? 0);
      return each?.outcome === 'GOOD' ? [{ row, plan: each.plan }] : [];
    });
    if (outdated.length) break;
    await writer.write(good);
  }
  if (outdated.length) {
    throw conflict(
      'IMPORT_OUT_OF_DATE',
      `自预览以来情况有变，第${outdated.slice(0, 20).join('、')}行等已不能这样导入；请重新上传`,
    );
  }
  return writer.kept;
}

/** Once it is decided, nothing personal stays of what was read. */
async function decideOn(act: Act, importId: string, to: RegisterImportStateCode): Promise<void> {
  await act.write('UPDATE register_import SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1', [
    importId,
    to,
    act.actor.personId,
    act.now,
  ]);
  await eraseRows(act, importId);
}

/**
 * Registers the good rows of an import, all or none, each by the rules of registering and commissioning. Rows equal to
 * what is there stay as they are. Refusals: IMPORT_HAS_BAD_ROWS, IMPORT_OUT_OF_DATE, WRONG_STATE, NUMBER_TAKEN.
 */
export const keepRegisterImport = defineAct({
  name: 'keepRegisterImport',
  event: 'REGISTER_KEPT',
  roles: [Role.CLERK],
  input: keepRegisterImportInput,
  async run(act, { importId, goodRowsOnly }) {
    const found = await lockImport(act, importId);
    const { to, provisions } = move(registerImportStates, 'keepRegisterImport', found.state);
    if (found.bad > 0 && !goodRowsOnly) {
      throw conflict('IMPORT_HAS_BAD_ROWS', `有${found.bad}行有误，没有导入；请改正后重新上传，或者指明只导入正确的行`);
    }
    const kept = await writeGoodRows(act, found);
    await advanceCounters(act, found.agencyId, found.id);
    await decideOn(act, found.id, to);
    await act.record({
      things: [
        { kind: 'RegisterImport', id: found.id },
        ...kept.fileIds.map((id) => ({ kind: 'CaseFile', id }) as const),
      ],
      facts: {
        importId: found.id,
        agencyId: found.agencyId,
        digest: found.digest.toString('hex'),
        files: kept.fileIds.length,
        engagements: kept.engagements,
        newRecipients: kept.recipients,
        unchanged: found.unchanged + (found.good - kept.fileIds.length),
        bad: found.bad,
        goodRowsOnly,
      },
      provisions: kept.fileIds.length ? provisions : [],
    });
    return { importId: found.id };
  },
});

/** Gives an import up; what was read of it is erased. Refusal: WRONG_STATE. */
export const discardRegisterImport = defineAct({
  name: 'discardRegisterImport',
  event: 'REGISTER_DISCARDED',
  roles: [Role.CLERK],
  input: discardRegisterImportInput,
  async run(act, { importId }) {
    const found = await lockImport(act, importId);
    const { to } = move(registerImportStates, 'discardRegisterImport', found.state);
    await decideOn(act, found.id, to);
    await act.record({ things: act.things, facts: { from: found.state, to }, provisions: [] });
    return { importId: found.id };
  },
});
