import type { Batch, Context } from '../platform/context';
import { buildCalendar, type Calendar, type EnteredYear } from '../regulation';
import { type Sql, sqlOf } from './adoptions';

/** Calendars by the digest of the years they were built from: another server's entry, or a preview's, is noticed at once. */
const built = new Map<string, Calendar>();
const KEPT = 8;

/** The working-day calendar with the years entered so far. One statement tells whether the one at hand is still right. */
export async function calendarOf(sql: Sql): Promise<Calendar> {
  const [state] = await sql<{ digest: string }>(
    `SELECT coalesce(md5(string_agg(y.year || ':' || y.holidays::text || y.makeup_days::text || y.document, '|' ORDER BY y.year)), '') AS digest FROM calendar_year y`,
  );
  const digest = state?.digest ?? '';
  const known = built.get(digest);
  if (known) return known;
  const years = await sql<EnteredYear>(
    'SELECT y.year, y.holidays, y.makeup_days AS "makeupDays", y.document AS source FROM calendar_year y ORDER BY y.year',
  );
  const calendar = buildCalendar(years);
  if (built.size >= KEPT) built.delete(built.keys().next().value as string);
  built.set(digest, calendar);
  return calendar;
}

const calendarBatch: Batch<'now', Calendar> = {
  name: 'calendar',
  fetch: async (context, keys) => {
    const calendar = await calendarOf(sqlOf(context));
    return keys.map(() => calendar);
  },
};

/** Once in a request. */
export const calendarFor = (context: Context): Promise<Calendar> => context.load(calendarBatch, 'now' as const);
