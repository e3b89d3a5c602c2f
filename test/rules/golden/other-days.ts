import { type GoldenCase, golden } from './table';

/** Five and seven natural days, and days before a hearing. */
export const OTHER_DAYS: readonly GoldenCase[] = [
  ...golden(
    [['S0-16.1', 'DECIDE_APPLICATION', '7日内']],
    `
    2024-03-04 |         | 2024-03-11 | Monday to Monday
    2024-02-05 |         | 2024-02-18 | Spring Festival
    2024-02-05 | custody | 2024-02-12 | Spring Festival, in custody
    2024-02-22 |         | 2024-02-29 | leap day
    2024-02-23 |         | 2024-03-01 | over the leap day
    2025-02-22 |         | 2025-03-03 | Saturday 1 March of a common year
    2024-12-25 |         | 2025-01-02 | New Year's Day
    2024-04-21 |         | 2024-04-28 | a worked Sunday
    2024-05-04 |         | 2024-05-11 | a worked Saturday
    2025-10-01 | custody | 2025-10-08 | National Day week, in custody
    2025-10-01 |         | 2025-10-09 | National Day week
    2026-12-28 |         | ~2027-01-04 | into an unannounced year
    2027-09-24 |         | ~2027-10-04 | 1 October is off whatever the notice will say; Monday the 4th as far as known
    2024-03-04 | pause 2024-03-06..2024-03-10 | 2024-03-18 | five days not counted, then Saturday the 16th rolls
    2024-03-04 | pause 2024-03-06..2024-03-10, custody | 2024-03-16 | the same, in custody
    2024-03-04 | pause 2024-03-01..2024-03-06 | 2024-03-13 | only the days of the limit are paused
    2024-03-04 | plus 3  | 2024-03-11 > 2024-03-14 | three days more
    2024-03-04 | until 2024-03-23 | 2024-03-11 > 2024-03-23 | a Saturday that was fixed does not roll
  `,
  ),
  ...golden(
    [['S0-20.1', 'COPY_OF_STAGE_DOCUMENT', '5日内']],
    `
    2024-03-04 |         | 2024-03-11 | Saturday rolls
    2024-02-05 |         | 2024-02-18 | Spring Festival
    2024-02-24 |         | 2024-02-29 | leap day
    2024-02-26 |         | 2024-03-04 | over the leap day to Saturday
    2023-12-27 |         | 2024-01-02 | New Year's Day
    2024-05-06 |         | 2024-05-11 | a worked Saturday
    2025-02-03 |         | 2025-02-08 | from a holiday to a worked Saturday
    2025-09-30 | custody | 2025-10-05 | National Day week, in custody
    2025-09-30 |         | 2025-10-09 | National Day week
  `,
  ),
  ...golden(
    [['S0-23.3', 'RETAIN_ANOTHER_DEFENDER', '5日内']],
    `
    2024-04-23 |         | 2024-04-28 | a worked Sunday
    2024-05-07 |         | 2024-05-13 | a Sunday that is not worked
    2024-05-07 | custody | 2024-05-12 | the same, in custody
    2024-12-27 | custody | 2025-01-01 | New Year's Day, in custody
    2025-02-24 |         | 2025-03-03 | Saturday 1 March
    2024-02-24 | custody | 2024-02-29 | leap day
    2026-02-10 | custody | 2026-02-15 | Spring Festival, in custody
    2026-02-23 |         | 2026-02-28 | a worked Saturday
  `,
  ),
  ...golden(
    [['LAL-49', 'DECIDE_OBJECTION', '5日内']],
    `
    2024-03-11 |         | 2024-03-18 | Saturday rolls
    2025-01-23 |         | 2025-02-05 | Spring Festival
    2024-02-24 |         | 2024-02-29 | leap day
    2024-12-27 |         | 2025-01-02 | New Year's Day
    2025-10-06 |         | 2025-10-11 | a worked Saturday
    2024-05-07 | custody | 2024-05-12 | Sunday, in custody
  `,
  ),
  ...golden(
    [['S0-18.1', 'NOTIFY_HEARING', '至迟提前3日']],
    `
    2024-03-03 |         | 2024-02-29 | leap day
    2024-03-04 |         | 2024-03-01 | Friday
    2024-02-19 |         | 2024-02-16 | Spring Festival: no roll
    2024-02-21 |         | 2024-02-18 | a worked Sunday
    2025-01-03 |         | 2024-12-31 | back over New Year
    2025-10-10 | custody | 2025-10-07 | National Day week; custody changes nothing
    2027-10-08 |         | 2027-10-05 | counting back looks at no calendar
  `,
  ),
  ...golden(
    [['S0-18.2', 'NOTIFY_CHANGED_HEARING', '至迟提前3日']],
    `
    2024-01-02 |         | 2023-12-30 | Saturday: no roll
    2024-03-01 |         | 2024-02-27 | back over the leap day
    2025-03-03 |         | 2025-02-28 | a common year
    2024-05-14 |         | 2024-05-11 | a worked Saturday
    2026-02-24 |         | 2026-02-21 | Spring Festival: no roll
    2026-01-05 | custody | 2026-01-02 | New Year: no roll
  `,
  ),
];
