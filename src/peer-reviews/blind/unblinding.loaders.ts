import { appointmentsFor, Role } from '../../platform/access/actor';
import type { Batch } from '../../platform/context';
import { rows } from '../../platform/database/data-source';
import { columnsOf } from '../../platform/database/naming';
import { onPrimary } from '../../platform/database/primary';
import { oneBy } from '../../platform/loader';
import { UnblindingRow } from './unblinding.entity';
import type { UnblindedFile } from './unblinding.types';

export const unblindingById = oneBy<UnblindingRow>(UnblindingRow, 'id', 'id');
export const UNBLINDING_COLUMNS = columnsOf(UnblindingRow, 't');

/** Who sees what an approved unblinding opened: the campaign's own bureau, never the auditor. */
const OPENERS: readonly Role[] = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR];

/**
 * The file behind an approved unblinding. The vault gives it out only where another person approved, and writes down that it
 * was opened, for whom; so it is asked of the primary, and not in a preview, whose record would be undone.
 */
export const fileUnblinded: Batch<string, UnblindedFile | null> = {
  name: 'file behind an unblinding',
  async fetch(context, keys) {
    const { actor, services } = context;
    if (!actor || context.previewing) return keys.map(() => null);
    const bureaus = appointmentsFor(actor, OPENERS).map(({ placeId }) => placeId);
    context.statements += 1;
    const found = await onPrimary(services.dataSource, (runner) =>
      rows<UnblindedFile & { id: string }>(
        runner,
        `SELECT u.id, v.case_file_id AS "caseFileId", f.number
           FROM unblinding u JOIN review_campaign c ON c.id = u.campaign_id AND c.bureau_id = ANY ($2::uuid[])
           CROSS JOIN LATERAL vault.unblind(u.id, $3) v JOIN case_file f ON f.id = v.case_file_id
          WHERE u.id = ANY ($1::uuid[]) AND u.outcome = 'APPROVED'`,
        [keys, bureaus, actor.accountId],
      ),
    );
    const byKey = new Map(found.map(({ id, ...file }) => [id, file]));
    return keys.map((key) => byKey.get(key) ?? null);
  },
};
