import type { Batch } from './context';
import { columnsOf, type EntityClass, revivalOf, tableOf } from './database/naming';

/** One row for each key, or null; keys are values of a unique column. */
export const oneBy = <Row extends object>(
  entity: EntityClass<Row>,
  property: keyof Row & string,
  column: string,
): Batch<string, Row | null> => ({
  name: `${entity.name} by ${property}`,
  async fetch(context, keys) {
    const found = await context.read<Row>(
      `SELECT ${columnsOf(entity, 't')} FROM ${tableOf(entity)} t WHERE t.${column} = ANY ($1)`,
      [keys],
    );
    const byKey = new Map(found.map((row) => [String(row[property]), row]));
    return keys.map((key) => byKey.get(key) ?? null);
  },
});

/** All rows that name each key, in a fixed order; `without` leaves out columns that are read only when they are asked for. */
export const manyBy = <Row extends object, Left extends keyof Row & string = never>(
  entity: EntityClass<Row>,
  property: Exclude<keyof Row & string, Left>,
  column: string,
  options: { readonly where?: string; readonly order: string; readonly without?: readonly Left[] },
): Batch<string, Omit<Row, Left>[]> => ({
  name: `${entity.name} of ${property}`,
  async fetch(context, keys) {
    const revive = revivalOf(entity);
    const [answer] = await context.read<{ rows: Row[] }>(
      `SELECT coalesce(json_agg(r), '[]') AS rows FROM (
         SELECT ${columnsOf(entity, 't', options.without)} FROM ${tableOf(entity)} t
          WHERE t.${column} = ANY ($1)${options.where ? ` AND ${options.where}` : ''} ORDER BY ${options.order}) r`,
      [keys],
    );
    const found = answer?.rows ?? [];
    for (const row of found) revive(row as Record<string, unknown>);
    const byKey = new Map<string, Omit<Row, Left>[]>(keys.map((key) => [key, []]));
    for (const row of found) byKey.get(String(row[property]))?.push(row);
    return keys.map((key) => byKey.get(key) ?? []);
  },
});
