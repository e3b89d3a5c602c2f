import { holdsAt } from '../organizations/in-force';

/**
 * The edition in force for a kind of case at a place on a day, as an expression: a bureau's own from its own or a superior
 * region goes before ours, the newest first. Parameters are expressions of the statement that it stands in.
 */
export const editionInForce = (kind: string, regionCode: string, on: string): string => `
  (SELECT e.id FROM standard_edition e LEFT JOIN bureau b ON b.id = e.bureau_id
    WHERE ${kind} = ANY (e.case_kinds) AND (e.in_force_from IS NULL OR e.in_force_from <= ${on}) AND (e.in_force_to IS NULL OR e.in_force_to >= ${on})
      AND (e.bureau_id IS NULL OR ${holdsAt('b.region_code', regionCode)})
    ORDER BY b.region_code DESC NULLS LAST, e.in_force_from DESC NULLS LAST, e.id LIMIT 1)`;
