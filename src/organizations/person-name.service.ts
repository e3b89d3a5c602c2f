import { type Appointment, Role } from '../platform/access/actor';
import { defineAct } from '../platform/act';
import { newId } from '../platform/ids';
import type { Thing } from '../platform/ledger';
import { conflict, notFound, requireOpen } from '../platform/refusal';
import { decide, defineRule } from '../regulation';
import { correctPersonNameInput } from './account.inputs';
import type { Sql } from './adoptions';
import { type ReachedPlace, reaches } from './organization.access';
import { PersonNameCorrectionRow } from './person-name.entity';

const NOT_ONES_OWN = defineRule<{ personId: string; administrator: string }>({
  code: 'NAME_CORRECTED_BY_ANOTHER',
  provisions: [],
  provenance: 'HOUSE',
  met: '不是更正自己的姓名',
  unmet: '不能更正自己的姓名（按身份证号码认定）',
  cure: { by: 'ADMINISTRATOR', text: '由另一名管理员更正' },
});

type Belonging = ReachedPlace & { readonly thing: 'Account' | 'Practitioner'; readonly thingId: string };

/** Where a person belongs: the homes of their accounts, and the place of the practitioner that they are. */
const belongings = (sql: Sql, personId: string): Promise<Belonging[]> =>
  sql<Belonging>(
    `SELECT 'Account' AS thing, a.id AS "thingId", CASE WHEN a.home_bureau_id IS NULL THEN 'AGENCY' ELSE 'BUREAU' END AS kind,
            coalesce(a.home_bureau_id, a.home_agency_id) AS id, coalesce(b.region_code, g.region_code) AS "regionCode"
       FROM account a LEFT JOIN bureau b ON b.id = a.home_bureau_id LEFT JOIN agency g ON g.id = a.home_agency_id
      WHERE a.person_id = $1
      UNION ALL
     SELECT 'Practitioner', p.id, CASE WHEN p.agency_id IS NULL THEN 'SERVICE_ORGANIZATION' ELSE 'AGENCY' END,
            coalesce(p.agency_id, p.service_organization_id), coalesce(g.region_code, s.region_code)
       FROM practitioner p LEFT JOIN agency g ON g.id = p.agency_id LEFT JOIN service_organization s ON s.id = p.service_organization_id
      WHERE p.person_id = $1`,
    [personId],
  );

const reaching = (held: readonly Appointment[], places: readonly ReachedPlace[]): Appointment | undefined =>
  held.find((own) => places.some((place) => reaches(own, place)));

/** Whether a person belongs somewhere within reach of these appointments. */
export const reachesPerson = async (sql: Sql, held: readonly Appointment[], personId: string): Promise<boolean> =>
  reaching(held, await belongings(sql, personId)) !== undefined;

/**
 * Corrects a name that was entered wrongly. The history says that, not what: the old name stands in a table of its own,
 * where it can go when the law says so. Signatures hold ids, so none is touched.
 * Refusals: NOT_FOUND, NAME_CORRECTION_REFUSED (one's own name, HOUSE), NAME_UNCHANGED.
 */
export const correctPersonName = defineAct({
  name: 'correctPersonName',
  event: 'PERSON_NAME_CORRECTED',
  roles: [Role.ADMINISTRATOR],
  input: correctPersonNameInput,
  async run(act, { personId, name, reason }) {
    const [person] = await act.sql<{ name: string }>('SELECT name FROM person WHERE id = $1 FOR UPDATE', [personId]);
    const places = await belongings((text, params) => act.sql(text, params), personId);
    const held = reaching(act.appointments, places);
    if (!person || !held) throw notFound();
    act.as(held);
    const things = places.map(({ thing, thingId }): Thing => ({ kind: thing, id: thingId }));
    act.touch(...things);
    const finding = NOT_ONES_OWN.find(personId !== act.actor.personId, {
      personId,
      administrator: act.actor.personId,
    });
    requireOpen('NAME_CORRECTION_REFUSED', decide('NAME_CORRECTION', [finding]));
    if (person.name === name) throw conflict('NAME_UNCHANGED', '登记的已是这个姓名');
    const correctionId = newId();
    await act.insert(PersonNameCorrectionRow, {
      id: correctionId,
      personId,
      oldName: person.name,
      newName: name,
      reason,
      correctedBy: act.actor.personId,
      correctedAt: act.now,
    });
    await act.write('UPDATE person SET name = $2 WHERE id = $1', [personId, name]);
    await act.record({ things, facts: { personId, correctionId }, findings: [finding], provisions: [] });
    return { personId };
  },
});
