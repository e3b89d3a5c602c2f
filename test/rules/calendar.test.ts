import {
  addDays,
  addMonths,
  announcedYears,
  buildCalendar,
  dateOf,
  daysBetween,
  type EnteredYear,
  halfYearOf,
  isDate,
  isInstant,
  monthOf,
} from '../../src/regulation';

/** Typed from the State Council notices: first and last day of each holiday, and the days worked for it. */
const NOTICES: Readonly<Record<number, { off: readonly (readonly [string, string])[]; worked: readonly string[] }>> = {
  2023: {
    off: [
      ['01-01', '01-02'],
      ['01-21', '01-27'],
      ['04-05', '04-05'],
      ['04-29', '05-03'],
      ['06-22', '06-24'],
      ['09-29', '10-06'],
    ],
    worked: ['01-28', '01-29', '04-23', '05-06', '06-25', '10-07', '10-08'],
  },
  2024: {
    off: [
      ['01-01', '01-01'],
      ['02-10', '02-17'],
      ['04-04', '04-06'],
      ['05-01', '05-05'],
      ['06-10', '06-10'],
      ['09-15', '09-17'],
      ['10-01', '10-07'],
    ],
    worked: ['02-04', '02-18', '04-07', '04-28', '05-11', '09-14', '09-29', '10-12'],
  },
  2025: {
    off: [
      ['01-01', '01-01'],
      ['01-28', '02-04'],
      ['04-04', '04-06'],
      ['05-01', '05-05'],
      ['05-31', '06-02'],
      ['10-01', '10-08'],
    ],
    worked: ['01-26', '02-08', '04-27', '09-28', '10-11'],
  },
  2026: {
    off: [
      ['01-01', '01-03'],
      ['02-15', '02-23'],
      ['04-04', '04-06'],
      ['05-01', '05-05'],
      ['06-19', '06-21'],
      ['09-25', '09-27'],
      ['10-01', '10-07'],
    ],
    worked: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
  },
};

const calendar = buildCalendar();

const daysOf = (year: number): string[] =>
  Array.from({ length: daysBetween(`${year}-01-01`, `${year + 1}-01-01`) }, (_, index) =>
    addDays(`${year}-01-01`, index),
  );

describe('the working-day calendar', () => {
  test.each(Object.entries(NOTICES))('%s is as the notice has it, day by day', (text, notice) => {
    const year = Number(text);
    const off = (day: string) => notice.off.some(([from, to]) => from <= day && day <= to);
    // 1 January 2023 was a Sunday: the weekday of every other day follows from it.
    const weekend = (date: string) => [0, 6].includes(daysBetween('2023-01-01', date) % 7);
    for (const date of daysOf(year)) {
      const day = date.slice(5);
      const plain = weekend(date) ? 'WEEKEND' : 'WORKDAY';
      const expected = notice.worked.includes(day) ? 'MAKEUP_WORKDAY' : off(day) ? 'HOLIDAY' : plain;
      expect([date, calendar.dayKind(date)]).toEqual([date, expected]);
    }
  });

  test('knows the announced years only', () => {
    expect([2003, 2004, 2022, 2026, 2027].map(calendar.knows)).toEqual([false, true, true, true, false]);
  });

  test('a few days set by a neighbour are not a year', () => {
    const spill = {
      holidays: { '2026-01-01': '', '2026-10-01': '', '2027-01-01': '', '2027-01-02': '' },
      workdays: {},
    };
    expect(announcedYears(spill)).toEqual([2026]);
  });

  test('1 October of an unannounced year is off, and provisional', () => {
    expect(calendar.dayKind('2027-10-01')).toBe('HOLIDAY');
    expect(calendar.isProvisional('2027-10-01')).toBe(true);
    expect(calendar.works('2027-10-08')).toBe(true);
  });

  test.each([
    ['2027-01-01', 'HOLIDAY'],
    ['2027-05-01', 'HOLIDAY'],
    ['2028-05-02', 'HOLIDAY'],
    ['2003-05-02', 'WORKDAY'],
    ['2027-10-02', 'HOLIDAY'],
    ['2028-10-03', 'HOLIDAY'],
    ['2028-10-04', 'WORKDAY'],
    ['2027-02-13', 'WEEKEND'],
  ])('before its notice %s is taken as %s', (date, kind) => {
    expect(calendar.dayKind(date)).toBe(kind);
  });

  test.each([
    ['2026-12-28', false],
    ['2026-12-29', true],
    ['2025-12-31', false],
    ['2026-06-30', false],
    ['2027-01-01', true],
  ])('%s may still change: %s', (date, provisional) => {
    expect(calendar.isProvisional(date)).toBe(provisional);
  });
});

