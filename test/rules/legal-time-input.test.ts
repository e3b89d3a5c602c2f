import {
  binds,
  buildCalendar,
  computeDeadline,
  type DatedValue,
  type DeadlineInput,
  LIMIT_CODES,
  LIMITS,
  type LimitCode,
  mayOverride,
  rederive,
} from '../../src/regulation';

const calendar = buildCalendar();
const stepsOf = (code: LimitCode, input: DeadlineInput) => computeDeadline(code, input, calendar).derivation;

const entered = (limit: LimitCode, more: Partial<DatedValue>): DatedValue => ({
  key: `LIMIT.${limit}`,
  amount: 2,
  unit: 'WORKING_DAYS',
  from: null,
  to: null,
  provenance: 'HOUSE',
  provisions: [],
  note: null,
  ...more,
});

describe('house limits for 及时 and 定期', () => {
  test.each([
    ['WORKING_DAYS', 2, '2024-02-18'],
    ['NATURAL_DAYS', 2, '2024-02-18'],
    ['NATURAL_DAYS', 1, '2024-02-09'],
    ['MONTHS', 1, '2024-03-08'],
  ] as const)('S0-19 in %s of %d: %s, shown as a house limit', (unit, amount, due) => {
    const values = [entered('NOTIFY_MEASURE_CHANGE', { unit, amount })];
    const deadline = computeDeadline('NOTIFY_MEASURE_CHANGE', { event: '2024-02-08' }, calendar, values);
    expect(deadline).toMatchObject({ status: 'COUNTED', due, provenance: 'HOUSE' });
  });

  test('S4-3.4a: a house limit holds only from its day', () => {
    const values = [entered('ARRANGE_HANDLER', { from: '2024-06-01' })];
    const on = (event: string) => computeDeadline('ARRANGE_HANDLER', { event }, calendar, values).status;
    expect([on('2024-05-31'), on('2024-06-01')]).toEqual(['NO_NUMBER', 'COUNTED']);
  });

  test('S0-16.1: a number of the law is not replaced by a house number', () => {
    const house = entered('DECIDE_APPLICATION', { amount: 10 });
    expect(mayOverride(LIMITS.DECIDE_APPLICATION, house)).toBe(false);
    expect(() => computeDeadline('DECIDE_APPLICATION', { event: '2024-03-04' }, calendar, [house])).toThrow(
      'DECIDE_APPLICATION',
    );
  });

  test('S0-16.1: a new text may change it from its day', () => {
    const amended = entered('DECIDE_APPLICATION', {
      amount: 5,
      unit: 'WORKING_DAYS',
      from: '2025-01-01',
      provenance: 'LAW',
    });
    const due = (event: string) => computeDeadline('DECIDE_APPLICATION', { event }, calendar, [amended]).due;
    expect([due('2024-03-04'), due('2025-03-03')]).toEqual(['2024-03-11', '2025-03-10']);
  });

  test('S2-3.1a: a limit that only points to the law takes no house number', () => {
    expect(() =>
      computeDeadline('ASSIGN_FIRM', { event: '2024-03-04' }, calendar, [entered('ASSIGN_FIRM', {})]),
    ).toThrow('ASSIGN_FIRM');
  });

  test('a value that is no length of time is refused', () => {
    expect(mayOverride(LIMITS.NOTIFY_MEASURE_CHANGE, { provenance: 'HOUSE', unit: 'FEN' })).toBe(false);
  });
});

describe('old events are judged by the text then in force', () => {
  test.each([
    ['S0-20.1', 'COPY_OF_STAGE_DOCUMENT', '2023-11-19', 'NOT_IN_FORCE'],
    ['S0-20.1', 'COPY_OF_STAGE_DOCUMENT', '2023-11-20', 'COUNTED'],
    ['S0-16.1', 'DECIDE_APPLICATION', '2021-12-31', 'NOT_IN_FORCE'],
    ['S0-16.1', 'DECIDE_APPLICATION', '2022-01-01', 'COUNTED'],
    ['S0-18.1', 'NOTIFY_HEARING', '2018-10-25', 'NOT_IN_FORCE'],
    ['S0-18.1', 'NOTIFY_HEARING', '2018-10-26', 'COUNTED'],
    ['S3-8.2', 'ARRANGE_FILE_READING', '2023-02-28', 'NOT_IN_FORCE'],
    ['S3-8.2', 'ARRANGE_FILE_READING', '2023-03-01', 'COUNTED'],
  ] as const)('%s %s on %s: %s', (_, code, event, status) => {
    const deadline = computeDeadline(code, { event }, calendar);
    expect(deadline.status).toBe(status);
    expect(deadline.due === null).toBe(status === 'NOT_IN_FORCE');
  });

  test('every limit of S3 and S4 leaves the place to the caller', () => {
    for (const code of LIMIT_CODES) {
      const [provision] = LIMITS[code].provisions;
      if (/^S[34]/.test(provision)) {
        expect(binds(provision, { regionCode: '330106', on: '2024-03-04' })).toEqual({
          binds: false,
          why: 'ELSEWHERE',
        });
      }
    }
  });
});

