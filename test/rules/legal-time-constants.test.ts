import { isDeepStrictEqual } from 'node:util';
import {
  buildCalendar,
  deadlineEngine,
  isUnnumbered,
  LIMIT_CODES,
  LIMIT_UNITS,
  LIMITS,
  type Limit,
} from '../../src/regulation';
import { answerTo, expectedOf, GOLDEN, type GoldenCase } from './golden';
import { differingAnswers } from './golden/beside-dates';
import { isRed, loadEngine, mutantsOf } from './golden/mutants';

/** Changing any one constant of the engine must turn the golden table red: here each is changed, one at a time. */

const calendar = buildCalendar();
const holds = (cases: readonly GoldenCase[], compute: Parameters<typeof answerTo>[1], on = calendar) =>
  cases.every((each) => isDeepStrictEqual(answerTo(each, compute, on), expectedOf(each)));

const COUNTABLE = LIMIT_CODES.filter((code) => !isUnnumbered(LIMITS[code]));

/** Every way in which one entry of the catalogue can be wrong by one constant. */
function changesOf(limit: Limit): [string, Limit][] {
  const units = LIMIT_UNITS.filter((unit) => unit !== limit.unit && !isUnnumbered({ unit }));
  return [
    ...(limit.amount === null ? [] : [limit.amount - 1, limit.amount + 1]).map((amount): [string, Limit] => [
      `amount ${amount}`,
      { ...limit, amount },
    ]),
    ...units.map((unit): [string, Limit] => [`unit ${unit}`, { ...limit, unit, amount: limit.amount }]),
    ...(limit.amount === null
      ? []
      : [
          [`direction turned`, { ...limit, direction: limit.direction === 'AFTER' ? 'BEFORE' : 'AFTER' }] as [
            string,
            Limit,
          ],
        ]),
    ...(limit.unit === 'NATURAL_DAYS'
      ? [[`rolls ${!limit.rolls}`, { ...limit, rolls: !limit.rolls }] as [string, Limit]]
      : []),
  ];
}

describe('the catalogue of limits', () => {
  test.each(COUNTABLE.map((code) => [LIMITS[code].provisions[0], code] as const))('%s %s', (_, code) => {
    const cases = GOLDEN.filter((each) => each.limit === code);
    const survivors = changesOf(LIMITS[code]).filter(([, changed]) => {
      const compute = deadlineEngine({ ...LIMITS, [code]: changed });
      return !isRed(() => holds(cases, compute));
    });
    expect(survivors.map(([what]) => what)).toEqual([]);
  });
});

describe('the constants of the engine', () => {
  const isGreen = (mutant?: ReturnType<typeof mutantsOf>[number]) => {
    const red = isRed(() => {
      const engine = loadEngine(mutant);
      return holds(GOLDEN, engine.computeDeadline, engine.buildCalendar()) && differingAnswers(engine).length === 0;
    });
    return !red;
  };

  test('the engine as it is is green', () => {
    expect(differingAnswers(loadEngine())).toEqual([]);
    expect(isGreen()).toBe(true);
  });

  test.each(['dates.js', 'calendar.js', 'count.js', 'running.js', 'deadline.js', 'derivation.js'])('%s', (file) => {
    const mutants = mutantsOf(file);
    const survivors = mutants.filter(isGreen).map(({ line, was, becomes }) => `${file}:${line} ${was} → ${becomes}`);
    expect(survivors).toEqual([]);
  });
});