describe('entering a year', () => {
  const base: EnteredYear = {
    year: 2027,
    holidays: ['2026-12-31', '2027-01-01', '2027-05-01', '2027-10-01', '2027-10-02', '2027-10-03'],
    makeupDays: ['2027-01-09'],
    source: '样例通知',
  };

  test('makes it known, with its make-up days and the days before it', () => {
    const entered = buildCalendar([base]);
    expect(entered.knows(2027)).toBe(true);
    expect(entered.isProvisional('2027-10-01')).toBe(false);
    expect(['2026-12-31', '2027-01-09', '2027-01-10'].map(entered.dayKind)).toEqual([
      'HOLIDAY',
      'MAKEUP_WORKDAY',
      'WEEKEND',
    ]);
  });

  test('replaces what the library holds, as when a notice is changed in mid-year', () => {
    const changed = {
      ...base,
      year: 2026,
      holidays: ['2026-01-01', '2026-05-01', '2026-10-01', '2026-10-02', '2026-10-03'],
      makeupDays: [],
    };
    const entered = buildCalendar([changed]);
    expect(entered.dayKind('2026-02-17')).toBe('WORKDAY');
    expect(entered.dayKind('2026-02-28')).toBe('WEEKEND');
    expect(entered.dayKind('2025-10-08')).toBe('HOLIDAY');
  });

  test('a day set by the next notice overrides the library', () => {
    const worked = { ...base, holidays: base.holidays.filter((date) => date > '2027'), makeupDays: ['2027-01-02'] };
    expect(buildCalendar([worked]).dayKind('2027-01-02')).toBe('MAKEUP_WORKDAY');
  });

  test.each<[string, EnteredYear[], string]>([
    ['no date', [{ ...base, holidays: [...base.holidays, '2027-02-30'] }], '2027-02-30'],
    ['a day of another year', [{ ...base, makeupDays: ['2028-01-08'] }], 'outside'],
    ['a day long before it', [{ ...base, holidays: [...base.holidays, '2026-12-28'] }], 'outside'],
    ['a day both off and worked', [{ ...base, makeupDays: ['2027-10-02'] }], 'both'],
    ['a make-up day in the week', [{ ...base, makeupDays: ['2027-01-08'] }], 'no weekend day'],
    ['National Day forgotten', [{ ...base, holidays: base.holidays.filter((date) => date !== '2027-10-01') }], '10-01'],
    ['the same year twice', [base, base], 'twice'],
  ])('refuses %s', (_, years, message) => {
    expect(() => buildCalendar(years)).toThrow(message);
  });
});

describe('dates', () => {
  test.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-01-30', 1, '2024-02-29'],
    ['2024-11-30', 3, '2025-02-28'],
    ['2024-03-15', 10, '2025-01-15'],
    ['2024-12-05', 0, '2024-12-05'],
    ['2024-03-31', -1, '2024-02-29'],
  ])('CC-202: %s and %d months is %s', (date, months, expected) => {
    expect(addMonths(date, months)).toBe(expected);
  });

  test.each([
    ['S4-4.3c', '2024-02-10', '2024-02-01', '2024-02-29'],
    ['S4-4.3c', '2023-02-28', '2023-02-01', '2023-02-28'],
    ['S4-4.3c', '2024-12-31', '2024-12-01', '2024-12-31'],
    ['S4-4.3c', '2024-04-01', '2024-04-01', '2024-04-30'],
    ['S4-4.3c', '2025-01-01', '2025-01-01', '2025-01-31'],
    ['S4-4.3c', '2026-11-30', '2026-11-01', '2026-11-30'],
  ])('%s: the month of %s runs from %s to %s', (_, date, from, to) => {
    expect(monthOf(date)).toEqual({ from, to });
  });

  test.each([
    ['2024-06-30', { from: '2024-01-01', to: '2024-06-30', half: 1 }],
    ['2024-07-01', { from: '2024-07-01', to: '2024-12-31', half: 2 }],
  ])('S4-6.1: the half-year of %s', (date, expected) => {
    expect(halfYearOf(date)).toEqual(expected);
  });

  test.each(['2023-02-29', '2024-13-01', '2024-00-10', '2024-1-1', '24-01-01', '2024-04-31', 'today'])(
    '%s is no date',
    (text) => {
      expect(isDate(text)).toBe(false);
      expect(() => addDays(text, 1)).toThrow(text);
    },
  );

  test.each(['2024-03-06T09:00:00', '2024-02-30T09:00:00Z', '2024-03-06T25:00:00Z', '2024-03-06'])(
    '%s is no instant',
    (text) => {
      expect(isInstant(text)).toBe(false);
    },
  );

  test('an instant has the date it has in Beijing', () => {
    expect(dateOf('2024-03-06T15:59:59Z')).toBe('2024-03-06');
    expect(dateOf('2024-03-06T16:00:00Z')).toBe('2024-03-07');
    expect(dateOf('2024-03-06T23:30:00-05:00')).toBe('2024-03-07');
  });
});
