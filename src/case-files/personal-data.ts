import { appointmentsFor, Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import type { Batch, Context } from '../platform/context';
import { maskIdNumber, maskName, openIdNumber } from '../platform/crypto';
import { rows } from '../platform/database/data-source';
import { onPrimary } from '../platform/database/primary';
import { newId } from '../platform/ids';
import { CASE_FILE_READERS, caseFileReach, worksOn } from './case-file.access';

export interface PersonalData {
  readonly name: string;
  readonly idNumber: string | null;
  readonly withoutIdNumber: string | null;
  readonly birthDate: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly facts: string | null;
}

type Sealed = Omit<PersonalData, 'idNumber'> & { readonly caseFileId: string; readonly idNumberCipher: Buffer | null };

const READING = (where: Where, keys: string, ids: string, context: Context, work: string) => `
  WITH allowed AS MATERIALIZED (
    SELECT f.id AS case_file_id, f.facts, r.id AS recipient_id, r.name, r.id_number_cipher, r.without_id_number, r.birth_date, r.phone, r.address, k.reading_id
      FROM unnest(${keys}::uuid[], ${ids}::uuid[]) AS k (file_id, reading_id)
      JOIN case_file f ON f.id = k.file_id JOIN recipient r ON r.id = f.recipient_id
     WHERE ${work}),
  recorded AS (
    INSERT INTO personal_data_reading (id, account_id, case_file_id, recipient_id, request_id, at)
    SELECT reading_id, ${where.value(context.actor?.accountId)}, case_file_id, recipient_id, ${where.value(context.requestId)}, ${where.value(context.now)} FROM allowed
    RETURNING case_file_id)
  SELECT a.case_file_id AS "caseFileId", a.name, a.id_number_cipher AS "idNumberCipher", a.without_id_number AS "withoutIdNumber",
         a.birth_date AS "birthDate", a.phone, a.address, a.facts
    FROM allowed a JOIN recorded USING (case_file_id)`;

/**
 * Personal data of the recipients of files, by file: only for those who work on the file, and in the statement that
 * records the reading, so that there is no reading without its record. In a preview there is none: its record would be
 * rolled back with the rest.
 */
export const personalDataOf: Batch<string, PersonalData | null> = {
  name: 'personal data of case file',
  async fetch(context, keys) {
    const { actor } = context;
    if (!actor || context.previewing) return keys.map(() => null);
    const where = new Where();
    const files = where.value(keys);
    const ids = where.value(keys.map(newId));
    const work = worksOn(where, actor, 'f');
    context.statements += 1;
    const found = await onPrimary(context.services.dataSource, async (runner) => {
      const sealed = await rows<Sealed>(runner, READING(where, files, ids, context, work), where.params);
      await context.wroteAs(actor.accountId, runner);
      return sealed;
    });
    const opened = new Map(
      found.map(({ caseFileId, idNumberCipher, ...open }) => [
        caseFileId,
        { ...open, idNumber: idNumberCipher && openIdNumber(context.services.keys, idNumberCipher) },
      ]),
    );
    return keys.map((key) => opened.get(key) ?? null);
  },
};

export interface MaskedRecipient {
  readonly caseFileId: string;
  readonly nameMasked: string | null;
  readonly idNumberMasked: string | null;
  readonly hasIdNumber: boolean;
}

/** Roles before which a recipient is masked; before finance there is nothing at all. */
const MASKED = CASE_FILE_READERS.filter((role) => role !== Role.FINANCE_OFFICER);

/** Recipients of files as those may see them who see the file without working on it. */
export const maskedRecipientOf: Batch<string, MaskedRecipient | null> = {
  name: 'masked recipient of case file',
  async fetch(context, keys) {
    const { actor } = context;
    if (!actor) return keys.map(() => null);
    const where = new Where();
    const files = where.value(keys);
    const financeToo = appointmentsFor(actor, [Role.FINANCE_OFFICER]).length > 0;
    const masked = financeToo ? `(${caseFileReach(where, actor, 'f', MASKED)})` : 'true';
    const found = await context.read<{ id: string; name: string; cipher: Buffer | null; masked: boolean }>(
      `SELECT f.id, r.name, r.id_number_cipher AS cipher, ${masked} AS masked
         FROM case_file f JOIN recipient r ON r.id = f.recipient_id WHERE f.id = ANY (${files}::uuid[])`,
      where.params,
    );
    const byFile = new Map(
      found.map(({ id, name, cipher, masked }) => [
        id,
        {
          caseFileId: id,
          nameMasked: masked ? maskName(name) : null,
          idNumberMasked: masked && cipher ? maskIdNumber(openIdNumber(context.services.keys, cipher)) : null,
          hasIdNumber: cipher !== null,
        },
      ]),
    );
    return keys.map((key) => byFile.get(key) ?? null);
  },
};
