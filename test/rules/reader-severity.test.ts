import { Chance } from '../../src/peer-reviews/statistics/chance';
import {
  fisherQuantile,
  normalCdf,
  normalQuantile,
  studentQuantile,
} from '../../src/peer-reviews/statistics/distributions';
import type { Estimate } from '../../src/peer-reviews/statistics/estimate';
import type { SeverityReading } from '../../src/peer-reviews/statistics/reader-groups';
import { Severity } from '../../src/peer-reviews/statistics/severity';

const numberOf = (estimate: Estimate): number => {
  if (!estimate.estimable) throw new Error(`not estimable: ${estimate.reason}`);
  return estimate.value;
};

const read = (file: string, scores: Record<string, number>, place?: number): SeverityReading[] =>
  Object.entries(scores).map(([reader, score]) => ({ file, reader, score, place: place ?? null }));

describe('quantiles agree with the printed tables', () => {
  test.each([
    [0.975, 1, '12.706'],
    [0.975, 2, '4.303'],
    [0.975, 10, '2.228'],
    [0.975, 30, '2.042'],
    [0.995, 5, '4.032'],
  ])('t %d with %d degrees of freedom is %s', (p, freedom, printed) => {
    expect(studentQuantile(p, freedom).toFixed(3)).toBe(printed);
  });

  test('normal and F', () => {
    expect(normalQuantile(0.975).toFixed(6)).toBe('1.959964');
    expect(normalQuantile(0.0005).toFixed(4)).toBe('-3.2905');
    expect(normalCdf(-5)).toBeCloseTo(2.866516e-7, 12);
    expect(fisherQuantile(0.95, 3, 10).toFixed(2)).toBe('3.71');
    expect(fisherQuantile(0.975, 5, 18).toFixed(2)).toBe('3.38');
  });
});

describe('an additive model finds what readers usually give too much', () => {
  test('without noise the severities come out exactly, against the mean of the group', () => {
    const severity: Record<string, number> = { a: 6, b: -2, c: -4 };
    const files = [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
    ];
    const readings = files.flatMap((readers, file) =>
      read(`f${file}`, Object.fromEntries(readers.map((reader) => [reader, 60 + 5 * file + severity[reader]!]))),
    );
    const model = new Severity(readings);
    expect(
      model.readers().map((found) => [found.reader, found.against, Math.round(numberOf(found.severity) * 1e6) / 1e6]),
    ).toEqual([
      ['a', 'GROUP', 6],
      ['b', 'GROUP', -2],
      ['c', 'GROUP', -4],
    ]);
    expect(numberOf(model.adjustedMean(['f3']))).toBeCloseTo(75, 9);
  });

  test('gold files hold the scale: both readers being lenient is seen', () => {
    const shared = [0, 1, 2, 3].flatMap((file) => read(`f${file}`, { a: 70 + file, b: 75 + file }));
    const gold = new Map([
      ['g0', 50],
      ['g1', 60],
    ]);
    const known = [...read('g0', { a: 54, b: 59 }), ...read('g1', { a: 64, b: 69 })];
    expect(new Severity(shared).readers().map(({ severity }) => numberOf(severity))).toEqual([-2.5, 2.5]);
    const model = new Severity([...shared, ...known], gold);
    expect(model.readers().map((found) => [found.against, Math.round(numberOf(found.severity))])).toEqual([
      ['GOLD', 4],
      ['GOLD', 9],
    ]);
    expect(numberOf(model.adjustedMean(['f0']))).toBeCloseTo(66, 9);
  });

  test('two readers, all shared: the interval is that of the paired t-test', () => {
    const gaps = [4, -1, 3, 7, 2, 0, 5];
    const model = new Severity(gaps.flatMap((gap, file) => read(`f${file}`, { a: 60 + gap + file, b: 60 + file })));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const error = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / 6 / 7);
    const found = model.readers()[0]!.severity;
    expect(numberOf(found)).toBeCloseTo(mean / 2, 10);
    const interval = found.estimable ? found.interval! : null;
    expect(interval!.low).toBeCloseTo((mean - studentQuantile(0.975, 6) * error) / 2, 8);
    expect(interval!.high).toBeCloseTo((mean + studentQuantile(0.975, 6) * error) / 2, 8);
  });
});

