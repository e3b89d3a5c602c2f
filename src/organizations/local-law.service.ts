import { type Appointment, Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { newId } from '../platform/ids';
import { badInput, conflict, forbidden, inputRefusal, notFound, Refused, requireOpen } from '../platform/refusal';
import { addDays, allProvisions, binds, buildCalendar, decide, type ValueUnit, valueOn } from '../regulation';
import { adoptionsAt } from './adoptions';
import { HouseValueRow, ProvisionAdoptionRow } from './local-law.entity';
import {
  adoptProvisionInput,
  endAdoptionInput,
  endHouseValueInput,
  enterCalendarYearInput,
  enterHouseValueInput,
} from './local-law.inputs';
import { calendarProblems, endingFindings, houseValueFinding, limitOf } from './local-law.rules';
import { ownBureau } from './organization.access';

const ROLES = [Role.BUREAU_SUPERVISOR, Role.ADMINISTRATOR];

constraintMeans('adoption_once', 'ADOPTED_ALREADY', '这条规定自同一日起已被采用');
constraintMeans('house_value_once', 'ENTERED_ALREADY', '自同一日起已有这一自定数值');

/** The actor's own bureau, locked against a second decision at the same time. */
async function lockLocalLaw(act: Act, bureauId: string): Promise<Appointment> {
  const held = ownBureau(act, bureauId);
  await act.sql('SELECT pg_advisory_xact_lock(hashtext($1))', [`local-law ${bureauId}`]);
  return held;
}

/**
 * Adopts, for the bureau's region and below, a provision that does not bind there by itself; it then counts as HOUSE.
 * Refusals: NOT_FOUND (another bureau), BINDS_ALREADY, ADOPTED_ALREADY, INVALID_INPUT (no such provision).
 */
export const adoptProvision = defineAct({
  name: 'adoptProvision',
  event: 'PROVISION_ADOPTED',
  roles: ROLES,
  input: adoptProvisionInput,
  async run(act, { bureauId, provisionId, from, to, document }) {
    const { regionCode } = await lockLocalLaw(act, bureauId);
    if (!allProvisions().some(({ id }) => id === provisionId)) throw badInput('input.provisionId', '没有这条规定');
    const now = binds(provisionId, { regionCode, on: from });
    if (now.binds) throw conflict('BINDS_ALREADY', '这条规定自那一日起在此处本已生效，不须采用');
    const overlapping = (await adoptionsAt((text, params) => act.sql(text, params), regionCode)).some(
      (each) =>
        each.provisionId === provisionId &&
        !(each.to !== null && each.to < each.from) &&
        (to === null || each.from <= to) &&
        (each.to === null || from <= each.to),
    );
    if (overlapping) throw conflict('ADOPTED_ALREADY', '这段时间内本局或者上级司法局已采用这条规定');
    const id = newId();
    await act.insert(ProvisionAdoptionRow, {
      id,
      bureauId,
      provisionId,
      inForceFrom: from,
      inForceTo: to,
      document,
      adoptedBy: act.actor.personId,
      adoptedAt: act.now,
    });
    await act.record({
      things: [
        { kind: 'Adoption', id },
        { kind: 'Bureau', id: bureauId },
      ],
      facts: { adoptionId: id, provisionId, regionCode, from, to },
      provisions: [provisionId],
    });
    return { adoptionId: id };
  },
});

/**
 * Sets a number where the law sets none, shown as the bureau's own wherever it is used.
 * Refusals: NOT_FOUND (another bureau), HOUSE_VALUE_REFUSED (a number of the law's holds), ENTERED_ALREADY, INVALID_INPUT.
 */
export const enterHouseValue = defineAct({
  name: 'enterHouseValue',
  event: 'HOUSE_VALUE_ENTERED',
  roles: ROLES,
  input: enterHouseValueInput,
  async run(act, input) {
    const { bureauId, key, value, from, to } = input;
    const { regionCode } = await lockLocalLaw(act, bureauId);
    const limit = limitOf(key);
    const standing = valueOn(key, from);
    if (!limit && (!standing || key.startsWith('TARIFF.')))
      throw badInput('input.key', '没有这一数值，或者另有录入之处');
    if (limit && !input.unit) throw badInput('input.unit', '期限须填单位');
    if (!limit && input.unit) throw badInput('input.unit', '此数值沿用原单位，不填');
    const bindingProvision =
      standing?.provisions.find((id) => {
        const binding = binds(id, { regionCode, on: from });
        return binding.binds && binding.as === 'TERRITORY';
      }) ?? null;
    const finding = houseValueFinding({ key, unit: input.unit, standing, bindingProvision });
    requireOpen('HOUSE_VALUE_REFUSED', decide('HOUSE_VALUE', [finding]));
    const id = newId();
    await act.insert(HouseValueRow, {
      id,
      bureauId,
      key,
      value,
      unit: input.unit ?? (standing as { unit: ValueUnit }).unit,
      inForceFrom: from,
      inForceTo: to,
      document: input.document,
      enteredBy: act.actor.personId,
      enteredAt: act.now,
    });
    await act.record({
      things: [
        { kind: 'HouseValue', id },
        { kind: 'Bureau', id: bureauId },
      ],
      facts: { houseValueId: id, key, value, from, to },
      findings: [finding],
      provisions: limit ? [limit.provisions[0]] : [],
    });
    return { houseValueId: id };
  },
});

interface Ended {
  readonly bureauId: string;
  readonly from: string;
  readonly to: string | null;
}

/**
 * Sets the last day on which a decision of the bureau's own holds; before its first day it is taken back altogether and
 * never holds (its end is then the day before its beginning). Gives that day and the findings.
 */
async function end(act: Act, table: 'provision_adoption' | 'house_value', id: string, on: string) {
  const read = async (): Promise<Ended> => {
    const [row] = await act.sql<Ended>(
      `SELECT bureau_id AS "bureauId", in_force_from AS "from", in_force_to AS "to" FROM ${table} WHERE id = $1`,
      [id],
    );
    if (!row) throw notFound();
    return row;
  };
  await lockLocalLaw(act, (await read()).bureauId);
  act.touch({ kind: table === 'house_value' ? 'HouseValue' : 'Adoption', id });
  const { bureauId, from, to } = await read();
  if (to !== null && (to < act.today || to < from)) throw conflict('ENDED_ALREADY', '已经终止');
  const findings = endingFindings({ on, today: act.today, to });
  requireOpen('ENDING_REFUSED', decide('LOCAL_LAW_ENDING', findings));
  const last = on < from ? addDays(from, -1) : on;
  await act.write(`UPDATE ${table} SET in_force_to = $2 WHERE id = $1`, [id, last]);
  act.touch({ kind: 'Bureau', id: bureauId });
  return { last, findings };
}

/**
 * Ends an adoption: after its last day the gates cite the provision no more, and decisions made until then stay as made.
 * Refusals: NOT_FOUND (another bureau's), ENDED_ALREADY, ENDING_REFUSED (in the past, or later than planned; HOUSE).
 */
export const endAdoption = defineAct({
  name: 'endAdoption',
  event: 'PROVISION_ADOPTION_ENDED',
  roles: ROLES,
  input: endAdoptionInput,
  async run(act, { adoptionId, on }) {
    const { last, findings } = await end(act, 'provision_adoption', adoptionId, on);
    const [row] = await act.sql<{ provisionId: string }>(
      'SELECT provision_id AS "provisionId" FROM provision_adoption WHERE id = $1',
      [adoptionId],
    );
    const provisionId = row?.provisionId as string;
    await act.record({
      things: act.things,
      facts: { adoptionId, provisionId, to: last },
      findings,
      provisions: [provisionId],
    });
    return { adoptionId };
  },
});

/** Ends a bureau's own number, as `endAdoption` does: what was counted from events until then keeps it. Refusals as there. */
export const endHouseValue = defineAct({
  name: 'endHouseValue',
  event: 'HOUSE_VALUE_ENDED',
  roles: ROLES,
  input: endHouseValueInput,
  async run(act, { houseValueId, on }) {
    const { last, findings } = await end(act, 'house_value', houseValueId, on);
    await act.record({ things: act.things, facts: { houseValueId, to: last }, findings, provisions: [] });
    return { houseValueId };
  },
});

/** A calendar year has no id of its own: this one is read in its history. */
export const calendarYearThing = (year: number) => `00000000-0000-4000-8000-${String(year).padStart(12, '0')}`;

/**
 * Enters or corrects a year as the State Council announced it; dates that were provisional are derived again when they
 * are next read. National, so any bureau's people may, and no agency's. Refusals: FORBIDDEN, INVALID_INPUT with each day that is wrong.
 */
export const enterCalendarYear = defineAct({
  name: 'enterCalendarYear',
  event: 'CALENDAR_YEAR_ENTERED',
  roles: ROLES,
  input: enterCalendarYearInput,
  async run(act, { year, holidays, makeupDays, document }) {
    const held = act.appointments.find(({ place }) => place === 'BUREAU');
    if (!held) throw forbidden('放假安排由司法局录入');
    act.as(held);
    const problems = calendarProblems({ year, holidays, makeupDays });
    if (problems.length) {
      throw new Refused(inputRefusal(problems.map(({ path, message }) => ({ path: `input.${path}`, message }))));
    }
    buildCalendar([{ year, holidays, makeupDays, source: document }]);
    const id = calendarYearThing(year);
    act.touch({ kind: 'CalendarYear', id });
    await act.write(
      `INSERT INTO calendar_year (year, holidays, makeup_days, document, entered_by, entered_at)
       VALUES ($1, (SELECT array_agg(d ORDER BY d) FROM unnest($2::date[]) AS d), coalesce((SELECT array_agg(d ORDER BY d) FROM unnest($3::date[]) AS d), '{}'), $4, $5, $6)
       ON CONFLICT (year) DO UPDATE SET holidays = excluded.holidays, makeup_days = excluded.makeup_days,
         document = excluded.document, entered_by = excluded.entered_by, entered_at = excluded.entered_at`,
      [year, holidays, makeupDays, document, act.actor.personId, act.now],
    );
    await act.record({
      things: [{ kind: 'CalendarYear', id }],
      facts: { year, holidays: [...holidays].sort(), makeupDays: [...makeupDays].sort() },
      provisions: [],
    });
    return { year };
  },
});
