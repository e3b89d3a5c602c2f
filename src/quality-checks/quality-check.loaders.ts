import { allAdoptions } from '../organizations/adoptions';
import type { Batch } from '../platform/context';
import { manyBy, oneBy } from '../platform/loader';
import type { Decision } from '../regulation';
import type { Sql } from './check-facts';
import { CheckCompletionRow, CheckItemRow, CheckReopeningRow, QualityCheckRow } from './quality-check.entity';
import { signingDecision } from './quality-check.rules';
import type { CheckSignature } from './quality-check.types';
import { type CheckStanding, isHeadAt, standingOf } from './signing.facts';

export const completionOfCheck = oneBy<CheckCompletionRow>(CheckCompletionRow, 'checkId', 'check_id');
export const itemsOfCheck = manyBy<CheckItemRow>(CheckItemRow, 'checkId', 'check_id', { order: 't.indicator_no' });
export const reopeningOfCheck = oneBy<CheckReopeningRow>(CheckReopeningRow, 'checkId', 'check_id');
export const checkById = oneBy<QualityCheckRow>(QualityCheckRow, 'id', 'id');
export const checksOfFile = manyBy<QualityCheckRow>(QualityCheckRow, 'caseFileId', 'case_file_id', {
  order: 't.round',
});

export const signatureOfCheck: Batch<string, CheckSignature | null> = {
  name: 'signature of check',
  async fetch(context, keys) {
    const found = await context.read<CheckSignature>(
      `SELECT s.check_id AS "checkId", s.signer_person_id AS "signerPersonId", s.result, s.revision, s.signed_at AS "signedAt",
              s.key_id AS "keyId", k.algorithm, s.revision = f.revision AS "coversFile"
         FROM check_signature s JOIN signing_key k ON k.id = s.key_id JOIN case_file f ON f.id = s.case_file_id
        WHERE s.check_id = ANY ($1)`,
      [keys],
    );
    const byCheck = new Map(found.map((row) => [row.checkId, row]));
    return keys.map((key) => byCheck.get(key) ?? null);
  },
};

/** How a check stands for the reader as its signer, with the whole signing gate. */
export const standingOfCheck: Batch<string, (CheckStanding & { readonly gate: Decision }) | null> = {
  name: 'standing of check',
  async fetch(context, keys) {
    const { actor, today } = context;
    if (!actor) return keys.map(() => null);
    const sql: Sql = (text, params) => context.read(text, params);
    const found = await standingOf(sql, keys, actor.personId);
    const adoptions = await allAdoptions({ sql: (text, params = []) => context.read(text, params) });
    const byCheck = new Map(
      found.map((standing) => {
        const place = { regionCode: standing.regionCode, on: today, adoptions };
        const gate = signingDecision({ ...standing, place, isHead: isHeadAt(actor, standing.agencyId) });
        return [standing.checkId, { ...standing, gate }];
      }),
    );
    return keys.map((key) => byCheck.get(key) ?? null);
  },
};
