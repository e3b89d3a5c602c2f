import type { Adoption } from '../regulation';

/** Whoever can run a reading statement: an act in its transaction, a request outside one. */
export interface Reads {
  sql<T>(text: string, params?: readonly unknown[]): Promise<T[]>;
}

/** Every adoption there is, for the rules to pick from by place and day; bureaus make few of them. */
export const allAdoptions = (reads: Reads): Promise<Adoption[]> =>
  reads.sql<Adoption>(
    `SELECT a.provision_id AS "provisionId", b.region_code AS "regionCode", a.in_force_from AS "from", a.in_force_to AS "to"
       FROM provision_adoption a JOIN bureau b ON b.id = a.bureau_id ORDER BY a.in_force_from, a.id`,
  );
