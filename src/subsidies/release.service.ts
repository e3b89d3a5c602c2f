import { requireUnnamed } from '../case-files/unnamed';
import { Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import { type Act, defineAct } from '../platform/act';
import { badInput, conflict, notFound, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import { decide, defineRule } from '../regulation';
import { type BatchAgency, decideRows, releasePlace, writeBatch } from './release.batch';
import { ReleaseVoidRow } from './release.entity';
import {
  BATCH_LIMIT,
  type ReleaseFilterValues,
  releaseSubsidiesInput,
  releaseSubsidyInput,
  voidReleaseInput,
} from './release.inputs';
import { releaseDecision, releaseRefusalCode } from './release-gate.rules';
import { appointmentOver, lockSubsidy, SUBSIDY_FROM, subsidyReach } from './subsidy.access';
import { subsidyStates } from './subsidy.states';
import './subsidy.refusals';

const roles = [Role.FINANCE_OFFICER];

/** Ids of the officer's subsidies in one agency, with a further condition, in order. */
async function reachableIn(act: Act, agencyId: string, condition: (where: Where) => void): Promise<string[]> {
  const where = new Where();
  where.and(subsidyReach(where, act.actor, act.definition.roles)).and(`f.agency_id = ${where.value(agencyId)}::uuid`);
  condition(where);
  const found = await act.sql<{ id: string }>(
    `SELECT t.id FROM ${SUBSIDY_FROM} WHERE ${where.text} ORDER BY t.id LIMIT ${BATCH_LIMIT + 1}`,
    where.params,
  );
  return found.map(({ id }) => id);
}

/**
 * Releases one subsidy (S4-5.1c, LAL-52); a batch of one row.
 * Refused, with every finding, as ALREADY_RELEASED or RELEASE_GATE_CLOSED: then nothing is written.
 */
export const releaseSubsidy = defineAct({
  name: 'releaseSubsidy',
  event: 'SUBSIDY_RELEASED',
  roles,
  input: releaseSubsidyInput,
  async run(act, { subsidyId }) {
    const where = new Where();
    where.and(`t.id = ${where.value(subsidyId)}::uuid`).and(subsidyReach(where, act.actor, act.definition.roles));
    const [file] = await act.sql<{ agencyId: string; regionCode: string }>(
      `SELECT f.agency_id AS "agencyId", a.region_code AS "regionCode" FROM ${SUBSIDY_FROM} JOIN agency a ON a.id = f.agency_id WHERE ${where.text}`,
      where.params,
    );
    if (!file) throw notFound();
    act.as(appointmentOver(act, file));
    act.touch({ kind: 'Subsidy', id: subsidyId });
    const agency = { id: file.agencyId, regionCode: file.regionCode };
    const place = await releasePlace(act, agency.regionCode);
    const outcomes = await decideRows(act, [subsidyId], async (ids) => ids);
    const facts = outcomes[0]?.facts;
    if (!facts) throw notFound();
    requireOpen(releaseRefusalCode(facts), releaseDecision(facts, place));
    const { batchId } = await writeBatch(act, agency, outcomes, place);
    return { subsidyId, batchId };
  },
});

/** The agency of a batch: the one asked for, or the only one where the officer is appointed. */
async function agencyOf(act: Act, agencyId: string | null): Promise<BatchAgency> {
  const own = act.appointments.filter((each) => agencyId === null || each.placeId === agencyId);
  const [appointment, second] = own;
  if (!appointment) throw notFound();
  if (second && second.placeId !== appointment.placeId)
    throw badInput('input.agencyId', '您在多个机构任职，请指明一个');
  act.as(appointment);
  return { id: appointment.placeId, regionCode: appointment.regionCode };
}

async function unreleasedBy(act: Act, agency: BatchAgency, filter: ReleaseFilterValues): Promise<string[]> {
  const receivedOn = `(f.closed_received_at AT TIME ZONE 'Asia/Shanghai')::date`;
  const ids = await reachableIn(act, agency.id, (where) => {
    where.and(`t.state <> 'RELEASED'`);
    if (filter.caseKind) where.and(`f.case_kind = ${where.value(filter.caseKind)}`);
    if (filter.closedFrom) where.and(`${receivedOn} >= ${where.value(filter.closedFrom)}::date`);
    if (filter.closedTo) where.and(`${receivedOn} <= ${where.value(filter.closedTo)}::date`);
    if (filter.practitionerId) where.and(`t.practitioner_id = ${where.value(filter.practitionerId)}::uuid`);
    if (filter.serviceOrganizationId) {
      where.and(`e.service_organization_id = ${where.value(filter.serviceOrganizationId)}::uuid`);
    }
  });
  if (!ids.length) throw conflict('NOTHING_TO_RELEASE', '没有符合条件的未发放补贴');
  if (ids.length > BATCH_LIMIT) throw badInput('input.filter', `符合条件的超过${BATCH_LIMIT}笔，请缩小范围`);
  return ids;
}

/**
 * Releases many (S4-5.1c, LAL-52), each row decided by itself: sound rows are released although others are refused,
 * and the batch answers for every row asked, also where none was released.
 */
export const releaseSubsidies = defineAct({
  name: 'releaseSubsidies',
  event: 'SUBSIDIES_RELEASED',
  roles,
  input: releaseSubsidiesInput,
  async run(act, { agencyId, ids, filter }) {
    const agency = await agencyOf(act, agencyId);
    const asked = ids ?? (filter ? await unreleasedBy(act, agency, filter) : []);
    const place = await releasePlace(act, agency.regionCode);
    const outcomes = await decideRows(act, asked, (known) =>
      reachableIn(act, agency.id, (where) => where.and(`t.id = ANY (${where.value(known)}::uuid[])`)),
    );
    const { batchId } = await writeBatch(act, agency, outcomes, place);
    return { batchId };
  },
});

const second = defineRule<{ n: number }>({
  code: 'VOID.SECOND_OFFICER',
  provisions: [],
  provenance: 'HOUSE',
  met: '撤销人不是原发放人',
  unmet: '撤销发放须由另一名财务人员进行',
  cure: { by: 'FINANCE_OFFICER', text: '请另一名财务人员撤销' },
});

/** Voids the release that stands, as a reversing entry by a second finance officer; refused as SECOND_OFFICER_NEEDED. */
export const voidRelease = defineAct({
  name: 'voidRelease',
  event: 'RELEASE_VOIDED',
  roles,
  input: voidReleaseInput,
  async run(act, { subsidyId, reason }) {
    const subsidy = await lockSubsidy(act, subsidyId);
    move(subsidyStates, 'voidRelease', subsidy.state);
    await requireUnnamed(act, subsidy.caseFileId, '撤销理由', reason);
    const [live] = await act.sql<{ n: number; releaser: string; fen: number; batchId: string }>(
      `SELECT r.n, r.releaser_person_id AS releaser, r.amount_fen AS fen, r.batch_id AS "batchId"
         FROM subsidy_release r WHERE r.subsidy_id = $1 ORDER BY r.n DESC LIMIT 1`,
      [subsidyId],
    );
    if (!live) throw new Error(`subsidy ${subsidyId} is released without a release`);
    const { n } = live;
    const decision = decide('RELEASE_VOID', [second.find(live.releaser !== act.actor.personId, { n })]);
    requireOpen('SECOND_OFFICER_NEEDED', decision);
    await act.insert(ReleaseVoidRow, {
      subsidyId,
      n,
      releaserPersonId: live.releaser,
      voiderPersonId: act.actor.personId,
      amountFen: live.fen,
      reason,
      voidedAt: act.now,
    });
    await act.record({
      things: [
        { kind: 'Subsidy', id: subsidyId },
        { kind: 'ReleaseBatch', id: live.batchId },
      ],
      facts: { subsidyId, n, reversedFen: -live.fen, batchId: live.batchId },
      findings: decision.findings,
      provisions: [],
    });
    return { subsidyId };
  },
});
