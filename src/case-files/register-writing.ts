import type { Act } from '../platform/act';
import { birthDateIn, sealIdNumber } from '../platform/crypto';
import { newId } from '../platform/ids';
import { move } from '../platform/states';
import { caseFileStates } from './case-file.states';
import { HOLD_RECIPIENTS } from './recipients.lock';
import type { CheckGround, RowPlan } from './register-check';
import type { RegisterRow } from './register-rows';

export interface Kept {
  readonly fileIds: readonly string[];
  readonly engagements: number;
  readonly recipients: number;
}

interface Good {
  readonly row: RegisterRow;
  readonly plan: RowPlan;
}

type Record_ = Readonly<Record<string, unknown>>;

const bytes = (value: Buffer | null) => value && `\\x${value.toString('hex')}`;

/** Writes good rows as whole sets: matters, recipients, files, parts and engagements, each kind in one statement for some rows. */
export class RegisterWriter {
  private readonly fileIds: string[] = [];
  private engagements = 0;
  private recipients = 0;

  constructor(
    private readonly act: Act,
    private readonly ground: CheckGround,
  ) {}

  get kept(): Kept {
    return { fileIds: this.fileIds, engagements: this.engagements, recipients: this.recipients };
  }

  async write(rows: readonly Good[]): Promise<void> {
    if (!rows.length) return;
    const { act } = this;
    const recipientIds = await this.recipientsFor(rows);
    const proceedings: Record_[] = [];
    const files: Record_[] = [];
    const parts: Record_[] = [];
    const engagements: Record_[] = [];
    const commissioned = move(caseFileStates, 'commissionPractitioner', caseFileStates.initial).to;
    for (const [index, { row, plan }] of rows.entries()) {
      const [id, proceedingId] = [newId(), newId()];
      proceedings.push({
        id: proceedingId,
        case_kind: row.caseKind,
        cause: row.cause,
        region_code: this.ground.regionCode,
        opened_at: act.now,
      });
      files.push({
        id,
        agency_id: this.ground.agencyId,
        proceeding_id: proceedingId,
        recipient_id: recipientIds[index],
        organ_id: plan.organId,
        state: plan.engagement ? commissioned : caseFileStates.initial,
        registered_by: act.actor.personId,
        registered_at: act.now,
        ...fileOf(row),
      });
      this.fileIds.push(id);
      const { commission } = row;
      if (!plan.engagement || !commission) continue;
      const { practitioner, commitmentId } = plan.engagement;
      parts.push({ case_file_id: id, person_id: practitioner.personId, part: 'PRACTITIONER' });
      engagements.push({
        id: newId(),
        case_file_id: id,
        practitioner_id: practitioner.id,
        person_id: practitioner.personId,
        service_organization_id: practitioner.serviceOrganizationId,
        way: commission.way,
        commitment_id: commitmentId,
        began_on: commission.beganOn,
        commissioned_by: act.actor.personId,
        commissioned_at: act.now,
      });
    }
    await this.insert('proceeding', proceedings);
    await this.insert('case_file', files);
    await this.insert('part', parts);
    await this.insert('engagement', engagements);
    this.engagements += engagements.length;
  }

