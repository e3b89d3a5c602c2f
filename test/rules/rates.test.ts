import { Chance } from '../../src/peer-reviews/statistics/chance';
import { type GradedTwice, type GradeStep, inflation, signsApart } from '../../src/peer-reviews/statistics/inflation';
import {
  levelOfEach,
  pairedShareDifference,
  shareDifference,
  weightedShare,
  wilson,
} from '../../src/peer-reviews/statistics/proportions';

describe('Wilson’s interval', () => {
  test('two good files of two: 34.2 to 100 % (standards 9)', () => {
    const { low, high } = wilson({ hits: 2, of: 2 })!;
    expect((100 * low).toFixed(1)).toBe('34.2');
    expect(high).toBe(1);
  });

  test('as Newcombe 1998 prints: 81 of 263, 15 of 148, 0 of 20, 1 of 29', () => {
    const printed = (hits: number, of: number) => Object.values(wilson({ hits, of })!).map((bound) => bound.toFixed(4));
    expect(printed(81, 263)).toEqual(['0.2553', '0.3662']);
    expect(printed(15, 148)).toEqual(['0.0624', '0.1605']);
    expect(printed(0, 20)).toEqual(['0.0000', '0.1611']);
    expect(printed(1, 29)).toEqual(['0.0061', '0.1718']);
  });

  test('nothing looked at has none', () => {
    expect(wilson({ hits: 0, of: 0 })).toBeNull();
  });
});

describe('S4-3.4c comparing rates of 优良', () => {
  test('Newcombe’s interval of a difference (1998, method 10): 56/70 and 48/80 is 0.0524 to 0.3339', () => {
    const { value, interval } = shareDifference({ hits: 56, of: 70 }, { hits: 48, of: 80 })!;
    expect(value).toBeCloseTo(0.2, 12);
    expect([interval.low.toFixed(4), interval.high.toFixed(4)]).toEqual(['0.0524', '0.3339']);
  });

  test('two agencies of two files each are never told apart, even 2 of 2 against 0 of 2', () => {
    expect(shareDifference({ hits: 2, of: 2 }, { hits: 1, of: 2 })!.distinguishable).toBe(false);
    expect(shareDifference({ hits: 2, of: 2 }, { hits: 0, of: 2 }, 10)!.distinguishable).toBe(false);
  });

  test('what stands out alone does not among many', () => {
    const [one, other] = [
      { hits: 56, of: 70 },
      { hits: 48, of: 80 },
    ];
    expect(shareDifference(one, other)!.distinguishable).toBe(true);
    expect(shareDifference(one, other, 45)!.distinguishable).toBe(false);
    expect(levelOfEach(10)).toBeCloseTo(0.995, 12);
  });

  test('among twenty equal agencies hardly ever any pair is told apart', () => {
    const chance = new Chance('equal agencies');
    let told = 0;
    for (let run = 0; run < 150; run += 1) {
      const shares = Array.from({ length: 20 }, () => {
        let hits = 0;
        for (let file = 0; file < 15; file += 1) if (chance.next() < 0.7) hits += 1;
        return { hits, of: 15 };
      });
      if (shares.some((a, at) => shares.slice(at + 1).some((b) => shareDifference(a, b, 190)!.distinguishable)))
        told += 1;
    }
    expect(told).toBeLessThanOrEqual(15);
  });

  test('strata drawn at different rates count by the files they stand for', () => {
    const share = weightedShare([
      { hits: 9, of: 10, frame: 10 },
      { hits: 2, of: 10, frame: 90 },
    ])!;
    expect(share.value).toBeCloseTo(0.27, 12);
    // A plain share would say 55 %.
    expect(share.interval.high).toBeLessThan(0.6);
    const plain = weightedShare([{ hits: 7, of: 10, frame: 500 }])!;
    expect(plain).toEqual({ value: 0.7, interval: wilson({ hits: 7, of: 10 }) });
    expect(
      weightedShare([
        { hits: 1, of: 1, frame: 5 },
        { hits: 0, of: 0, frame: 5 },
      ]),
    ).toBeNull();
    expect(weightedShare([])).toBeNull();
  });
});

describe('grade inflation: the same files, graded locally and outside', () => {
  const file = (local: GradeStep, outside: GradeStep, points?: [number, number]): GradedTwice => ({
    local: { grade: local, points: points?.[0] ?? null },
    outside: { grade: outside, points: points?.[1] ?? null },
  });
  const how = { label: 'inflation' };

  test('gap in steps, in points and in the rate of 优良', () => {
    const files = [
      file(4, 2, [95, 70]),
      file(4, 3, [92, 84]),
      file(3, 2, [85, 79]),
      file(3, 3, [82, 83]),
      file(4, 4, [96, 93]),
      file(2, 3, [70, 81]),
    ];
    const found = inflation(files, how);
    expect(found).toMatchObject({ files: 6, localGood: 5, outsideGood: 4 });
    expect(found.steps).toMatchObject({ estimable: true, value: 3 / 6 });
    expect(found.points).toMatchObject({ estimable: true, value: (25 + 8 + 6 - 1 + 3 - 11) / 6 });
    expect(found.goodRate!.value).toBeCloseTo(1 / 6, 12);
    expect(found.goodRate!.distinguishable).toBe(false);
    expect(inflation(files, how)).toEqual(found);
  });

  test('a local ceiling against an outside spread is told apart', () => {
    const outside: GradeStep[] = [1, 2, 2, 3, 3, 2, 4, 2, 3, 2, 2, 3];
    const found = inflation(
      outside.map((grade) => file(4, grade)),
      how,
    );
    expect(found.steps.estimable && found.steps.interval!.low).toBeGreaterThan(0.5);
    expect(found.goodRate!.distinguishable).toBe(true);
    expect(found.points).toEqual({ estimable: false, reason: 'NO_PAIRS' });
  });

  test('few files and no spread have no interval; no files nothing', () => {
    expect(inflation([file(4, 3), file(4, 2)], how).steps).toMatchObject({ intervalMissing: 'TOO_FEW_FILES' });
    expect(inflation(Array(8).fill(file(4, 3)), how).steps).toMatchObject({
      value: 1,
      intervalMissing: 'TOO_LITTLE_VARIATION',
    });
    expect(inflation([], how)).toMatchObject({ files: 0, steps: { reason: 'NO_PAIRS' }, goodRate: null });
  });

  test('gaps that are all alike are the clearest: by their signs, of six files at least', () => {
    const alike = (files: number, one: GradedTwice) => inflation(Array<GradedTwice>(files).fill(one), how).apart;
    expect([5, 6, 20].map((files) => alike(files, file(4, 3)))).toEqual([false, true, true]);
    expect(alike(20, file(4, 4))).toBe(false);
    expect(alike(20, file(4, 4, [97, 92]))).toBe(true);
    const signs = (above: number, below: number) =>
      signsApart([...Array(above).fill(1), ...Array(below).fill(-1), 0, 0]);
    expect([signs(9, 1), signs(8, 2), signs(2, 8), signs(0, 0), signs(3000, 3000), signs(3100, 2900)]).toEqual([
      ...[true, false, false, false, false, true],
    ]);
  });

  test('the paired rate stays unsure where no file changed sides', () => {
    const { value, interval } = pairedShareDifference(0, 0, 8)!;
    expect(value).toBe(0);
    expect(interval.high).toBeGreaterThan(0.2);
    expect(interval.low).toBe(-interval.high);
  });
});
