import fc from 'fast-check';
import {
  detection,
  detectionExact,
  drawnDistribution,
  expectedCoverage,
  practitionerDetection,
} from '../../src/peer-reviews/campaigns/detection';
import type { DrawPlan, FrameLine } from '../../src/peer-reviews/campaigns/frame';
import { badFiles, readingLoad, samplingFigures } from '../../src/peer-reviews/campaigns/sampling-plan';

const asNumber = ({ numerator, denominator }: { numerator: bigint; denominator: bigint }) =>
  Number((numerator * 10n ** 15n) / denominator) / 1e15;
const sample = (most: number) =>
  fc
    .integer({ min: 0, max: most })
    .chain((files) =>
      fc.tuple(fc.constant(files), fc.integer({ min: 0, max: files }), fc.integer({ min: 0, max: files })),
    );

/** C(n, k) by Pascal's triangle: another way than the code's. */
function pascal(n: number): bigint[] {
  let row = [1n];
  for (let i = 0; i < n; i += 1) row = [1n, ...row.slice(1).map((value, j) => value + (row[j] ?? 0n)), 1n];
  return row;
}

describe('what a sample can find (hypergeometric)', () => {
  test('standards 9: 10 files of which 2 bad, 3 drawn: at least one bad with probability 53.3 %', () => {
    const { numerator, denominator } = detectionExact(10, 2, 3);
    expect(numerator * 15n).toBe(denominator * 8n);
    expect(detection(10, 2, 3).toFixed(3)).toBe('0.533');
  });

  test('the exact form is 1 − C(k − b, n) / C(k, n), by Pascal’s triangle', () => {
    fc.assert(
      fc.property(sample(40), ([files, bad, drawn]) => {
        const found = detectionExact(files, bad, drawn);
        const all = pascal(files)[drawn]!;
        expect(found.numerator * all).toBe((all - (pascal(files - bad)[drawn] ?? 0n)) * found.denominator);
      }),
    );
  });

  test('the number agrees with the exact form to ten digits, also for large frames', () => {
    fc.assert(
      fc.property(sample(2000), ([files, bad, drawn]) => {
        expect(detection(files, bad, drawn)).toBeCloseTo(asNumber(detectionExact(files, bad, drawn)), 10);
      }),
      { numRuns: 60 },
    );
  });

  test('edges: nothing bad is never found, everything drawn finds it, more draws never find less', () => {
    expect(detection(7, 0, 7)).toBe(0);
    expect(detection(7, 1, 7)).toBe(1);
    expect(detection(7, 3, 0)).toBe(0);
    expect(() => detection(3, 4, 1)).toThrow(RangeError);
    expect(() => detection(3, 1, 1.5)).toThrow(RangeError);
    fc.assert(
      fc.property(sample(60), ([files, bad, drawn]) => {
        if (drawn < files)
          expect(detection(files, bad, drawn + 1)).toBeGreaterThanOrEqual(detection(files, bad, drawn) - 1e-12);
      }),
    );
  });

  test('a practitioner who is the whole stratum has the plain probability; coverage makes a floor', () => {
    expect(practitionerDetection([{ own: 10, files: 10, size: 3 }], 2, 0)).toBeCloseTo(8 / 15, 12);
    expect(practitionerDetection([{ own: 10, files: 1000, size: 0 }], 2, 3)).toBeCloseTo(8 / 15, 12);
    // One of two files of the stratum is drawn, then one of one: 1 − ½·0 … by hand: ½ without coverage, 1 with it.
    expect(practitionerDetection([{ own: 1, files: 2, size: 1 }], 1, 0)).toBeCloseTo(0.5, 12);
    expect(practitionerDetection([{ own: 1, files: 2, size: 1 }], 1, 1)).toBeCloseTo(1, 12);
    expect(expectedCoverage([{ own: 1, files: 2, size: 1 }], 1)).toBeCloseTo(0.5, 12);
  });

  test('over several strata the probability equals a count of every possible draw', () => {
    // Strata of 4 and 3 files, 2 and 1 drawn; the practitioner has 2 and 1 of them, one of the three is bad.
    const parts = [
      { own: 2, files: 4, size: 2 },
      { own: 1, files: 3, size: 1 },
    ];
    let hit = 0;
    let all = 0;
    for (const one of [
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ]) {
      for (const other of [0, 1, 2]) {
        for (const bad of ['a0', 'a1', 'b0']) {
          all += 1;
          if ([...one.map((n) => `a${n}`), `b${other}`].includes(bad)) hit += 1;
        }
      }
    }
    expect(practitionerDetection(parts, 1, 0)).toBeCloseTo(hit / all, 12);
    expect(drawnDistribution(parts).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  test('Guangdong’s two files an agency find little: of 50 files with 10 bad ones, two draws find one in 36.3 %', () => {
    expect(detection(50, 10, 2)).toBeCloseTo(1 - (40 * 39) / (50 * 49), 12);
    expect(detection(50, 10, 2)).toBeCloseTo(0.3633, 4);
  });
});

describe('the plan before the draw', () => {
  const plan: DrawPlan = {
    byStage: false,
    share: { numerator: 1, denominator: 10 },
    sharesByKind: {},
    minimumPerStratum: 2,
    perPractitioner: 1,
  };
  const line = (n: number, practitioner: string): FrameLine => ({
    caseFileId: `file-${n}`,
    agencyId: 'agency',
    caseKind: 'CIVIL',
    stage: 'LITIGATION',
    closedOn: '2026-03-02',
    practitionerIds: [practitioner],
  });

  test('strata, draws, and practitioners by their number of files', () => {
    const lines = Array.from({ length: 30 }, (_, n) => line(n, n < 10 ? 'one' : n < 20 ? 'two' : `single-${n}`));
    const figures = samplingFigures(plan, lines, { numerator: 1, denominator: 5 });
    expect(figures.strata).toEqual([{ agencyId: 'agency', caseKind: 'CIVIL', stage: null, files: 30, size: 3 }]);
    expect(figures.stratumDraws).toBe(3);
    expect(figures.groups.map(({ files, bad, practitioners }) => [files, bad, practitioners])).toEqual([
      [1, 1, 10],
      [10, 2, 2],
    ]);
    // Those with one file are always drawn, by the stratum or by coverage.
    expect(figures.groups[0]!.least).toBeCloseTo(1, 12);
    // With ten files: 0 or 1 of them drawn counts as 1 (0.2), 2 as 2 (17/45), 3 as 3 (8/15).
    const p = drawnDistribution([{ own: 10, files: 30, size: 3 }]);
    const byHand = (p[0]! + p[1]!) * 0.2 + p[2]! * (17 / 45) + p[3]! * (8 / 15);
    expect(figures.groups[1]!.mean).toBeCloseTo(byHand, 12);
    // Of 13 expected draws of singles and both others' floors: 10 × 0.9 + 2 × P(none of ten drawn).
    expect(figures.coverageDraws).toBeCloseTo(9 + 2 * p[0]!, 10);
  });

  test('a share of bad files is rounded up, at least one, and reader-hours are files × readers × minutes', () => {
    expect(badFiles(10, { numerator: 1, denominator: 5 })).toBe(2);
    expect(badFiles(11, { numerator: 1, denominator: 5 })).toBe(3);
    expect(badFiles(1, { numerator: 1, denominator: 50 })).toBe(1);
    expect(readingLoad(500, 2, 90)).toEqual({ readings: 1000, minutes: 90_000, minutesWithThird: 135_000 });
  });
});