describe('pauses', () => {
  test('a pause that still runs leaves no date', () => {
    const pauses = [{ from: '2024-03-06', to: null, reason: '等待补充材料', provision: 'LAL-43.2' }];
    expect(computeDeadline('DECIDE_APPLICATION', { event: '2024-03-04', pauses }, calendar)).toMatchObject({
      status: 'PAUSED',
      due: null,
    });
  });

  test.each([
    ['2024-03-11', 'PAUSED'],
    ['2024-03-12', 'COUNTED'],
  ])('a pause from %s, around the end on the 11th: %s', (from, status) => {
    const pauses = [{ from, to: null, reason: '等待补充材料' }];
    expect(computeDeadline('DECIDE_APPLICATION', { event: '2024-03-04', pauses }, calendar).status).toBe(status);
  });

  test('overlapping pauses count once', () => {
    const pauses = [
      { from: '2024-03-06', to: '2024-03-08', reason: '一' },
      { from: '2024-03-07', to: '2024-03-10', reason: '二' },
    ];
    expect(computeDeadline('DECIDE_APPLICATION', { event: '2024-03-04', pauses }, calendar).due).toBe('2024-03-18');
  });

  test('overlapping pauses in hours count once, and one after the end not at all', () => {
    const pauses = [
      { from: '2024-03-06T12:00:00+08:00', to: '2024-03-06T14:00:00+08:00', reason: '二' },
      { from: '2024-03-06T11:00:00+08:00', to: '2024-03-06T13:00:00+08:00', reason: '一' },
      { from: '2024-03-06T08:00:00+08:00', to: '2024-03-06T09:30:00+08:00', reason: '开始之前' },
      { from: '2024-03-08T11:00:00+08:00', to: '2024-03-08T13:00:00+08:00', reason: '届满之后' },
    ];
    const due = computeDeadline('TRANSFER_APPLICATION', { event: '2024-03-06T09:00:00+08:00', pauses }, calendar).due;
    expect(due).toBe('2024-03-07T12:30:00+08:00');
  });

  test('months: paused days are added at the end', () => {
    const values = [entered('NOTIFY_MEASURE_CHANGE', { unit: 'MONTHS', amount: 1 })];
    const pauses = [{ from: '2024-02-05', to: '2024-02-08', reason: '等待' }];
    const due = computeDeadline('NOTIFY_MEASURE_CHANGE', { event: '2024-01-31', pauses }, calendar, values).due;
    expect(due).toBe('2024-03-04');
  });
});

describe('impossible input is refused, not guessed at', () => {
  const pause = { from: '2024-03-06', to: '2024-03-07', reason: '等待' };
  const granted = { reason: '批准', decidedOn: '2024-03-06' };
  test.each<[string, LimitCode, DeadlineInput, string]>([
    ['hours from a date', 'TRANSFER_APPLICATION', { event: '2024-03-06' }, 'instant'],
    ['no such day', 'DECIDE_APPLICATION', { event: '2023-02-29' }, '2023-02-29'],
    ['an instant without offset', 'DECIDE_APPLICATION', { event: '2024-03-06T09:00:00' }, 'offset'],
    ['a pause of a given end', 'WRITTEN_OPINION', { event: '2024-03-06', pauses: [pause] }, 'paused'],
    ['a pause before a hearing', 'NOTIFY_HEARING', { event: '2024-03-06', pauses: [pause] }, 'pauses'],
    [
      'a pause backwards',
      'DECIDE_APPLICATION',
      { event: '2024-03-06', pauses: [{ ...pause, to: '2024-03-05' }] },
      'end before',
    ],
    [
      'a pause in days for hours',
      'TRANSFER_APPLICATION',
      { event: '2024-03-06T09:00:00Z', pauses: [pause] },
      'instants',
    ],
    [
      'an extension that shortens',
      'DECIDE_APPLICATION',
      { event: '2024-03-04', extensions: [{ ...granted, newDate: '2024-03-10' }] },
      'shorten',
    ],
    [
      'an extension by nothing',
      'DECIDE_APPLICATION',
      { event: '2024-03-04', extensions: [{ ...granted, amount: 0 }] },
      'shorten',
    ],
    [
      'an extension of a hearing notice',
      'NOTIFY_HEARING',
      { event: '2024-03-04', extensions: [{ ...granted, amount: 1 }] },
      'moves with',
    ],
    [
      'an amount for a given end',
      'WRITTEN_OPINION',
      { event: '2024-03-04', extensions: [{ ...granted, amount: 1 }] },
      'to a date',
    ],
    [
      'a date for hours',
      'TRANSFER_APPLICATION',
      { event: '2024-03-06T09:00:00Z', extensions: [{ ...granted, newDate: '2024-03-09' }] },
      'instant',
    ],
  ])('%s', (_, code, input, message) => {
    expect(() => computeDeadline(code, input, calendar)).toThrow(message);
  });
});

