/**
 * Coverage of the other 95 % intervals: agreement, rates, differences of rates, inflation, adjusted means. Told, and a
 * failure only where one holds the truth less often than 92 % (small files are hard; too wide is honest).
 * `npm run bench:intervals [-- runs]`.
 */
import { alpha, weightedKappa } from '../../src/peer-reviews/statistics/agreement';
import type { Reading } from '../../src/peer-reviews/statistics/agreement-data';
import { Chance } from '../../src/peer-reviews/statistics/chance';
import { type GradedTwice, type GradeStep, inflation } from '../../src/peer-reviews/statistics/inflation';
import { shareDifference, weightedShare, wilson } from '../../src/peer-reviews/statistics/proportions';
import type { SeverityReading } from '../../src/peer-reviews/statistics/reader-groups';
import { Severity } from '../../src/peer-reviews/statistics/severity';
import { Tally } from './coverage';

const RUNS = Number(process.argv[2] ?? 1000);
const LEAST = 92;

const gradeOf = (x: number): GradeStep => (x < -1.5 ? 1 : x < -0.3 ? 2 : x < 0.8 ? 3 : 4);
const pointsOf = (x: number): number => Math.round(Math.min(Math.max(78 + 9 * x, 0), 100));

function twoReaders(chance: Chance, files: number, noise: number, shown: (x: number) => number): Reading[] {
  return Array.from({ length: files }, (_, file) => {
    const quality = chance.normal();
    return ['a', 'b'].map((reader) => ({ unit: `${file}`, reader, value: shown(quality + noise * chance.normal()) }));
  }).flat();
}

let failed = false;
function told(name: string, tally: Tally): void {
  if (tally.share < LEAST) failed = true;
  console.log(`${tally.share < LEAST ? 'BROKEN' : 'kept  '} ${name}: ${tally.told}`);
}

function agreement(): void {
  for (const noise of [0.3, 0.7, 1.5]) {
    const large = twoReaders(new Chance(`truth ${noise}`), 60_000, noise, gradeOf);
    const points = twoReaders(new Chance(`truth ${noise}`), 60_000, noise, pointsOf);
    const value = (
      of: typeof alpha | typeof weightedKappa,
      rows: Reading[],
      by: 'ORDINAL' | 'INTERVAL' | 'QUADRATIC',
    ) => {
      const found = of(rows, by as never, { label: 'truth', resamples: 1 });
      return found.estimable ? found.value : 0;
    };
    const truths = [
      value(alpha, large, 'ORDINAL'),
      value(weightedKappa, large, 'QUADRATIC'),
      value(alpha, points, 'INTERVAL'),
    ];
    for (const files of [12, 30, 100]) {
      const tallies = [new Tally(), new Tally(), new Tally()];
      for (let run = 0; run < RUNS; run += 1) {
        const how = { label: `${run}`, resamples: 400 };
        const grades = twoReaders(new Chance(`${noise} ${files} ${run}`), files, noise, gradeOf);
        const given = twoReaders(new Chance(`${noise} ${files} ${run}`), files, noise, pointsOf);
        tallies[0]!.add(alpha(grades, 'ORDINAL', how), truths[0]!);
        tallies[1]!.add(weightedKappa(grades, 'QUADRATIC', how), truths[1]!);
        tallies[2]!.add(alpha(given, 'INTERVAL', how), truths[2]!);
      }
      const names = ['alpha of grades', 'kappa of grades', 'alpha of points'];
      tallies.forEach((tally, at) => {
        told(`${names[at]} ${truths[at]!.toFixed(2)}, ${files} files`, tally);
      });
    }
  }
}

const drawn = (chance: Chance, of: number, share: number) => {
  let hits = 0;
  for (let file = 0; file < of; file += 1) if (chance.next() < share) hits += 1;
  return { hits, of };
};

function rates(): void {
  // A few files have few outcomes, and at some shares no interval holds exactly 95 %: what counts is the mean over shares.
  for (const of of [2, 10, 40]) {
    const [one, difference] = [new Tally(), new Tally()];
    for (let run = 0; run < 10 * RUNS; run += 1) {
      const chance = new Chance(`rate ${of} ${run}`);
      const [share, other] = [0.3 + 0.7 * chance.next(), 0.3 + 0.7 * chance.next()];
      const [hits, met] = [drawn(chance, of, share), drawn(chance, of, other)];
      one.addInterval(wilson(hits)!, share);
      difference.addInterval(shareDifference(hits, met)!.interval, share - other);
    }
    told(`rates, ${of} files`, one);
    told(`differences of rates, ${of} files each`, difference);
  }
  const strata = new Tally();
  for (let run = 0; run < 10 * RUNS; run += 1) {
    const chance = new Chance(`strata ${run}`);
    const found = weightedShare([
      { ...drawn(chance, 10, 0.8), frame: 50 },
      { ...drawn(chance, 10, 0.5), frame: 200 },
      { ...drawn(chance, 5, 0.9), frame: 20 },
    ])!;
    strata.addInterval(found.interval, (0.8 * 50 + 0.5 * 200 + 0.9 * 20) / 270);
  }
  told('rate of three strata drawn at different rates', strata);
}

function gaps(): void {
  for (const files of [8, 20, 60]) {
    const graded = (chance: Chance, n: number): GradedTwice[] =>
      Array.from({ length: n }, () => {
        const quality = chance.normal();
        const side = (kind: number) => {
          const x = quality + kind + 0.6 * chance.normal();
          return { grade: gradeOf(x), points: pointsOf(x) };
        };
        return { local: side(0.7), outside: side(0) };
      });
    const truth = inflation(graded(new Chance('gap truth'), 300_000), { label: 'truth', resamples: 1 });
    const tallies = [new Tally(), new Tally(), new Tally()];
    for (let run = 0; run < RUNS; run += 1) {
      const found = inflation(graded(new Chance(`gap ${files} ${run}`), files), { label: `${run}`, resamples: 600 });
      tallies[0]!.add(found.steps, truth.steps.estimable ? truth.steps.value : 0);
      tallies[1]!.add(found.points, truth.points.estimable ? truth.points.value : 0);
      tallies[2]!.addInterval(found.goodRate!.interval, truth.goodRate!.value);
    }
    ['steps', 'points', 'rate of 优良'].forEach((name, at) => {
      told(`inflation in ${name}, ${files} files`, tallies[at]!);
    });
  }
}

/** An agency's files drawn from many, read by pairs of eight readers who differ. */
function adjusted(): void {
  const tally = new Tally();
  for (let run = 0; run < RUNS; run += 1) {
    const chance = new Chance(`adjusted ${run}`);
    const readings: SeverityReading[] = [];
    for (let file = 0; file < 60; file += 1) {
      const quality = 75 + 8 * chance.normal();
      const first = chance.below(8);
      const second = (first + 1 + chance.below(7)) % 8;
      for (const reader of [first, second]) {
        readings.push({
          file: `${file}`,
          reader: `r${reader}`,
          score: quality + 3 * (reader - 3.5) + 5 * chance.normal(),
        });
      }
    }
    tally.add(new Severity(readings).adjustedMean(Array.from({ length: 12 }, (_, file) => `${file}`)), 75);
  }
  told('adjusted mean of an agency of 12 files', tally);
}

console.log(`${RUNS} runs; told as broken below ${LEAST} %`);
agreement();
rates();
gaps();
adjusted();
process.exitCode = failed ? 1 : 0;
