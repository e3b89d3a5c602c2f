import { addDays, type Calendar, nextWorkingDay } from '../../regulation';

/** The n-th working day after a day, which is not counted (HOUSE: how a campaign's own limits run). */
export function workingDaysAfter(calendar: Calendar, from: string, days: number): string {
  let day = from;
  for (let n = 0; n < days; n += 1) day = nextWorkingDay(calendar, addDays(day, 1));
  return day;
}
