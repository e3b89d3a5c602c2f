import { type GoldenCase, golden } from './table';

/** Limits of three natural days 三日. */
export const THREE_DAYS: readonly GoldenCase[] = [
  ...golden(
    [['S0-9.2', 'INFORM_AT_PROSECUTION_REVIEW', '3日内']],
    `
    2024-03-04 |         | 2024-03-07 | Monday to Thursday
    2024-02-08 |         | 2024-02-18 | the 11th is Spring Festival; Sunday the 18th is worked
    2024-02-08 | custody | 2024-02-11 | in custody it ends on its day
    2024-02-26 |         | 2024-02-29 | leap day
    2023-12-28 |         | 2024-01-02 | Sunday 31 December, then New Year
    2024-04-25 |         | 2024-04-28 | Sunday worked before Labour Day
    2026-12-30 |         | ~2027-01-04 | Saturday 2 January of an unannounced year
  `,
  ),
  ...golden(
    [['S0-9.3', 'INFORM_AT_ACCEPTANCE', '3日内']],
    `
    2024-03-06 |         | 2024-03-11 | Saturday rolls to Monday
    2024-02-27 |         | 2024-03-01 | over the leap day
    2025-01-25 |         | 2025-02-05 | first day of Spring Festival
    2025-02-05 |         | 2025-02-08 | Saturday worked after Spring Festival
    2024-12-29 |         | 2025-01-02 | New Year's Day
    2024-09-28 | custody | 2024-10-01 | National Day, in custody
    2024-09-28 |         | 2024-10-08 | National Day week
  `,
  ),
  ...golden(
    [['S0-9.4', 'INFORM_AT_RETRIAL', '3日内']],
    `
    2025-02-25 |         | 2025-02-28 | last day of a common February
    2025-02-26 |         | 2025-03-03 | Saturday 1 March
    2024-06-07 |         | 2024-06-11 | Dragon Boat Monday
    2024-05-08 |         | 2024-05-11 | Saturday worked after Labour Day
    2025-12-31 |         | 2026-01-04 | Saturday of New Year; Sunday the 4th is worked
    2026-02-12 | custody | 2026-02-15 | Spring Festival, in custody
    2026-02-12 |         | 2026-02-24 | Spring Festival of nine days
  `,
  ),
  ...golden(
    [['S3-3.1', 'INFORM_RIGHT_TO_DEFENDER', '3日内']],
    `
    2023-04-20 |         | 2023-04-23 | Sunday worked before Labour Day
    2023-06-21 |         | 2023-06-25 | Saturday of Dragon Boat; Sunday is worked
    2023-09-29 |         | 2023-10-07 | National Day; Saturday the 7th is worked
    2023-09-29 | custody | 2023-10-02 | the same, in custody
    2024-02-26 | custody | 2024-02-29 | leap day, a working day, in custody
    2024-12-28 |         | 2024-12-31 | year's last day, a Tuesday
    2025-09-24 |         | 2025-09-28 | Saturday rolls to a worked Sunday
  `,
  ),
  ...golden(
    [['S3-3.2', 'INFORM_AGENCY_WILL_BE_NOTIFIED', '3日内']],
    `
    2023-04-26 |         | 2023-05-04 | Labour Day Saturday 29 April to Wednesday 3 May
    2023-04-26 | custody | 2023-04-29 | the same, in custody
    2024-02-28 |         | 2024-03-04 | over the leap day to Saturday 2 March
    2024-01-31 |         | 2024-02-04 | Saturday rolls to a worked Sunday
    2025-12-29 |         | 2026-01-04 | New Year's Day; Sunday the 4th is worked
    2026-05-06 |         | 2026-05-09 | Saturday worked after Labour Day
    2025-01-31 |         | 2025-02-05 | Monday of Spring Festival
  `,
  ),
  ...golden(
    [['S0-11.2', 'NOTIFY_RELATIVES', '3日内']],
    `
    2024-03-07 | custody | 2024-03-10 | Sunday, in custody
    2024-03-07 |         | 2024-03-11 | Sunday, not in custody
    2024-02-09 | custody | 2024-02-12 | Spring Festival, in custody
    2024-02-26 | custody | 2024-02-29 | leap day
    2023-12-29 | custody | 2024-01-01 | New Year's Day, in custody
    2024-09-11 |         | 2024-09-14 | Saturday worked before Mid-Autumn
    2024-09-13 |         | 2024-09-18 | Monday of Mid-Autumn
  `,
  ),
  ...golden(
    [['S0-12.1', 'NOTIFY_AGENCY_DEFENCE', '3日内']],
    `
    2022-01-28 |         | 2022-02-07 | Spring Festival; the same limit in the law of 2022
    2022-01-26 |         | 2022-01-29 | Saturday worked before Spring Festival
    2024-02-29 |         | 2024-03-04 | from the leap day to Sunday 3 March
    2024-02-29 | custody | 2024-03-03 | the same, in custody
    2024-10-09 |         | 2024-10-12 | Saturday worked after National Day
    2024-12-30 |         | 2025-01-02 | over New Year's Day
    2025-05-28 |         | 2025-06-03 | Saturday of Dragon Boat
  `,
  ),
  ...golden(
    [['S0-13.1', 'NOTIFY_AGENCY_COMPULSORY_TREATMENT', '3日内']],
    `
    2024-04-03 |         | 2024-04-07 | Saturday of Tomb-sweeping; Sunday is worked
    2024-05-09 |         | 2024-05-13 | a Sunday that is not worked
    2024-02-25 |         | 2024-02-28 | the day before leap day
    2025-10-05 |         | 2025-10-09 | last day of National Day week
    2025-10-05 | custody | 2025-10-08 | the same, in custody
    2026-01-01 |         | 2026-01-04 | a worked Sunday
    2026-02-25 |         | 2026-02-28 | Saturday worked after Spring Festival
  `,
  ),
  ...golden(
    [['S3-3.3', 'SEND_DEFENCE_NOTICE', '3日内']],
    `
    2023-03-01 |         | 2023-03-06 | the day it took effect; Saturday rolls to Monday
    2023-03-01 | custody | 2023-03-04 | the same, in custody
    2023-12-29 |         | 2024-01-02 | New Year's Day
    2024-02-15 |         | 2024-02-18 | a worked Sunday after Spring Festival
    2024-02-27 | custody | 2024-03-01 | over the leap day
    2024-04-24 |         | 2024-04-28 | Saturday rolls to a worked Sunday
    2026-09-17 |         | 2026-09-20 | Sunday worked before National Day
  `,
  ),
  ...golden(
    [['S0-16.2', 'ASSIGN_AFTER_DECISION', '3日内']],
    `
    2024-03-12 |         | 2024-03-15 | Tuesday to Friday
    2022-04-01 |         | 2022-04-06 | Monday of Tomb-sweeping; Tuesday too
    2024-02-12 |         | 2024-02-18 | within Spring Festival
    2024-02-26 |         | 2024-02-29 | leap day
    2024-09-25 |         | 2024-09-29 | Saturday rolls to a worked Sunday
    2025-12-30 |         | 2026-01-04 | Friday of New Year; Sunday is worked
    2025-01-28 | custody | 2025-01-31 | Spring Festival, in custody
    2024-03-12 | plus 3  | 2024-03-15 > 2024-03-18 | three days more, to Monday
  `,
  ),
  ...golden(
    [['S0-16.4', 'ASSIGN_AFTER_NOTICE', '3日内']],
    `
    2024-03-06 | custody | 2024-03-09 | Saturday, in custody
    2024-03-06 |         | 2024-03-11 | Saturday, not in custody
    2024-02-07 | custody | 2024-02-10 | Spring Festival, in custody
    2024-02-07 |         | 2024-02-18 | Spring Festival
    2025-02-27 |         | 2025-03-03 | Sunday 2 March of a common year
    2024-12-29 | custody | 2025-01-01 | New Year's Day, in custody
    2026-10-07 |         | 2026-10-10 | Saturday worked after National Day
  `,
  ),
  ...golden(
    [['S3-4', 'ASSIGN_AFTER_DEFENCE_LETTER', '3日内']],
    `
    2023-05-03 |         | 2023-05-06 | Saturday worked after Labour Day
    2023-06-20 |         | 2023-06-25 | Friday of Dragon Boat; Sunday is worked
    2024-02-26 |         | 2024-02-29 | leap day
    2024-02-06 |         | 2024-02-09 | New Year's Eve 2024 was a working day
    2023-12-28 | custody | 2023-12-31 | Sunday, in custody
    2025-10-08 |         | 2025-10-11 | Saturday worked after National Day
    2024-03-04 | pause 2024-03-05..2024-03-06 | 2024-03-11 | two days not counted, then Saturday rolls
  `,
  ),
  ...golden(
    [['S0-22.3', 'REPORT_TERMINATION', '3日内']],
    `
    2023-11-20 |         | 2023-11-23 | the day it took effect
    2024-02-01 |         | 2024-02-04 | Sunday worked before Spring Festival
    2024-02-14 |         | 2024-02-18 | Saturday of Spring Festival
    2024-02-27 |         | 2024-03-01 | over the leap day
    2025-04-03 |         | 2025-04-07 | Sunday of Tomb-sweeping
    2024-12-31 |         | 2025-01-03 | over New Year's Day
    2025-04-03 | custody | 2025-04-06 | Tomb-sweeping, in custody
  `,
  ),
  ...golden(
    [['S0-23.4', 'NOTIFY_AGENCY_AFTER_REFUSAL', '3日内']],
    `
    2024-09-27 |         | 2024-09-30 | Monday before National Day
    2024-09-29 |         | 2024-10-08 | from a worked Sunday into National Day
    2024-09-29 | custody | 2024-10-02 | the same, in custody
    2024-02-26 | custody | 2024-02-29 | leap day
    2025-12-28 |         | 2025-12-31 | year's last day
    2026-02-11 |         | 2026-02-14 | Saturday worked before Spring Festival
    2026-12-30 | custody | 2027-01-02 | in custody nothing depends on the unannounced year
  `,
  ),
];
