import { type GoldenCase, golden } from './table';

/** Limits that the sources write in working days 工作日. Custody changes nothing: they never end on a rest day. */
export const WORKING_DAYS: readonly GoldenCase[] = [
  ...golden(
    [['S0-14.3', 'SETTLE_DUTY_LAWYER', '2个工作日内']],
    `
    2024-03-06 |         | 2024-03-08 | Wednesday to Friday
    2024-02-08 |         | 2024-02-18 | Friday, then a worked Sunday after Spring Festival
    2024-02-08 | custody | 2024-02-18 | the same, in custody
    2024-02-09 |         | 2024-02-19 | worked Sunday and Monday
    2024-02-27 |         | 2024-02-29 | leap day
    2024-02-28 |         | 2024-03-01 | over the leap day
    2023-12-29 |         | 2024-01-03 | over New Year
    2024-04-26 |         | 2024-04-29 | a worked Sunday counts
    2025-02-06 |         | 2025-02-08 | a worked Saturday counts
    2025-12-31 |         | 2026-01-05 | a worked Sunday after New Year
    2026-02-13 |         | 2026-02-24 | worked Saturday, then Spring Festival
    2026-12-31 |         | ~2027-01-05 | New Year's Day is off in any year; the rest is not announced
    2024-03-06 | pause 2024-03-07..2024-03-07 | 2024-03-11 | Thursday not counted
    2024-03-06 | plus 2  | 2024-03-08 > 2024-03-12 | two working days more
  `,
  ),
  ...golden(
    [['S3-8.2', 'ARRANGE_FILE_READING', '3个工作日内']],
    `
    2023-04-21 |         | 2023-04-25 | worked Sunday before Labour Day
    2023-06-21 |         | 2023-06-27 | Dragon Boat, worked Sunday
    2023-09-28 |         | 2023-10-09 | National Day, then a worked weekend
    2024-02-08 |         | 2024-02-19 | Spring Festival
    2024-02-27 |         | 2024-03-01 | over the leap day
    2024-04-30 | custody | 2024-05-08 | Labour Day
    2024-05-09 |         | 2024-05-13 | a worked Saturday
    2024-09-12 |         | 2024-09-18 | worked Saturday, Mid-Autumn
    2024-12-30 |         | 2025-01-03 | over New Year
    2025-09-26 |         | 2025-09-30 | a worked Sunday
    2026-02-27 |         | 2026-03-03 | a worked Saturday
  `,
  ),
  ...golden(
    [['S0-14.2', 'SERVE_LEGAL_HELP_NOTICE', '至迟提前3个工作日']],
    `
    2024-03-18 |         | 2024-03-13 | Monday back to Wednesday
    2024-02-20 |         | 2024-02-09 | back over Spring Festival, a worked Sunday counts
    2024-03-05 |         | 2024-02-29 | leap day
    2024-01-04 |         | 2023-12-29 | back over New Year
    2024-05-13 |         | 2024-05-09 | a worked Saturday counts
    2024-10-10 | custody | 2024-09-30 | back over National Day
    2025-02-06 |         | 2025-01-26 | to a worked Sunday
    2025-02-10 |         | 2025-02-06 | a worked Saturday counts
    2026-01-06 |         | 2025-12-31 | worked Sunday, back over New Year
    2026-02-25 |         | 2026-02-13 | a worked Saturday counts
    2027-01-06 |         | ~2026-12-31 | New Year of an unannounced year
  `,
  ),
];
