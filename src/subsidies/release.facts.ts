import { allAdoptions, sqlOf } from '../organizations/adoptions';
import type { Batch, Context } from '../platform/context';
import type { Keys } from '../platform/crypto';
import type { Sql } from '../quality-checks/check-facts';
import { soundSignatures } from '../quality-checks/sound-signatures';
import type { Adoption, LegalPlace } from '../regulation';
import type { StandingFacts } from './standing.rules';

/** The facts of one subsidy, with the place whose provisions judge it. */
export interface ReleaseRow extends StandingFacts {
  readonly agencyId: string;
  readonly regionCode: string;
  /** Highest number of a release so far, voided or not; 0 where there was none. */
  readonly lastRelease: number;
}

const iso = (column: string) => `to_json(${column}) #>> '{}'`;

/**
 * All facts of many subsidies in one statement, ordered by id: $1 ids, $2 the person about to release or null.
 * The latest of each record is taken by its key (round, version, n), never by time.
 */
const RELEASE_FACTS = `
  SELECT s.id AS "subsidyId", s.case_file_id AS "caseFileId", ${iso('s.arose_at')} AS "aroseAt",
         f.agency_id AS "agencyId", a.region_code AS "regionCode",
         f.state AS "fileState", f.revision AS "fileRevision",
         coalesce(c.outcome = 'RECEIVED', false) AS "closingReceived",
         ${iso('c.submitted_at')} AS "submittedAt", ${iso('c.decided_at')} AS "decidedAt",
         q.id AS "checkId", q.round AS "checkRound", ${iso('q.designated_at')} AS "designatedAt",
         o.check_id IS NOT NULL AS "checkReopened", ${iso('o.reopened_at')} AS "reopenedAt",
         k.check_id IS NOT NULL AS completed, k.result AS "completedResult", ${iso('k.completed_at')} AS "completedAt",
         g.result AS "signedResult", g.revision AS "signedRevision", ${iso('g.signed_at')} AS "signedAt",
         p.person_id AS "payeePersonId", p.on_public_payroll AS "onPublicPayroll",
         q.checker_person_id AS "checkerPersonId", g.signer_person_id AS "signerPersonId",
         own.part AS "ownPart",
         $2::uuid IS NOT NULL AND EXISTS (SELECT FROM subsidy_amount x WHERE x.subsidy_id = s.id AND x.reason IS NOT NULL AND x.set_by = $2) AS "ownAdjustment",
         CASE WHEN r.n IS NOT NULL AND v.n IS NULL THEN r.n END AS "liveRelease", coalesce(r.n, 0) AS "lastRelease",
         ${iso('r.released_at')} AS "releasedAt", ${iso('v.voided_at')} AS "voidedAt",
         coalesce(h.open, 0) AS "openHolds", h.due_on AS "holdDueOn", h.owner AS "holdOwnerPersonId", ${iso('h.held_at')} AS "heldAt",
         m.version AS "amountVersion", m.amount_fen AS "amountFen"
    FROM subsidy s
    JOIN case_file f ON f.id = s.case_file_id
    JOIN agency a ON a.id = f.agency_id
    JOIN practitioner p ON p.id = s.practitioner_id
    LEFT JOIN LATERAL (SELECT outcome, submitted_at, decided_at FROM closing WHERE case_file_id = f.id ORDER BY round DESC LIMIT 1) c ON true
    LEFT JOIN LATERAL (SELECT id, round, designated_at, checker_person_id FROM quality_check
                        WHERE case_file_id = f.id AND state <> 'WITHDRAWN' ORDER BY round DESC LIMIT 1) q ON true
    LEFT JOIN check_completion k ON k.check_id = q.id
    LEFT JOIN check_signature g ON g.check_id = q.id
    LEFT JOIN check_reopening o ON o.check_id = q.id
    LEFT JOIN part own ON own.case_file_id = f.id AND own.person_id = $2
    LEFT JOIN LATERAL (SELECT version, amount_fen FROM subsidy_amount WHERE subsidy_id = s.id ORDER BY version DESC LIMIT 1) m ON true
    LEFT JOIN LATERAL (SELECT n, released_at FROM subsidy_release WHERE subsidy_id = s.id ORDER BY n DESC LIMIT 1) r ON true
    LEFT JOIN release_void v ON v.subsidy_id = s.id AND v.n = r.n
    LEFT JOIN LATERAL (SELECT count(*)::integer AS open, min(x.due_on) AS due_on, min(x.held_at) AS held_at,
                              (array_agg(x.owner_person_id ORDER BY x.due_on, x.id))[1] AS owner
                         FROM subsidy_hold x LEFT JOIN hold_lift y ON y.hold_id = x.id
                        WHERE x.subsidy_id = s.id AND y.hold_id IS NULL) h ON true
   WHERE s.id = ANY ($1::uuid[])
   ORDER BY s.id`;

type FactsRow = Omit<ReleaseRow, 'signatureSound'>;

/** The facts of subsidies as a caller's connection sees them, their signatures verified: `officer` is about to release. */
export async function releaseFacts(
  sql: Sql,
  keys: Keys,
  ids: readonly string[],
  officer: string | null,
): Promise<ReadonlyMap<string, ReleaseRow>> {
  const found = await sql<FactsRow>(RELEASE_FACTS, [ids, officer]);
  const signed = found.flatMap(({ checkId, signedResult }) => (checkId && signedResult ? [checkId] : []));
  const sound = await soundSignatures(sql, keys, signed);
  return new Map(
    found.map((row) => [
      row.subsidyId,
      Object.assign(row, { signatureSound: row.checkId !== null && sound.has(row.checkId) }),
    ]),
  );
}

/** Once in a request; day and place are compared by the rules. */
const adoptionsOnce: Batch<'all', readonly Adoption[]> = {
  name: 'all adoptions',
  fetch: async (context, keys) => {
    const found = await allAdoptions({ sql: sqlOf(context) });
    return keys.map(() => found);
  },
};

/** The place by which a subsidy is judged today. */
export const placeOf = async (context: Context, row: ReleaseRow): Promise<LegalPlace> => ({
  regionCode: row.regionCode,
  on: context.today,
  adoptions: await context.load(adoptionsOnce, 'all'),
});

/** Facts of subsidies as readers see them: as if the reader were about to release where they are a finance officer. */
export const releaseFactsBySubsidy: Batch<string, ReleaseRow> = {
  name: 'facts of the release gate',
  async fetch(context, ids) {
    const officer = context.actor?.appointments.some((each) => each.role === 'FINANCE_OFFICER')
      ? context.actor.personId
      : null;
    const byId = await releaseFacts(sqlOf(context), context.services.keys, ids, officer);
    return ids.map((id) => {
      const row = byId.get(id);
      if (!row) throw new Error(`no subsidy ${id}`);
      return row;
    });
  },
};
