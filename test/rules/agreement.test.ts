import { alpha, weightedKappa } from '../../src/peer-reviews/statistics/agreement';
import type { Reading } from '../../src/peer-reviews/statistics/agreement-data';
import type { Metric } from '../../src/peer-reviews/statistics/alpha';
import { Chance } from '../../src/peer-reviews/statistics/chance';
import type { Estimate } from '../../src/peer-reviews/statistics/estimate';
import { type Icc, icc } from '../../src/peer-reviews/statistics/icc';
import { kappaOfPairs, kappaOfTable } from '../../src/peer-reviews/statistics/kappa';

const how = { label: 'test' };

/** Rows of readers, a dot where one did not read. */
function readings(...rows: string[]): Reading[] {
  return rows.flatMap((row, reader) =>
    row
      .split(' ')
      .flatMap((cell, unit) => (cell === '.' ? [] : [{ unit: `u${unit}`, reader: `r${reader}`, value: Number(cell) }])),
  );
}

function numberOf(estimate: Estimate): number {
  if (!estimate.estimable) throw new Error(`not estimable: ${estimate.reason}`);
  return estimate.value;
}

const reasonOf = (estimate: Estimate) => (estimate.estimable ? null : estimate.reason);

describe('Krippendorff’s alpha equals the published examples (Krippendorff 2011)', () => {
  const four = readings(
    '1 2 3 3 2 1 4 1 2 . . .',
    '1 2 3 3 2 2 4 1 2 5 . 3',
    '. 3 3 3 2 3 4 2 2 5 1 .',
    '1 2 3 3 2 4 4 1 2 5 1 .',
  );
  test.each<[Metric, string]>([
    ['NOMINAL', '0.743'],
    ['ORDINAL', '0.815'],
    ['INTERVAL', '0.849'],
    ['RATIO', '0.797'],
  ])('four observers, twelve units, missing values: %s %s', (metric, printed) => {
    expect(numberOf(alpha(four, metric, how)).toFixed(3)).toBe(printed);
  });

  test('two observers, two values: 0.095; two observers, five values: 0.692', () => {
    const two = readings('0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0');
    expect(numberOf(alpha(two, 'NOMINAL', how)).toFixed(3)).toBe('0.095');
    const five = readings('1 1 2 2 4 3 3 3 5 4 4 1', '2 1 2 2 2 3 3 3 5 4 4 4');
    expect(numberOf(alpha(five, 'NOMINAL', how)).toFixed(3)).toBe('0.692');
  });

  test('interval alpha of two complete readers is what its definition by pairs gives', () => {
    const chance = new Chance('alpha by pairs');
    const rows = Array.from({ length: 30 }, () => [chance.below(101), chance.below(101)] as const);
    const given = rows.flatMap(([a, b], unit) => [
      { unit: `u${unit}`, reader: 'a', value: a },
      { unit: `u${unit}`, reader: 'b', value: b },
    ]);
    const all = rows.flat();
    let chanceSquares = 0;
    for (const one of all) for (const other of all) chanceSquares += (one - other) ** 2;
    const within = rows.reduce((sum, [a, b]) => sum + (a - b) ** 2, 0) / rows.length;
    const expected = 1 - within / (chanceSquares / (all.length * (all.length - 1)));
    expect(numberOf(alpha(given, 'INTERVAL', how))).toBeCloseTo(expected, 12);
  });
});

