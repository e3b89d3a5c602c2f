import type { Batch } from '../platform/context';
import { manyBy, oneBy } from '../platform/loader';
import { ReleaseBatchRow } from './release.entity';
import { SubsidyAmountRow, SubsidyRow } from './subsidy.entity';
import type { SubsidyHoldView, SubsidyReleaseView } from './subsidy.types';
import { TariffLineRow } from './tariff.entity';

export const subsidyById = oneBy<SubsidyRow>(SubsidyRow, 'id', 'id');
export const amountsOfSubsidy = manyBy<SubsidyAmountRow>(SubsidyAmountRow, 'subsidyId', 'subsidy_id', {
  order: 't.subsidy_id, t.version',
});
export const batchById = oneBy<ReleaseBatchRow>(ReleaseBatchRow, 'id', 'id');
export const linesOfTariff = manyBy<TariffLineRow>(TariffLineRow, 'editionId', 'edition_id', {
  order: 't.edition_id, t.code',
});

const grouped = <Row extends { subsidyId: string }>(name: string, sql: string): Batch<string, Row[]> => ({
  name,
  async fetch(context, ids) {
    const found = await context.read<Row>(sql, [ids]);
    const bySubsidy = new Map<string, Row[]>(ids.map((id) => [id, []]));
    for (const row of found) bySubsidy.get(row.subsidyId)?.push(row);
    return ids.map((id) => bySubsidy.get(id) ?? []);
  },
});

export const holdsOfSubsidy = grouped<SubsidyHoldView & { subsidyId: string }>(
  'holds of a subsidy',
  `SELECT h.id, h.subsidy_id AS "subsidyId", h.reason, h.owner_person_id AS "ownerPersonId", h.due_on AS "dueOn", h.held_at AS "heldAt",
          l.lifted_at AS "liftedAt", l.reason AS "liftReason"
     FROM subsidy_hold h LEFT JOIN hold_lift l ON l.hold_id = h.id
    WHERE h.subsidy_id = ANY ($1) ORDER BY h.held_at, h.id`,
);

export const releasesOfSubsidy = grouped<SubsidyReleaseView & { subsidyId: string }>(
  'releases of a subsidy',
  `SELECT r.subsidy_id AS "subsidyId", r.n, r.amount_fen AS "amountFen", r.check_id AS "checkId", r.batch_id AS "batchId",
          r.releaser_person_id AS "releaserPersonId", r.released_at AS "releasedAt",
          v.voided_at AS "voidedAt", v.reversed_fen AS "reversedFen", v.reason AS "voidReason", v.voider_person_id AS "voiderPersonId"
     FROM subsidy_release r LEFT JOIN release_void v ON v.subsidy_id = r.subsidy_id AND v.n = r.n
    WHERE r.subsidy_id = ANY ($1) ORDER BY r.subsidy_id, r.n`,
);

/** Names for the practitioner's view: the agency of the file, the payee's organisation, the bureau above, the owner of a hold. */
export interface StandingNames {
  readonly agency: string;
  readonly bureau: string;
  readonly organization: string | null;
  readonly holdOwner: string | null;
}

export const standingNames: Batch<string, StandingNames> = {
  name: 'names around a subsidy',
  async fetch(context, ids) {
    const found = await context.read<StandingNames & { id: string }>(
      `SELECT s.id, a.name AS agency, b.name AS bureau, o.name AS organization,
              (SELECT p.name FROM subsidy_hold h LEFT JOIN hold_lift l ON l.hold_id = h.id JOIN person p ON p.id = h.owner_person_id
                WHERE h.subsidy_id = s.id AND l.hold_id IS NULL ORDER BY h.due_on, h.id LIMIT 1) AS "holdOwner"
         FROM subsidy s JOIN case_file f ON f.id = s.case_file_id JOIN agency a ON a.id = f.agency_id JOIN bureau b ON b.id = a.bureau_id
         JOIN engagement e ON e.id = s.engagement_id LEFT JOIN service_organization o ON o.id = e.service_organization_id
        WHERE s.id = ANY ($1)`,
      [ids],
    );
    const byId = new Map(found.map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = byId.get(id);
      if (!row) throw new Error(`no subsidy ${id}`);
      return row;
    });
  },
};