  /** One person of one identity number is one recipient of the agency, as when files are registered one by one. */
  private async recipientsFor(rows: readonly Good[]): Promise<string[]> {
    const { act } = this;
    const { keys } = act.context.services;
    const fresh = new Map<string, Record<string, unknown> & { id: string; latest: string }>();
    const known = new Map<string, { phone: string | null; address: string | null; latest: string }>();
    const ids = rows.map(({ row: { recipient, receivedOn }, plan }) => {
      const contact = { phone: recipient.phone, address: recipient.address };
      if (plan.recipientId) {
        const earlier = known.get(plan.recipientId);
        if (!earlier || earlier.latest < receivedOn) known.set(plan.recipientId, { ...contact, latest: receivedOn });
        return plan.recipientId;
      }
      const key = plan.idNumberDigest ?? newId();
      const met = fresh.get(key);
      if (met) {
        // The latest file knows best how to reach the person.
        if (met.latest < receivedOn) {
          met.phone = contact.phone ?? met.phone;
          met.address = contact.address ?? met.address;
          met.latest = receivedOn;
        }
        return met.id;
      }
      const id = newId();
      const { idNumber } = recipient;
      fresh.set(key, {
        id,
        name: recipient.name,
        id_number_cipher: idNumber === null ? null : bytes(sealIdNumber(keys, idNumber)),
        id_number_digest: plan.idNumberDigest && `\\x${plan.idNumberDigest}`,
        without_id_number: recipient.withoutIdNumber,
        birth_date: idNumber === null ? recipient.birthDate : birthDateIn(idNumber),
        ...contact,
        registered_at: act.now,
        latest: receivedOn,
      });
      return id;
    });
    await this.insert(
      'recipient',
      [...fresh.values()].map(({ latest: _, ...recipient }) => recipient),
    );
    this.recipients += fresh.size;
    await this.fillContacts(known);
    return ids;
  }

  /** What is known already is not overwritten by an old register; only what is missing is filled in. */
  private async fillContacts(
    known: ReadonlyMap<string, { phone: string | null; address: string | null }>,
  ): Promise<void> {
    const filled = [...known].filter(([, { phone, address }]) => phone !== null || address !== null);
    if (!filled.length) return;
    await this.act.write(
      `UPDATE recipient r SET phone = coalesce(r.phone, each.phone), address = coalesce(r.address, each.address)
         FROM unnest($1::uuid[], $2::text[], $3::text[]) AS each (id, phone, address)
        WHERE r.id = each.id AND ((r.phone IS NULL AND each.phone IS NOT NULL) OR (r.address IS NULL AND each.address IS NOT NULL))`,
      [filled.map(([id]) => id), filled.map(([, { phone }]) => phone), filled.map(([, { address }]) => address)],
    );
  }

  /** Registrations of single files wait meanwhile: nobody becomes two recipients. */
  async holdRecipients(): Promise<void> {
    await this.act.sql(HOLD_RECIPIENTS('pg_advisory_xact_lock'), [this.ground.agencyId]);
  }

  private async insert(
    table: 'proceeding' | 'recipient' | 'case_file' | 'part' | 'engagement',
    rows: readonly Record_[],
  ) {
    const [first] = rows;
    if (!first) return;
    const columns = Object.keys(first).join(', ');
    await this.act.write(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(rows)],
    );
  }
}

const fileOf = (row: RegisterRow) => ({
  year: row.year,
  number: row.number,
  case_kind: row.caseKind,
  stage: row.stage,
  ground: row.ground,
  stage_began_on: row.stageBeganOn,
  review_period_ends_on: row.reviewPeriodEndsOn,
  organ_case_number: row.organCaseNumber,
  in_custody: row.inCustody,
  pleads_guilty: row.pleadsGuilty,
  group_case: row.groupCase,
  sensitive_case: row.sensitiveCase,
  superior_assigned: row.superiorAssigned,
  sealed_record: row.sealedRecord,
  revision: 0,
  facts: row.facts,
  received_on: row.receivedOn,
  aid_decided_on: row.aidDecidedOn,
});

/** Serials of the agency's own form that the register brought are not given out again. */
export async function advanceCounters(act: Act, agencyId: string, importId: string): Promise<void> {
  await act.sql(
    `INSERT INTO case_number_counter (agency_id, year, last)
     SELECT $1::uuid, each.year, max(each.serial) FROM (
       SELECT (found.parts)[1]::smallint AS year, (found.parts)[2]::integer AS serial
         FROM register_import_row r, agency a,
              LATERAL (SELECT regexp_match(r.number, '^（([0-9]{4})）' || a.file_code || '援[刑民行]([0-9]{1,6})号$') AS parts) found
        WHERE r.import_id = $2 AND r.outcome = 'GOOD' AND a.id = $1 AND found.parts IS NOT NULL) each
      GROUP BY each.year
     ON CONFLICT (agency_id, year) DO UPDATE SET last = greatest(case_number_counter.last, excluded.last)`,
    [agencyId, importId],
  );
}