describe('the derivation can be followed with a calendar in hand', () => {
  test('S0-16.1 over Spring Festival', () => {
    expect(stepsOf('DECIDE_APPLICATION', { event: '2024-02-05' }).map((each) => [each.step, each.text])).toEqual([
      ['EVENT', '法律援助机构收到申请：2024-02-05'],
      ['RULE', '法律援助法实施工作办法 第十六条第一款：7日内审查并决定是否给予法律援助'],
      ['NOT_COUNTED', '当日不计入，从 2024-02-06 起算'],
      ['LAST_DAY', '最后一日为 2024-02-12（周一）'],
      ['ROLLED', '2024-02-12（周一）为节假日，顺延到其后第一个工作日 2024-02-18（周日）'],
    ]);
  });

  test('S0-9.2 in custody names the article that stops the roll', () => {
    const steps = stepsOf('INFORM_AT_PROSECUTION_REVIEW', { event: '2024-02-08', inCustody: true });
    const last = steps.at(-1);
    expect([last?.step, last?.provisions, last?.provenance]).toEqual(['NOT_ROLLED', ['CPL-105'], 'INFERRED']);
  });

  test('S0-14.3 says which days it skipped and which make-up day it counted', () => {
    const steps = stepsOf('SETTLE_DUTY_LAWYER', { event: '2024-02-09' });
    expect(steps.filter((each) => each.step === 'SKIPPED').map((each) => each.text)).toEqual([
      '2024-02-10 至 2024-02-17 节假日，不计入',
    ]);
    expect(steps.filter((each) => each.step === 'COUNTED_MAKEUP').map((each) => each.date)).toEqual(['2024-02-18']);
  });

  test('S0-11.2: a start that the text does not state is marked', () => {
    const deadline = computeDeadline('NOTIFY_RELATIVES', { event: '2024-03-04' }, calendar);
    expect(deadline.provenance).toBe('INFERRED');
    expect(deadline.derivation[0]?.text).toContain('推定');
  });

  test('an extension keeps its reason, and says when it came too late', () => {
    const extensions = [{ amount: 3, reason: '案情复杂', decidedOn: '2024-03-12' }];
    const extended = stepsOf('DECIDE_APPLICATION', { event: '2024-03-04', extensions }).find(
      (each) => each.step === 'EXTENDED',
    );
    expect(extended?.text).toBe(
      '2024-03-12 决定延长：案情复杂，从 2024-03-11 续算3日，到 2024-03-14（决定时原期限已届满）',
    );
  });

  test('a pause cites the provision it rests on', () => {
    const pauses = [{ from: '2024-03-06', to: '2024-03-07', reason: '等待补充材料', provision: 'LAL-43.2' }];
    const paused = stepsOf('DECIDE_APPLICATION', { event: '2024-03-04', pauses }).find(
      (each) => each.step === 'PAUSED',
    );
    expect([paused?.provisions, paused?.provenance]).toEqual([['LAL-43.2'], 'LAW']);
  });
});

describe('a year that becomes known', () => {
  const notice = {
    year: 2027,
    holidays: [
      '2027-01-01',
      '2027-01-02',
      '2027-01-03',
      '2027-05-01',
      '2027-05-02',
      '2027-10-01',
      '2027-10-02',
      '2027-10-03',
      '2027-10-04',
      '2027-10-05',
    ],
    makeupDays: ['2027-01-09', '2027-10-09'],
    source: '样例通知',
  };

  test('moves a provisional date and makes it final', () => {
    const provisional = computeDeadline('DECIDE_APPLICATION', { event: '2027-09-24' }, calendar);
    expect(provisional).toMatchObject({ due: '2027-10-04', provisional: true, provisionalYears: [2027] });
    expect(provisional.derivation.at(-1)?.text).toContain('2027年放假安排尚未公布');
    const { deadline, moved } = rederive(provisional, buildCalendar([notice]));
    expect(moved).toBe(true);
    expect(deadline).toMatchObject({ due: '2027-10-06', provisional: false, provisionalYears: [] });
  });

  test('leaves a date that does not look into it where it was', () => {
    const known = computeDeadline('DECIDE_APPLICATION', { event: '2026-03-02' }, calendar);
    expect(rederive(known, buildCalendar([notice])).moved).toBe(false);
  });

  test('a final date near the year end waits for the next notice as well', () => {
    const deadline = computeDeadline('REPORT_TERMINATION', { event: '2026-12-28' }, calendar);
    expect(deadline).toMatchObject({ due: '2026-12-31', provisional: true, provisionalYears: [2027] });
  });
});
