import type { Batch, Context } from '../platform/context';
import { type Adoption, type Binding, binds, type DatedValue, type ValueUnit, valueOn } from '../regulation';
import { holdsAt } from './in-force';

/** Rows of a statement: `act.sql` inside an act, `context.read` in a query. */
export type Sql = <T>(text: string, params?: readonly unknown[]) => Promise<T[]>;

/** Whoever can run a reading statement: an act in its transaction, a request outside one. */
export interface Reads {
  sql: Sql;
}

const adoptions = (condition: string) => `
  SELECT d.provision_id AS "provisionId", b.region_code AS "regionCode", d.in_force_from AS "from", d.in_force_to AS "to"
    FROM provision_adoption d JOIN bureau b ON b.id = d.bureau_id
   WHERE ${condition} ORDER BY d.in_force_from, d.id`;

/** Every adoption there is, for the rules to pick from by place and day; bureaus make few of them. */
export const allAdoptions = (reads: Reads): Promise<Adoption[]> => reads.sql<Adoption>(adoptions('true'));

/** Adoptions that hold at a place, whatever the day, for `binds(provision, { regionCode, on }, adoptions)`. */
export const adoptionsAt = (sql: Sql, regionCode: string): Promise<Adoption[]> =>
  sql<Adoption>(adoptions(holdsAt('b.region_code', '$1::text')), [regionCode]);

/**
 * Values that bureaus set for a place and a day, for `valueOn(key, on, values)` and `computeDeadline(…, values)`.
 * Where the district's bureau and the one above it both set one, the nearest holds.
 */
export async function houseValuesOn(sql: Sql, regionCode: string, on: string): Promise<DatedValue[]> {
  const rows = await sql<{
    key: string;
    amount: number;
    unit: ValueUnit;
    from: string;
    to: string | null;
    document: string;
  }>(
    `SELECT DISTINCT ON (v.key) v.key, v.value AS amount, v.unit, v.in_force_from AS "from", v.in_force_to AS "to", v.document
       FROM house_value v JOIN bureau b ON b.id = v.bureau_id
      WHERE ${holdsAt('b.region_code', '$1::text')} AND v.in_force_from <= $2::date AND (v.in_force_to IS NULL OR v.in_force_to >= $2::date)
      ORDER BY v.key, b.region_code DESC, v.in_force_from DESC`,
    [regionCode, on],
  );
  return rows.map(({ document, ...value }) => ({ ...value, provenance: 'HOUSE', provisions: [], note: document }));
}

/** The value that holds at a place on a day: a bureau's own, else the standing one; null where there is none. */
export const houseValue = async (sql: Sql, key: string, regionCode: string, on: string): Promise<DatedValue | null> =>
  valueOn(key, on, await houseValuesOn(sql, regionCode, on));

const adoptionsByRegion: Batch<string, Adoption[]> = {
  name: 'adoptions at a place',
  fetch: (context, regionCodes) => Promise.all(regionCodes.map((code) => adoptionsAt(sqlOf(context), code))),
};

export const sqlOf =
  (context: Context): Sql =>
  (text, params) =>
    context.read(text, params);

/** Once for each place in a request. */
export const adoptionsFor = (context: Context, regionCode: string): Promise<Adoption[]> =>
  context.load(adoptionsByRegion, regionCode);

/** Whether, and as what, a provision binds at a place on a day. */
export const bindingAt = async (
  context: Context,
  provisionId: string,
  place: { readonly regionCode: string; readonly on: string },
): Promise<Binding> => binds(provisionId, place, await adoptionsFor(context, place.regionCode));