describe('weighted kappa', () => {
  // Cohen 1960 (kappa .492) and Cohen 1968 (weighted kappa .348), the same 200 patients; quoted from memory, and the
  // margins printed there (.50 .30 .20 and .60 .30 .10) come out of the table.
  const cohen = [
    [88, 10, 2],
    [14, 40, 6],
    [18, 10, 12],
  ];
  const multiple = [
    [38, 5, 0, 1],
    [33, 11, 3, 0],
    [10, 14, 5, 6],
    [3, 7, 3, 10],
  ];
  const pairsOf = (table: number[][]) =>
    table.flatMap((row, i) =>
      row.flatMap((count, j) => Array.from({ length: count }, (): [number, number] => [i + 1, j + 1])),
    );

  test('Cohen 1960 and 1968: .492 without weights, .348 with his disagreements 1, 3 and 6', () => {
    expect(kappaOfTable(cohen, (i, j) => (i === j ? 0 : 1))?.toFixed(3)).toBe('0.492');
    const disagreements = [
      [0, 1, 3],
      [1, 0, 6],
      [3, 6, 0],
    ];
    expect(kappaOfTable(cohen, (i, j) => disagreements[i]![j]!)?.toFixed(3)).toBe('0.348');
  });

  test('Landis and Koch 1977, the Winnipeg patients: .2079 without weights, .3797 with linear ones (as SAS prints)', () => {
    expect(kappaOfTable(multiple, (i, j) => (i === j ? 0 : 1))?.toFixed(4)).toBe('0.2079');
    expect(kappaOfPairs(pairsOf(multiple), [1, 2, 3, 4], 'LINEAR')?.toFixed(4)).toBe('0.3797');
  });

  test.each([cohen, multiple])('quadratic kappa is the concordance coefficient of the pairs, %#', (...table) => {
    const pairs = pairsOf(table);
    const mean = (pick: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[pick], 0) / pairs.length;
    const [a, b] = [mean(0), mean(1)];
    const moment = (f: (x: number, y: number) => number) =>
      pairs.reduce((s, [x, y]) => s + f(x - a, y - b), 0) / pairs.length;
    const expected = (2 * moment((x, y) => x * y)) / (moment((x) => x * x) + moment((_, y) => y * y) + (a - b) ** 2);
    expect(
      kappaOfPairs(
        pairs,
        table.map((_, at) => at + 1),
        'QUADRATIC',
      ),
    ).toBeCloseTo(expected, 12);
  });

  test.each([cohen, multiple])(
    'linear kappa is made of the kappas at each cut (Vanbelle and Albert), %#',
    (...table) => {
      const pairs = pairsOf(table);
      let [top, bottom] = [0, 0];
      for (let cut = 1; cut < table.length; cut += 1) {
        const one = pairs.filter(([x]) => x > cut).length / pairs.length;
        const other = pairs.filter(([, y]) => y > cut).length / pairs.length;
        const agreed = pairs.filter(([x, y]) => x > cut === y > cut).length / pairs.length;
        const byChance = one * other + (1 - one) * (1 - other);
        top += agreed - byChance;
        bottom += 1 - byChance;
      }
      expect(
        kappaOfPairs(
          pairs,
          table.map((_, at) => at + 1),
          'LINEAR',
        ),
      ).toBeCloseTo(top / bottom, 12);
    },
  );

  test('of exchangeable readers it does not hang on who is written down first', () => {
    const pairs = pairsOf(multiple);
    const given = (turn: (at: number) => boolean) =>
      pairs.flatMap(([x, y], at) => [
        { unit: `u${String(at).padStart(4, '0')}`, reader: 'a', value: turn(at) ? y : x },
        { unit: `u${String(at).padStart(4, '0')}`, reader: 'b', value: turn(at) ? x : y },
      ]);
    const straight = weightedKappa(
      given(() => false),
      'QUADRATIC',
      how,
    );
    expect(
      weightedKappa(
        given((at) => at % 3 === 0),
        'QUADRATIC',
        how,
      ),
    ).toEqual(straight);
    const both = [...pairs, ...pairs.map(([x, y]): [number, number] => [y, x])];
    expect(numberOf(straight)).toBeCloseTo(kappaOfPairs(both, [1, 2, 3, 4], 'QUADRATIC')!, 12);
  });
});

describe('intraclass correlation equals Shrout and Fleiss 1979', () => {
  const judged = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
  ];
  test.each<[Icc, string, number, number]>([
    ['1,1', '0.17', -0.13, 0.72],
    ['2,1', '0.29', 0.02, 0.76],
    ['3,1', '0.71', 0.34, 0.95],
    ['1,k', '0.44', -0.88, 0.91],
    ['2,k', '0.62', 0.07, 0.93],
    ['3,k', '0.91', 0.68, 0.99],
  ])('ICC(%s) %s', (form, printed, low, high) => {
    const found = icc(judged, form);
    expect(numberOf(found).toFixed(2)).toBe(printed);
    // The intervals are quoted from memory of what R's psych prints for the same table.
    const interval = found.estimable ? found.interval : null;
    expect(interval?.low.toFixed(2)).toBe(low.toFixed(2));
    expect(interval?.high.toFixed(2)).toBe(high.toFixed(2));
  });

  test('edges are told', () => {
    expect(reasonOf(icc([], '1,1'))).toBe('NO_PAIRS');
    expect(reasonOf(icc([[1], [2]], '1,1'))).toBe('ONE_READER');
    expect(reasonOf(icc([[1, 2]], '1,1'))).toBe('TOO_FEW_FILES');
    expect(
      reasonOf(
        icc(
          [
            [3, 3],
            [3, 3],
          ],
          '2,1',
        ),
      ),
    ).toBe('NO_VARIATION');
  });
});

