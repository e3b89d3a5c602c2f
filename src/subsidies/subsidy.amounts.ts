import { holdsAt } from '../organizations/in-force';
import type { Act } from '../platform/act';
import { newId } from '../platform/ids';
import { defineRule, type Finding } from '../regulation';
import { SubsidyAmountRow, SubsidyRow } from './subsidy.entity';
import { type Derivation, type DerivationLine, derive, recalculate, type Tariff, type Work } from './tariff.rules';

const payrolled = defineRule<{ engagementId: string; kind: string }>({
  code: 'SUBSIDY.ARISES',
  provisions: ['LAL-52'],
  provenance: 'INFERRED',
  met: '承办人不属于财政供养人员，产生办案补贴',
  unmet: '承办人属于财政供养人员，不产生办案补贴',
});

interface EngagementFacts extends Work {
  readonly engagementId: string;
  readonly practitionerId: string;
  readonly practitionerKind: string;
  readonly onPublicPayroll: boolean;
  /** The day by which the tariff is chosen. */
  readonly workEndedOn: string;
  readonly agencyId: string;
  readonly subsidyId: string | null;
  readonly subsidyState: string | null;
  readonly amountVersion: number | null;
  readonly amountFen: number | null;
  readonly derivation: readonly DerivationLine[] | null;
  readonly tariffEditionId: string | null;
}

/**
 * HOUSE: the tariff is that of the day on which the work ended – the practitioner was replaced, aid was terminated,
 * the stage ended – and only where none is recorded the day on which the closing papers were received.
 * So an agency that takes its time over papers changes nobody's money.
 */
const WORK_ENDED_ON = `coalesce(e.ended_on, t.decided_on, f.stage_ended_on, (f.closed_received_at AT TIME ZONE 'Asia/Shanghai')::date)`;

const ENGAGEMENTS = `
  SELECT e.id AS "engagementId", e.practitioner_id AS "practitionerId", p.kind AS "practitionerKind", p.on_public_payroll AS "onPublicPayroll",
         f.agency_id AS "agencyId", f.case_kind AS "caseKind", f.stage, f.hearing_held AS "hearingHeld",
         e.ended_on IS NOT NULL AS replaced, t.id IS NOT NULL AS terminated, ${WORK_ENDED_ON} AS "workEndedOn",
         (SELECT count(*)::integer FROM activity v WHERE v.engagement_id = e.id AND NOT EXISTS (SELECT FROM activity w WHERE w.supersedes_id = v.id)) AS activities,
         s.id AS "subsidyId", s.state AS "subsidyState", m.version AS "amountVersion", m.amount_fen AS "amountFen", m.derivation, m.tariff_edition_id AS "tariffEditionId"
    FROM engagement e
    JOIN case_file f ON f.id = e.case_file_id
    JOIN practitioner p ON p.id = e.practitioner_id
    LEFT JOIN termination t ON t.case_file_id = f.id
    LEFT JOIN subsidy s ON s.engagement_id = e.id
    LEFT JOIN LATERAL (SELECT * FROM subsidy_amount x WHERE x.subsidy_id = s.id ORDER BY x.version DESC LIMIT 1) m ON true
   WHERE e.case_file_id = $1
   ORDER BY e.began_on, e.id`;

/** The edition in force on a day for an agency: its own bureau's, else that of the nearest bureau above (HOUSE; LAL-52 leaves the standard to the province). */
export async function tariffOn(act: Act, agencyId: string, day: string): Promise<Tariff | null> {
  const [found] = await act.sql<Tariff>(
    `SELECT t.id AS "editionId", t.document, t.early_end_percent AS "earlyEndPercent",
            (SELECT coalesce(jsonb_object_agg(l.code, l.amount_fen), '{}') FROM tariff_line l WHERE l.edition_id = t.id) AS lines
       FROM agency a
       JOIN bureau b ON ${holdsAt('b.region_code', 'a.region_code')}
       JOIN tariff_edition t ON t.bureau_id = b.id
      WHERE a.id = $1 AND t.in_force_from <= $2 AND (t.in_force_to IS NULL OR t.in_force_to >= $2)
      ORDER BY b.id = a.bureau_id DESC, b.region_code DESC LIMIT 1`,
    [agencyId, day],
  );
  return found ?? null;
}

/** What came of one engagement; amounts in fen, null where no tariff is in force. */
export interface Raised {
  readonly engagementId: string;
  readonly subsidyId: string | null;
  readonly arose: boolean;
  readonly changed: boolean;
  readonly amountFen: number | null;
  readonly finding: Finding;
}

/**
 * Lets the subsidies of a file arise and calculates their amounts: one for each engagement whose practitioner is not
 * paid by the state. Safe to repeat: what is there stays, an amount gets a new version only where it differs,
 * and what is released is left alone.
 */
export async function raiseSubsidies(act: Act, caseFileId: string): Promise<Raised[]> {
  const engagements = await act.sql<EngagementFacts>(ENGAGEMENTS, [caseFileId]);
  const raised: Raised[] = [];
  for (const facts of engagements) {
    const { engagementId } = facts;
    const finding = payrolled.find(!facts.onPublicPayroll, { engagementId, kind: facts.practitionerKind });
    if (facts.onPublicPayroll && facts.subsidyId === null) {
      raised.push({ engagementId, subsidyId: null, arose: false, changed: false, amountFen: null, finding });
      continue;
    }
    const subsidyId = facts.subsidyId ?? newId();
    if (facts.subsidyId === null) {
      await act.insert(SubsidyRow, {
        id: subsidyId,
        caseFileId,
        engagementId,
        practitionerId: facts.practitionerId,
        aroseAt: act.now,
      });
    }
    const arose = facts.subsidyId === null;
    const next = facts.subsidyState === 'RELEASED' ? null : await calculated(act, facts);
    if (next) await setAmount(act, subsidyId, facts.amountVersion ?? 0, next.editionId, next.derivation, null);
    const amountFen = next?.derivation.fen ?? facts.amountFen;
    raised.push({ engagementId, subsidyId, arose, changed: next !== null, amountFen, finding });
  }
  return raised;
}

/** The amount as it should be now, or null where it is that already or no tariff answers. */
async function calculated(
  act: Act,
  facts: EngagementFacts,
): Promise<{ derivation: Derivation; editionId: string } | null> {
  const tariff = await tariffOn(act, facts.agencyId, facts.workEndedOn);
  const base = tariff && derive(facts, tariff);
  if (!tariff || !base) return null;
  const derivation = recalculate(base, facts.derivation ?? []);
  const same =
    facts.tariffEditionId === tariff.editionId && facts.derivation !== null && sameLines(facts.derivation, derivation);
  return same ? null : { derivation, editionId: tariff.editionId };
}

const sameLines = (earlier: readonly DerivationLine[], { lines }: Derivation): boolean =>
  earlier.length === lines.length &&
  earlier.every((line, index) => line.code === lines[index]?.code && line.fen === lines[index].fen);

/** Writes the next version of an amount (in fen); the database refuses it once the subsidy is released. */
export async function setAmount(
  act: Act,
  subsidyId: string,
  version: number,
  tariffEditionId: string,
  derivation: Derivation,
  reason: string | null,
): Promise<void> {
  await act.insert(SubsidyAmountRow, {
    subsidyId,
    version: version + 1,
    amountFen: derivation.fen,
    derivation: derivation.lines,
    tariffEditionId,
    reason,
    setBy: act.actor.personId,
    setAt: act.now,
  });
}
