import { buildCalendar, computeDeadline, isUnnumbered, LIMIT_CODES, LIMITS } from '../../src/regulation';
import { answerTo, expectedOf, GOLDEN } from './golden';

const calendar = buildCalendar();

/** Rows of the catalogue of time limits that have a number, a fixed end or a calendar period. */
const COUNTABLE = [
  'S0-7.1',
  'S0-9.1',
  'S0-9.2',
  'S0-9.3',
  'S0-9.4',
  'S0-11.1',
  'S0-11.2',
  'S0-11.3',
  'S0-12.1',
  'S0-13.1',
  'S0-14.2',
  'S0-14.3',
  'S0-16.1',
  'S0-16.2',
  'S0-16.4',
  'S0-18.1',
  'S0-18.2',
  'S0-20.1',
  'S0-22.3',
  'S0-23.3',
  'S0-23.4',
  'S1-2.3b',
  'S1-3.3',
  'S1-6.3',
  'S1-7.2',
  'S2-2.10b',
  'S2-2.11',
  'S3-N5.1',
  'S3-3.1',
  'S3-3.2',
  'S3-3.3',
  'S3-4',
  'S3-8.2',
  'S3-9.2',
  'S4-3.3a',
  'S4-3.3c',
  'S4-5.3c',
  'S4-6.1',
  'S4-6.2a',
  'S4-6.2b',
  'S4-6.2c',
  'LAL-49',
];

/** Rows that say 定期, 及时 or 法定时限: listed, without a number. */
const REGULARLY = ['S0-8.6', 'S1-7.1', 'S1-8.3', 'S3-N3.5'];
const PROMPTLY = [
  'S0-6.1',
  'S0-8.2',
  'S0-18.4',
  'S0-19',
  'S0-21.1',
  'S0-22.4',
  'S0-25',
  'S0-27.1',
  'S1-7.1',
  'S2-2.2',
  'S3-N3.3',
  'S3-N3.5',
  'S3-N4.1',
  'S3-7.1',
  'S3-7.2',
  'S3-8.1',
  'S3-10',
  'S3-13.3',
  'S4-3.4a',
  'S4-3.4b',
  'S4-5.3a',
  'S4-5.3b',
  'S4-5.3d',
  'LAL-50',
];
const STATUTORY = ['S2-3.1a'];

const rowsOf = (countable: boolean) =>
  LIMIT_CODES.filter((code) => isUnnumbered(LIMITS[code]) !== countable).map((code) => LIMITS[code].provisions[0]);

describe('the golden table of legal time', () => {
  test.each(GOLDEN.map((each) => [each.name, each] as const))('%s', (_, each) => {
    expect(answerTo(each, computeDeadline, calendar)).toEqual(expectedOf(each));
  });

  test('covers every countable limit with at least six dated cases, and knows no other', () => {
    expect(rowsOf(true).sort()).toEqual([...COUNTABLE].sort());
    for (const row of COUNTABLE) {
      const cases = GOLDEN.filter((each) => each.provision === row);
      const inputs = new Set(cases.map((each) => JSON.stringify(each.input)));
      expect([row, inputs.size >= 6]).toEqual([row, true]);
      expect([row, cases.some((each) => each.input.inCustody)]).toEqual([row, true]);
    }
  });

  test('lists what has no number, and every limit is either counted or listed', () => {
    expect(rowsOf(false).sort()).toEqual([...REGULARLY, ...PROMPTLY, ...STATUTORY].sort());
  });
});

describe('starts that the text does not state', () => {
  const INFERRED = ['S0-11.2', 'S0-23.3', 'S0-23.4', 'S3-3.2', 'S3-3.3', 'S3-N5.1', 'S4-5.3c'];
  const PERIODS = ['S1-7.2', 'S2-2.10b', 'S2-2.11', 'S4-3.3a', 'S4-3.3c', 'S4-6.1', 'S4-6.2a', 'S4-6.2b', 'S4-6.2c'];

  test('are marked as read into it, and no others', () => {
    const inferred = LIMIT_CODES.map((code) => LIMITS[code])
      .filter((limit) => !isUnnumbered(limit) && limit.start.provenance === 'INFERRED')
      .map((limit) => limit.provisions[0]);
    expect(inferred.sort()).toEqual([...INFERRED, ...PERIODS].sort());
  });
});

describe('duties without a number', () => {
  const unnumbered = LIMIT_CODES.filter((code) => isUnnumbered(LIMITS[code]));

  test.each(unnumbered.map((code) => [LIMITS[code].provisions[0], code] as const))('%s %s has no date', (_, code) => {
    const deadline = computeDeadline(code, { event: '2024-03-06' }, calendar);
    expect(deadline).toMatchObject({ status: 'NO_NUMBER', due: null, originalDue: null, provisional: false });
    expect(deadline.derivation.at(-1)?.text).toMatch(/及时|定期|法定时限/);
  });
});
