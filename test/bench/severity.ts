/**
 * Do the intervals of readers' severity hold what they promise? Synthetic readers whose severity is known; the share of
 * 95 % intervals that hold it must lie between 93.5 and 96.5 %. `npm run bench:severity [-- runs]`.
 */
import { Chance } from '../../src/peer-reviews/statistics/chance';
import type { SeverityReading } from '../../src/peer-reviews/statistics/reader-groups';
import { Severity } from '../../src/peer-reviews/statistics/severity';
import { PROMISED, Tally } from './coverage';

const RUNS = Number(process.argv[2] ?? 2000);

interface Scene {
  readonly name: string;
  readonly readers: number;
  readonly files: number;
  /** Gold files, each read by half of the readers. */
  readonly gold: number;
  /** Standard deviation of a reader's noise. */
  readonly noise: (reader: number) => number;
  readonly drifting: boolean;
  readonly shown: (score: number) => number;
}

const points = (score: number) => Math.round(Math.min(Math.max(score, 0), 100));
const grade = (score: number) => (score < 60 ? 1 : score < 80 ? 2 : score < 90 ? 3 : 4);
const same = (score: number) => score;

const SCENES: readonly Scene[] = [
  {
    name: '12 readers, 60 files, equal noise',
    readers: 12,
    files: 60,
    gold: 0,
    noise: () => 6,
    drifting: false,
    shown: same,
  },
  {
    name: '12 readers, 60 files, noise 2 to 13',
    readers: 12,
    files: 60,
    gold: 0,
    noise: (r) => 2 + r,
    drifting: false,
    shown: same,
  },
  {
    name: '4 readers, 12 files, noise 3 to 9',
    readers: 4,
    files: 12,
    gold: 0,
    noise: (r) => 3 + 2 * r,
    drifting: false,
    shown: same,
  },
  {
    name: '12 readers, 60 files, whole points cut at 100',
    readers: 12,
    files: 60,
    gold: 0,
    noise: () => 6,
    drifting: false,
    shown: points,
  },
  {
    name: '12 readers, 60 files, grades 1 to 4',
    readers: 12,
    files: 60,
    gold: 0,
    noise: () => 6,
    drifting: false,
    shown: grade,
  },
  {
    name: '12 readers, 48 files, 6 gold files',
    readers: 12,
    files: 48,
    gold: 6,
    noise: (r) => 3 + r / 2,
    drifting: false,
    shown: Math.round,
  },
  {
    name: '10 readers, 80 files, drift',
    readers: 10,
    files: 80,
    gold: 0,
    noise: (r) => 3 + r / 2,
    drifting: true,
    shown: same,
  },
];

const severityOf = (reader: number) => ((reader * 7) % 11) - 5;
const driftOf = (scene: Scene, reader: number) => (scene.drifting ? ((reader * 5) % 7) - 3 : 0);

function score(scene: Scene, chance: Chance, quality: number, reader: number, half: number): number {
  return scene.shown(
    quality + severityOf(reader) + half * driftOf(scene, reader) + scene.noise(reader) * chance.normal(),
  );
}

/** Where scores are cut or graded, a reader's severity is how far the reader's mean lies from the others' over all files. */
function truth(scene: Scene): readonly number[] {
  const means = Array.from({ length: scene.readers }, (_, reader) => {
    if (scene.shown === same || scene.shown === Math.round) return severityOf(reader);
    const chance = new Chance(`truth ${reader}`);
    let sum = 0;
    for (let draw = 0; draw < 400_000; draw += 1) sum += score(scene, chance, quality(chance), reader, 0);
    return sum / 400_000;
  });
  const middle = scene.gold > 0 ? 0 : means.reduce((sum, mean) => sum + mean, 0) / means.length;
  return means.map((mean) => mean - middle);
}

const quality = (chance: Chance) => 78 + 9 * chance.normal();

/** Two different readers for each file, loads within one of each other. */
function pairs(scene: Scene, chance: Chance): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let waiting: number[] = [];
  const next = (other: number) => {
    if (waiting.every((reader) => reader === other)) {
      waiting.push(...Array.from({ length: scene.readers }, (_, reader) => reader));
    }
    const choices = waiting.map((reader, at) => ({ reader, at })).filter(({ reader }) => reader !== other);
    const { reader, at } = choices[chance.below(choices.length)]!;
    waiting = waiting.filter((_, place) => place !== at);
    return reader;
  };
  for (let file = 0; file < scene.files; file += 1) {
    const first = next(-1);
    found.push([first, next(first)]);
  }
  return found;
}

function city(scene: Scene, chance: Chance): { readings: SeverityReading[]; gold: Map<string, number> } {
  const tasks = pairs(scene, chance).map((readers, file) => ({
    file: `f${file}`,
    quality: quality(chance),
    readers: [...readers],
  }));
  const gold = new Map<string, number>();
  for (let file = 0; file < scene.gold; file += 1) {
    const value = Math.round(50 + 8 * file);
    gold.set(`g${file}`, value);
    const readers = Array.from({ length: scene.readers }, (_, reader) => reader).filter((r) => (r + file) % 2 === 0);
    tasks.push({ file: `g${file}`, quality: value, readers });
  }
  const totals = new Map<number, number>();
  for (const { readers } of tasks) for (const reader of readers) totals.set(reader, (totals.get(reader) ?? 0) + 1);
  const places = new Map<number, number[]>();
  for (const [reader, total] of totals) {
    places.set(
      reader,
      shuffled(
        Array.from({ length: total }, (_, at) => at),
        chance,
      ),
    );
  }
  const readings = tasks.flatMap((task) =>
    task.readers.map((reader) => {
      const place = places.get(reader)!.pop()!;
      const half = Math.sign(place - (totals.get(reader)! - 1) / 2) / 2;
      return { file: task.file, reader: `r${reader}`, place, score: score(scene, chance, task.quality, reader, half) };
    }),
  );
  return { readings, gold };
}

function shuffled(values: number[], chance: Chance): number[] {
  for (let at = values.length - 1; at > 0; at -= 1) {
    const other = chance.below(at + 1);
    [values[at], values[other]] = [values[other]!, values[at]!];
  }
  return values;
}

let failed = false;
function report(name: string, tally: Tally): void {
  const kept = tally.share >= PROMISED.least && tally.share <= PROMISED.most;
  if (!kept) failed = true;
  console.log(`${kept ? 'kept  ' : 'BROKEN'} ${name}: ${tally.told}`);
}

console.log(`${RUNS} runs a scene; promised: ${PROMISED.least}–${PROMISED.most} %`);
for (const scene of SCENES) {
  const known = truth(scene);
  const drifts = Array.from({ length: scene.readers }, (_, reader) => driftOf(scene, reader));
  const middle = drifts.reduce((sum, drift) => sum + drift, 0) / drifts.length;
  const [severity, drift] = [new Tally(), new Tally()];
  for (let run = 0; run < RUNS; run += 1) {
    const { readings, gold } = city(scene, new Chance(`${scene.name}/${run}`));
    const shown = scene.drifting ? readings : readings.map((reading) => ({ ...reading, place: null }));
    for (const found of new Severity(shown, gold).readers()) {
      const reader = Number(found.reader.slice(1));
      if (!scene.drifting) severity.add(found.severity, known[reader]!);
      else drift.add(found.drift, drifts[reader]! - middle);
    }
  }
  report(`${scene.name}, ${scene.drifting ? 'drift' : 'severity'}`, scene.drifting ? drift : severity);
}
process.exitCode = failed ? 1 : 0;
