import { type GoldenCase, golden } from './table';

/** No limit of the sources is in months; a bureau may set one where the text says 及时. */
export const HOUSE_LIMITS: readonly GoldenCase[] = [
  ...golden(
    [['S0-19', 'NOTIFY_MEASURE_CHANGE', '1个月内', '1 MONTHS']],
    `
    2024-03-06 |         | 2024-04-07 | Saturday of Tomb-sweeping; Sunday is worked
    2024-03-06 | custody | 2024-04-06 | the same, in custody
    2024-01-31 |         | 2024-02-29 | no 31st: the last day of a leap February
    2025-01-31 |         | 2025-02-28 | no 31st: the last day of a common February
    2024-01-29 |         | 2024-02-29 | the corresponding day exists
    2023-12-12 |         | 2024-01-12 | over the year end
    2024-10-31 | custody | 2024-11-30 | no 31st, a Saturday, in custody
    2024-01-31 | pause 2024-02-05..2024-02-08 | 2024-03-04 | four paused days after leap day
    2024-01-31 | pause 2024-02-28..2024-03-01 | 2024-03-04 | paused over the end: two days within, one after
    2024-01-31 | pause 2024-01-30..2024-02-01 | 2024-03-01 | paused before it began: only 1 February counts
    2024-03-06 | plus 1  | 2024-04-07 > 2024-05-07 | one month more
  `,
  ),
  ...golden(
    [['S4-3.4a', 'ARRANGE_HANDLER', '2个工作日内', '2 WORKING_DAYS']],
    `
    2024-02-08 |         | 2024-02-18 | Spring Festival, a worked Sunday
    2024-03-06 |         | 2024-03-08 | Wednesday to Friday
  `,
  ),
  ...golden(
    [['S3-7.1', 'READ_AND_MEET', '14个月内', '14 MONTHS']],
    `
    2023-12-29 |         | 2025-02-28 | no 29 February in a common year
    2024-02-29 |         | 2025-04-29 | from the leap day
  `,
  ),
];