describe('what cannot be compared is not', () => {
  const pairOf = (one: string, other: string, from: number) =>
    [0, 1, 2, 3].flatMap((file) => read(`f${from + file}`, { [one]: 70 + file, [other]: 74 + file * 2 }));

  test('readers whom no file ties together are two groups, and no mean is drawn over both', () => {
    const model = new Severity([...pairOf('a', 'b', 0), ...pairOf('c', 'd', 10)]);
    expect(model.readers().map(({ reader, group }) => [reader, group])).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 1],
      ['d', 1],
    ]);
    expect(model.adjustedMean(['f0', 'f1']).estimable).toBe(true);
    expect(model.adjustedMean(['f0', 'f10'])).toEqual({ estimable: false, reason: 'NOT_CONNECTED' });
  });

  test('gold files tie them together', () => {
    const gold = new Map([
      ['g0', 50],
      ['g1', 50],
      ['g2', 60],
    ]);
    const known = [...gold.keys()].flatMap((file) => read(file, { a: 50, c: 55 }));
    const model = new Severity([...pairOf('a', 'b', 0), ...pairOf('c', 'd', 10), ...known], gold);
    expect(model.readers().map(({ group, against }) => [group, against])).toEqual(Array(4).fill([0, 'GOLD']));
    expect(model.adjustedMean(['f0', 'f10']).estimable).toBe(true);
  });

  test('too few shared files, and nobody to share with, are told', () => {
    const lonely = [20, 21, 22].flatMap((file) => read(`f${file}`, { x: 80 }));
    const scarce = [...read('f0', { y: 80 }), ...read('f1', { y: 82 })];
    const found = new Severity([...pairOf('a', 'b', 0), ...lonely, ...scarce]).readers();
    expect(found.find(({ reader }) => reader === 'x')?.severity).toEqual({ estimable: false, reason: 'TOO_FEW_FILES' });
    expect(found.find(({ reader }) => reader === 'y')).toMatchObject({
      group: null,
      severity: { reason: 'TOO_FEW_FILES' },
    });
    expect(new Severity([]).readers()).toEqual([]);
  });

  test('one file that alone ties two groups: the interval is wide, not narrow', () => {
    const chance = new Chance('bridge');
    const noisy = (one: string, other: string, from: number) =>
      Array.from({ length: 12 }, (_, file) =>
        read(`f${from + file}`, { [one]: 70 + 5 * chance.normal(), [other]: 70 + 5 * chance.normal() }),
      ).flat();
    const bridged = new Severity([...noisy('a', 'b', 0), ...noisy('c', 'd', 20), ...read('f50', { b: 70, c: 70 })]);
    for (const { severity, group } of bridged.readers()) {
      expect(group).toBe(0);
      const interval = severity.estimable ? severity.interval! : null;
      expect(interval!.high - interval!.low).toBeGreaterThan(10);
    }
  });
});

describe('drift', () => {
  const given = (drift: number): SeverityReading[] => {
    const chance = new Chance('drift');
    const order = (reader: number) => (file: number) => (file * (reader === 0 ? 1 : 7)) % 20;
    return Array.from({ length: 20 }, (_, file) =>
      ['a', 'b'].map((reader, at) => {
        const place = order(at)(file);
        const late = place >= 10 ? 0.5 : -0.5;
        return { file: `f${file}`, reader, place, score: 70 + file + chance.normal() + (at === 0 ? late * drift : 0) };
      }),
    ).flat();
  };

  test('a reader who grows lenient by 8 points is seen, against the mean of the group', () => {
    const found = new Severity(given(8)).readers()[0]!.drift;
    expect(numberOf(found)).toBeGreaterThan(3);
    expect(numberOf(found)).toBeLessThan(5);
    expect(found.estimable && found.interval!.low).toBeGreaterThan(0);
  });

  test('no drift is not seen, too few readings or an unknown order give none', () => {
    const none = new Severity(given(0)).readers()[0]!.drift;
    expect(none.estimable && none.interval!.low).toBeLessThan(0);
    expect(none.estimable && none.interval!.high).toBeGreaterThan(0);
    const unknown = given(8).map((reading) => ({ ...reading, place: null }));
    expect(new Severity(unknown).readers()[0]!.drift).toEqual({ estimable: false, reason: 'TOO_FEW_FILES' });
  });
});
