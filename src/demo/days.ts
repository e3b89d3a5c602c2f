/** A calendar day in Asia/Shanghai, as days since 1970-01-01: what histories count in. */
export type Day = number;

const MINUTES_A_DAY = 1440;
const SHANGHAI_AHEAD = 480;
const written = new Map<Day, string>();

export const dayNumber = (day: string): Day => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

export function isoDay(day: Day): string {
  let text = written.get(day);
  if (!text) {
    text = new Date(day * 86_400_000).toISOString().slice(0, 10);
    written.set(day, text);
  }
  return text;
}

export const yearOf = (day: Day): number => Number(isoDay(day).slice(0, 4));
export const monthOf = (day: Day): string => isoDay(day).slice(0, 7);

/** Milliseconds of a minute (from midnight in Shanghai) of a day. */
export const instantOf = (day: Day, minute: number): number => (day * MINUTES_A_DAY + minute - SHANGHAI_AHEAD) * 60_000;

export const isoInstant = (instant: number): string => new Date(instant).toISOString();

/** The day itself, or the Monday after a weekend: offices of the city work on weekdays. */
export const weekdayFrom = (day: Day): Day => {
  const weekday = (day + 4) % 7;
  return weekday === 6 ? day + 2 : weekday === 0 ? day + 1 : day;
};
