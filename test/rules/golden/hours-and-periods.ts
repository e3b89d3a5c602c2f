import { type GoldenCase, golden } from './table';

/** Hours, limits of one, given ends and calendar periods: none of them rolls. */
export const HOURS_AND_PERIODS: readonly GoldenCase[] = [
  ...golden(
    [
      ['S0-11.1', 'TRANSFER_APPLICATION', '24小时内'],
      ['S0-7.1', 'TRANSFER_APPLICATION_BY_CUSTODY_PLACE', '24小时内'],
    ],
    `
    2024-03-06T09:15:00+08:00 | custody | 2024-03-07T09:15:00+08:00 | from the hour itself
    2024-02-09T17:30:00+08:00 | custody | 2024-02-10T17:30:00+08:00 | Spring Festival: no roll
    2024-02-09T17:30:00+08:00 |         | 2024-02-10T17:30:00+08:00 | the same out of custody
    2024-02-28T10:00+08:00    | custody | 2024-02-29T10:00:00+08:00 | leap day
    2024-02-28T16:00:00Z      | custody | 2024-03-01T00:00:00+08:00 | given in another zone: midnight in Beijing
    2023-12-31T23:59:59+08:00 | custody | 2024-01-01T23:59:59+08:00 | year end
    2024-05-11T08:00:00+08:00 | custody | 2024-05-12T08:00:00+08:00 | worked Saturday to Sunday
    2027-09-30T12:00:00+08:00 | custody | 2027-10-01T12:00:00+08:00 | hours look at no calendar
    2024-03-06T09:00:00+08:00 | pause 2024-03-06T20:00:00+08:00..2024-03-06T22:30:00+08:00 | 2024-03-07T11:30:00+08:00 | two and a half hours not counted
    2024-03-06T09:00:00+08:00 | pause 2024-03-06T09:30:00+08:00..2024-03-06T10:30:00+08:00 | 2024-03-07T10:00:00+08:00 | an hour soon after the start
    2024-03-06T09:00:00+08:00 | pause 2024-03-06T08:30:00+08:00..2024-03-06T09:30:00+08:00 | 2024-03-07T09:30:00+08:00 | begun before the start: half an hour
    2024-03-06T09:00:00+08:00 | pause 2024-03-06T08:00:00+08:00..2024-03-06T08:30:00+08:00 | 2024-03-07T09:00:00+08:00 | over before the start
    2024-03-06T09:00:00+08:00 | pause 2024-03-07T08:30:00+08:00..2024-03-07T09:30:00+08:00 | 2024-03-07T10:00:00+08:00 | begun just before the end
    2024-03-06T09:00:00+08:00 | pause 2024-03-07T09:30:00+08:00..2024-03-07T10:00:00+08:00 | 2024-03-07T09:00:00+08:00 | begun after the end
    2024-03-06T09:00:00.990+08:00 | custody | 2024-03-07T09:00:00+08:00 | fractions of a second fall away
    2024-03-06T09:00:00+08:00 | plus 12 | 2024-03-07T09:00:00+08:00 > 2024-03-07T21:00:00+08:00 | twelve hours more
  `,
  ),
  ...golden(
    [
      ['S0-9.1', 'INFORM_SUSPECT_AT_ONCE', '当时'],
      ['S1-6.3', 'DUTY_LAWYER_RECORD', '当时'],
      ['S1-2.3b', 'LAWYER_AT_PLEA', '当时'],
      ['S0-11.3', 'TELL_AGENCY_RELATIVES_UNREACHABLE', '当时'],
      ['S4-5.3c', 'LETTER_TO_BAR', '当时'],
    ],
    `
    2024-03-06 |         | 2024-03-06 | the same day
    2024-02-10 |         | 2024-02-10 | Spring Festival: no roll
    2024-02-10 | custody | 2024-02-10 | the same, in custody
    2024-02-29 |         | 2024-02-29 | leap day
    2024-12-31 |         | 2024-12-31 | year end
    2024-05-11 |         | 2024-05-11 | a worked Saturday
    2024-05-12 |         | 2024-05-12 | a Sunday
    2024-03-06T21:40:00+08:00 |  | 2024-03-06T21:40:00+08:00 | the moment itself where it is known
  `,
  ),
  ...golden(
    [
      ['S3-9.2', 'WRITTEN_OPINION', '期限届满前'],
      ['S3-N5.1', 'MEETING_EACH_STAGE', '阶段结束前'],
    ],
    `
    2024-03-08 |         | 2024-03-08 | the end the organ has fixed
    2024-02-12 |         | 2024-02-12 | Spring Festival: a given end does not roll
    2024-02-12 | custody | 2024-02-12 | the same, in custody
    2024-02-29 |         | 2024-02-29 | leap day
    2023-12-31 |         | 2023-12-31 | year end, a Sunday
    2023-04-23 |         | 2023-04-23 | a worked Sunday
    2024-03-08 | until 2024-03-23 | 2024-03-08 > 2024-03-23 | review extended by the organ
  `,
  ),
  ...golden(
    [
      ['S4-6.1', 'PUBLISH_HALF_YEARLY', '每半年'],
      ['S4-6.2a', 'PUBLISH_SUBSIDIES', '每半年'],
      ['S4-6.2b', 'PUBLISH_CASE_NUMBERS', '每半年'],
      ['S4-6.2c', 'PUBLISH_ASSESSMENT_RESULTS', '每半年'],
    ],
    `
    2024-01-01 |         | 2024-06-30 | first day, a holiday
    2024-02-29 |         | 2024-06-30 | leap day; the end is a Sunday and does not roll
    2024-06-30 |         | 2024-06-30 | last day of the first half
    2024-07-01 |         | 2024-12-31 | first day of the second half
    2025-10-01 |         | 2025-12-31 | National Day
    2025-12-31 |         | 2025-12-31 | year end
    2026-02-17 | custody | 2026-06-30 | Spring Festival; custody changes nothing
  `,
  ),
  ...golden(
    [
      ['S4-3.3a', 'BAR_ANNUAL_ASSESSMENT', '每年'],
      ['S4-3.3c', 'BAR_TRAINING_PLAN', '每年'],
      ['S2-2.10b', 'LAWYER_ANNUAL_ASSESSMENT', '每年'],
      ['S1-7.2', 'DUTY_IN_ANNUAL_ASSESSMENT', '每年'],
      ['S2-2.11', 'PUBLIC_SERVICE_HOURS', '每年'],
    ],
    `
    2024-01-01 |         | 2024-12-31 | first day
    2024-02-29 |         | 2024-12-31 | leap day
    2024-12-31 |         | 2024-12-31 | last day
    2023-06-25 |         | 2023-12-31 | a worked Sunday; the end is a Sunday and does not roll
    2025-02-01 |         | 2025-12-31 | Spring Festival
    2026-10-10 | custody | 2026-12-31 | a worked Saturday; custody changes nothing
  `,
  ),
  ...golden(
    [['S1-3.3', 'DUTY_LAWYER_OF_THE_DAY', '当日']],
    `
    2024-03-06 |         | 2024-03-06 | the same day
    2024-02-04 |         | 2024-02-04 | a worked Sunday
    2024-02-10 | custody | 2024-02-10 | Spring Festival; custody changes nothing
    2024-02-29 |         | 2024-02-29 | leap day
    2023-12-31 |         | 2023-12-31 | year end
    2024-03-06T23:30:00+08:00 | | 2024-03-06 | late in the evening
    2024-03-06T23:30:00Z | | 2024-03-07 | already the next day in Beijing
  `,
  ),
];