describe('what cannot be estimated is said, never NaN', () => {
  test.each([
    ['no readings', [], 'NO_PAIRS'],
    ['one reader', readings('1 2 3 4'), 'ONE_READER'],
    ['no file in common', readings('1 2 . .', '. . 3 4'), 'NO_PAIRS'],
    ['all the same', readings('4 4 4 4', '4 4 4 4'), 'NO_VARIATION'],
  ] as const)('%s', (_, given, reason) => {
    for (const metric of ['NOMINAL', 'ORDINAL', 'INTERVAL', 'RATIO'] as const) {
      expect(alpha(given, metric, how)).toEqual({ estimable: false, reason });
    }
    expect(weightedKappa(given, 'LINEAR', how)).toEqual({ estimable: false, reason });
  });

  test('few files have a value and no interval; so has perfect agreement', () => {
    const few = alpha(readings('1 2 3 4', '1 2 3 3'), 'ORDINAL', how);
    expect(few).toMatchObject({ estimable: true, interval: null, intervalMissing: 'TOO_FEW_FILES' });
    const row = '1 2 3 4 1 2 3 4 1 2 3 4';
    const perfect = weightedKappa(readings(row, row), 'QUADRATIC', how);
    expect(perfect).toMatchObject({ value: 1, interval: null, intervalMissing: 'NO_DISAGREEMENT' });
  });

  test('nearly no variation has no interval', () => {
    const one = ['4', ...Array.from({ length: 19 }, () => '3')].join(' ');
    expect(alpha(readings(one, one.replace('4', '3')), 'ORDINAL', how)).toMatchObject({
      intervalMissing: 'TOO_LITTLE_VARIATION',
    });
  });

  test('one reader twice for a file is a fault of the caller', () => {
    const twice = [...readings('1 2', '1 3'), { unit: 'u0', reader: 'r0', value: 2 }];
    expect(() => alpha(twice, 'ORDINAL', how)).toThrow('One reader, one value');
  });
});

describe('bootstrap intervals', () => {
  const chance = new Chance('grades');
  const given = Array.from({ length: 40 }, (_, unit) => {
    const quality = chance.normal();
    return ['a', 'b'].map((reader) => {
      const seen = quality + 0.6 * chance.normal();
      return { unit: `u${unit}`, reader, value: seen < -1 ? 1 : seen < 0 ? 2 : seen < 1 ? 3 : 4 };
    });
  }).flat();

  test('the same label gives the same interval, whatever the order of the readings; another label another', () => {
    const once = alpha(given, 'ORDINAL', { label: 'one' });
    expect(alpha([...given].reverse(), 'ORDINAL', { label: 'one' })).toEqual(once);
    expect(alpha(given, 'ORDINAL', { label: 'two' })).not.toEqual(once);
  });

  test('holds the value and narrows with the number of files', () => {
    const widthOf = (estimate: Estimate) => {
      if (!estimate.estimable || !estimate.interval) throw new Error('no interval');
      expect(estimate.interval.low).toBeLessThan(estimate.value);
      expect(estimate.interval.high).toBeGreaterThan(estimate.value);
      return estimate.interval.high - estimate.interval.low;
    };
    const four = [0, 1, 2, 3].flatMap((copy) =>
      given.map((reading) => ({ ...reading, unit: `${copy}/${reading.unit}` })),
    );
    const ratio = widthOf(alpha(given, 'ORDINAL', how)) / widthOf(alpha(four, 'ORDINAL', how));
    expect(ratio).toBeGreaterThan(1.7);
    expect(ratio).toBeLessThan(2.6);
  });
});
