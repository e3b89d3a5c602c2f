import type { Calendar, DeadlineInput, LimitCode } from '../../../src/regulation';
import type { Engine } from './mutants';

const NO_NOTICES = { holidays: {}, workdays: {} };
const ENTERED = {
  year: 2027,
  holidays: ['2026-12-29', '2027-01-01', '2027-05-01', '2027-10-01', '2027-10-02', '2027-10-03', '2027-12-31'],
  makeupDays: ['2027-01-09', '2027-01-10'],
  source: '样例通知',
};

const refused = (act: () => unknown): boolean => {
  try {
    act();
    return false;
  } catch {
    return true;
  }
};

/** What the engine says beside the date: words of the derivation, days before a notice, what it refuses. */
const ANSWERS: readonly [unknown, (engine: Engine) => unknown][] = [
  [
    ['WORKDAY', 'HOLIDAY', 'HOLIDAY', 'HOLIDAY', 'HOLIDAY', 'WORKDAY', 'WORKDAY'],
    ({ buildCalendar }) =>
      ['2024-05-02', '2025-05-02', '2028-05-01', '2028-10-02', '2028-10-03', '2028-10-04', '2028-05-03'].map(
        buildCalendar([], NO_NOTICES).dayKind,
      ),
  ],
  [
    [false, false, true, true],
    ({ buildCalendar }) => ['2026-11-30', '2026-12-28', '2026-12-29', '2027-12-20'].map(buildCalendar().isProvisional),
  ],
  [
    [false, true, true, true, true, true],
    ({ buildCalendar }) => {
      const entering = (more: object) => refused(() => buildCalendar([{ ...ENTERED, ...more }]));
      return [
        entering({}),
        entering({ holidays: [...ENTERED.holidays, '2026-12-28'] }),
        entering({ holidays: [...ENTERED.holidays, '2028-01-01'] }),
        entering({ makeupDays: ['2027-01-08'] }),
        ...['-10-02', '-10-03'].map((day) =>
          entering({ holidays: ENTERED.holidays.filter((date) => !date.endsWith(day)) }),
        ),
      ];
    },
  ],
  [{ from: '2024-02-01', to: '2024-02-29' }, ({ monthOf }) => monthOf('2024-02-10')],
  [{ from: '2024-12-01', to: '2024-12-31' }, ({ monthOf }) => monthOf('2024-12-31')],
  [{ from: '2024-01-01', to: '2024-12-31' }, ({ calendarYearOf }) => calendarYearOf('2024-02-10')],
  [{ from: '2024-01-01', to: '2024-06-30', half: 1 }, ({ halfYearOf }) => halfYearOf('2024-06-30')],
  [{ from: '2024-07-01', to: '2024-12-31', half: 2 }, ({ halfYearOf }) => halfYearOf('2024-07-01')],
  [
    [
      '法律援助机构收到申请：2024-02-11',
      '法律援助法实施工作办法 第十六条第一款：7日内审查并决定是否给予法律援助',
      '当日不计入，从 2024-02-12 起算',
      '最后一日为 2024-02-18（周日）',
    ],
    texts('DECIDE_APPLICATION', { event: '2024-02-11' }),
  ],
  [
    ['最后一日为 2024-03-11（周一）'],
    (engine) => texts('DECIDE_APPLICATION', { event: '2024-03-04' })(engine).slice(-1),
  ],
  [
    ['2024-09-28（周六）周末，不计入', '2024-10-01 至 2024-10-07 节假日，不计入'],
    (engine) => texts('ARRANGE_FILE_READING', { event: '2024-09-27' })(engine).slice(3, 5),
  ],
  [
    ['2027年放假安排尚未公布，日期为暂定，公布后重新推算'],
    (engine) => texts('REPORT_TERMINATION', { event: '2026-12-28' })(engine).slice(-1),
  ],
  [
    ['2024-02-10 至 2024-02-17 节假日，不计入', '2024-02-18 调休上班，计入', '最后一日为 2024-02-19（周一）'],
    (engine) => texts('SETTLE_DUTY_LAWYER', { event: '2024-02-09' })(engine).slice(-3),
  ],
  [
    [
      '2024-05-01 至 2024-05-05 节假日，不计入',
      '2024-05-12（周日）周末，不计入',
      '2024-05-11 调休上班，计入',
      '最后一日为 2024-05-14（周二）',
    ],
    (engine) =>
      texts('SETTLE_DUTY_LAWYER', {
        event: '2024-04-30',
        pauses: [{ from: '2024-05-06', to: '2024-05-10', reason: '等待' }],
        extensions: [{ amount: 1, reason: '批准', decidedOn: '2024-05-09' }],
      })(engine).filter((text) => /不计入$|，计入$|^最后一日为 2024-05-14/.test(text)),
  ],
  [
    [[2027], [], [2028], []],
    ({ computeDeadline, buildCalendar }) => {
      const years = (event: string, calendar: Calendar) =>
        computeDeadline('REPORT_TERMINATION', { event }, calendar).provisionalYears;
      const entered = buildCalendar([ENTERED]);
      return [
        years('2026-12-28', buildCalendar()),
        years('2026-12-28', entered),
        years('2027-12-28', entered),
        years('2026-03-02', entered),
      ];
    },
  ],
  [
    [true, true, true, true, false],
    ({ computeDeadline, buildCalendar }) => {
      const calendar = buildCalendar();
      const pause = { from: '2024-03-06', to: '2024-03-07', reason: '等待' };
      const granted = { reason: '批准', decidedOn: '2024-03-06' };
      const instant = '2024-03-06T09:00:00+08:00';
      const compute = (limit: LimitCode, input: DeadlineInput) =>
        refused(() => computeDeadline(limit, input, calendar));
      return [
        compute('NOTIFY_HEARING', { event: '2024-03-20', pauses: [pause] }),
        compute('WRITTEN_OPINION', { event: '2024-03-20', pauses: [pause] }),
        compute('DECIDE_APPLICATION', { event: '2024-03-04', extensions: [{ ...granted, amount: 0 }] }),
        compute('TRANSFER_APPLICATION', {
          event: instant,
          extensions: [{ ...granted, newDate: '2024-03-07T08:30:00+08:00' }],
        }),
        compute('TRANSFER_APPLICATION', {
          event: instant,
          extensions: [{ ...granted, newDate: '2024-03-07T09:00:00+08:00' }],
        }),
      ];
    },
  ],
];

function texts(limit: LimitCode, input: DeadlineInput) {
  return ({ computeDeadline, buildCalendar }: Engine): string[] =>
    computeDeadline(limit, input, buildCalendar()).derivation.map((step) => step.text);
}

/** Compared as text: what another realm made is never strictly equal. */
const differs = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);

/** What differs, expected and given; empty for the engine as it should be. */
export const differingAnswers = (engine: Engine): unknown[] =>
  ANSWERS.map(([expected, answer]) => [expected, answer(engine)]).filter(([expected, given]) =>
    differs(expected, given),
  );
