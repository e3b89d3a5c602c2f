import fc from 'fast-check';
import {
  addDays,
  buildCalendar,
  computeDeadline,
  daysBetween,
  LIMIT_CODES,
  LIMITS,
  type LimitCode,
} from '../../src/regulation';

const calendar = buildCalendar();
const event = fc.integer({ min: 0, max: 1200 }).map((days) => addDays('2023-11-20', days));
const ofUnit = (...units: string[]) =>
  fc.constantFrom(...LIMIT_CODES.filter((code) => units.includes(LIMITS[code].unit)));
const afterDays = LIMIT_CODES.filter(
  (code) => LIMITS[code].unit === 'NATURAL_DAYS' && LIMITS[code].direction === 'AFTER',
);
const due = (code: LimitCode, from: string, inCustody = false) =>
  computeDeadline(code, { event: from, inCustody }, calendar).due ?? '';

describe('legal time, whatever the date', () => {
  test('a later event never falls due earlier', () => {
    fc.assert(
      fc.property(
        ofUnit('NATURAL_DAYS', 'WORKING_DAYS'),
        event,
        fc.integer({ min: 0, max: 30 }),
        (code, from, later) => {
          expect(due(code, from) <= due(code, addDays(from, later))).toBe(true);
        },
      ),
    );
  });

  test('natural days out of custody never end on a rest day, and roll over rest days only', () => {
    fc.assert(
      fc.property(fc.constantFrom(...afterDays), event, (code, from) => {
        const counted = addDays(from, LIMITS[code].amount ?? 0);
        const end = due(code, from);
        expect(calendar.works(end)).toBe(true);
        for (let date = counted; date < end; date = addDays(date, 1)) expect(calendar.works(date)).toBe(false);
      }),
    );
  });

  test('in custody the end is the day itself, never later than out of custody', () => {
    fc.assert(
      fc.property(fc.constantFrom(...afterDays), event, (code, from) => {
        expect(daysBetween(from, due(code, from, true))).toBe(LIMITS[code].amount);
        expect(due(code, from, true) <= due(code, from)).toBe(true);
      }),
    );
  });

  test('working days: exactly so many working days lie between', () => {
    fc.assert(
      fc.property(ofUnit('WORKING_DAYS'), event, (code, from) => {
        const [first, last] = [from, due(code, from)].sort() as [string, string];
        const between = Array.from({ length: daysBetween(first, last) }, (_, index) => addDays(first, index));
        const counted = LIMITS[code].direction === 'AFTER' ? [...between.slice(1), last] : between;
        expect(counted.filter(calendar.works)).toHaveLength(LIMITS[code].amount ?? 0);
        expect(calendar.works(due(code, from))).toBe(true);
      }),
    );
  });

  test('a pause never brings the end forward, an extension always puts it back and keeps the original', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...afterDays),
        event,
        fc.nat(9),
        fc.nat(9),
        fc.integer({ min: 1, max: 9 }),
        (code, from, wait, length, amount) => {
          const pauseFrom = addDays(from, wait);
          const pauses = [{ from: pauseFrom, to: addDays(pauseFrom, length), reason: '等待' }];
          const extensions = [{ amount, reason: '批准', decidedOn: from }];
          expect((computeDeadline(code, { event: from, pauses }, calendar).due ?? '') >= due(code, from)).toBe(true);
          const extended = computeDeadline(code, { event: from, extensions }, calendar);
          expect(extended.originalDue).toBe(due(code, from));
          expect((extended.due ?? '') > due(code, from)).toBe(true);
        },
      ),
    );
  });
});
