import * as fc from 'fast-check';
import { DEFAULT_RECUSAL } from '../../src/peer-reviews/campaigns/campaign-settings.types';
import {
  ALREADY_READING,
  AT_CAP,
  assign,
  explainPair,
  NOT_ELIGIBLE,
} from '../../src/peer-reviews/reviewers/assignment';
import { dueDay } from '../../src/peer-reviews/reviewers/assignment.facts';
import { Chance } from '../../src/peer-reviews/reviewers/chance';
import { Flow, type FlowProblem } from '../../src/peer-reviews/reviewers/flow';
import { Pairings } from '../../src/peer-reviews/reviewers/pairings';
import { type FileFacts, type ReaderFacts } from '../../src/peer-reviews/reviewers/reviewer-facts.types';
import { buildCalendar } from '../../src/regulation';

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Another way to the most readings, as plain as can be: augmenting paths from files to readers with room. */
class PlainFlow {
  private readonly held: number[][];
  readonly loads: number[];
  constructor(private readonly problem: FlowProblem) {
    this.held = problem.needed.map(() => []);
    this.loads = [...problem.loads];
  }
  private may = (file: number, reader: number) =>
    this.problem.costs[file * this.loads.length + reader] !== -1 && !this.held[file]?.includes(reader);
  private push(file: number, caps: readonly number[], seen: Set<number>): boolean {
    for (let reader = 0; reader < this.loads.length; reader += 1) {
      if (seen.has(reader) || !this.may(file, reader)) continue;
      seen.add(reader);
      if ((this.loads[reader] as number) < (caps[reader] as number)) {
        this.loads[reader] = (this.loads[reader] as number) + 1;
        this.held[file]?.push(reader);
        return true;
      }
      for (let other = 0; other < this.held.length; other += 1) {
        const theirs = this.held[other] as number[];
        if (other === file || !theirs.includes(reader)) continue;
        theirs.splice(theirs.indexOf(reader), 1);
        if (this.push(other, caps, seen)) {
          this.held[file]?.push(reader);
          return true;
        }
        theirs.push(reader);
      }
    }
    return false;
  }
  /** Sends all that goes through under these caps; says how many readings there are in all. */
  fill(caps: readonly number[]): number {
    for (let again = true; again; ) {
      again = false;
      this.problem.needed.forEach((needed, file) => {
        while ((this.held[file] as number[]).length < needed && this.push(file, caps, new Set())) again = true;
      });
    }
    return sum(this.held.map((readers) => readers.length));
  }
}

/** Whether some assignment with the most readings leaves all loads between `least` and one more. */
function evenFeasible(problem: FlowProblem, most: number): boolean {
  const total = sum(problem.loads) + most;
  const least = Math.floor(total / problem.loads.length);
  const lower = problem.caps.map((cap) => Math.min(cap, least));
  if (lower.some((load) => load < least) || problem.loads.some((load) => load > least + 1)) return false;
  const flow = new PlainFlow(problem);
  flow.fill(lower);
  if (flow.loads.some((load) => load < least)) return false;
  return flow.fill(problem.caps.map((cap) => Math.min(cap, least + 1))) === most;
}

const problems = (files: number, readers: number) =>
  fc
    .record({ files: fc.integer({ min: 1, max: files }), readers: fc.integer({ min: 1, max: readers }) })
    .chain(({ files: f, readers: r }) =>
      fc.record({
        needed: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: f, maxLength: f }),
        loads: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: r, maxLength: r }),
        caps: fc.array(fc.integer({ min: 2, max: 2 * f }), { minLength: r, maxLength: r }),
        costs: fc
          .array(fc.constantFrom(-1, 0, 0, 1, 2), { minLength: f * r, maxLength: f * r })
          .map((costs) => Int8Array.from(costs)),
        seed: fc.string(),
      }),
    );

const costOf = (problem: FlowProblem, given: readonly (readonly number[])[]) => {
  const loads = [...problem.loads];
  for (const reader of given.flat()) loads[reader] = (loads[reader] as number) + 1;
  return {
    loads,
    number: given.flat().length,
    squares: sum(loads.map((load) => load * load)),
    specialty: sum(
      given.flatMap((readers, file) =>
        readers.map((reader) => problem.costs[file * problem.loads.length + reader] ?? 0),
      ),
    ),
  };
};

/** Every assignment there is, tried one after the other. */
function best(problem: FlowProblem): readonly [number, number, number] {
  const readers = problem.loads.map((_, reader) => reader);
  const choices = problem.needed.map((needed, file) => {
    const may = readers.filter((reader) => problem.costs[file * readers.length + reader] !== -1);
    return Array.from({ length: 2 ** may.length }, (_, set) => may.filter((_, bit) => (set >> bit) % 2 === 1)).filter(
      (set) => set.length <= needed,
    );
  });
  let found: readonly [number, number, number] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const go = (given: number[][]) => {
    if (given.length === choices.length) {
      const { loads, number, squares, specialty } = costOf(problem, given);
      if (loads.some((load, reader) => load > (problem.caps[reader] as number))) return;
      const better = number - found[0] || found[1] - squares || found[2] - specialty || 0;
      if (better > 0) found = [number, squares, specialty];
      return;
    }
    for (const set of choices[given.length] as number[][]) go([...given, set]);
  };
  go([]);
  return found;
}

describe('the flow', () => {
  test('is the best of all assignments: most readings, evenest loads, least specialty, in this order', () => {
    fc.assert(
      fc.property(problems(3, 4), (problem) => {
        const { number, squares, specialty } = costOf(problem, new Flow(problem, new Chance(problem.seed)).solve());
        expect([number, squares, specialty]).toEqual(best(problem));
      }),
      { numRuns: 150 },
    );
  });

  test('never a conflict, never over a cap, never a reader twice; as many readings as a plain maximum flow; even where that is feasible', () => {
    let even = 0;
    let uneven = 0;
    fc.assert(
      fc.property(problems(40, 8), (problem) => {
        const given = new Flow(problem, new Chance(problem.seed)).solve();
        const { loads, number } = costOf(problem, given);
        given.forEach((readers, file) => {
          expect(new Set(readers).size).toBe(readers.length);
          expect(readers.length).toBeLessThanOrEqual(problem.needed[file] as number);
          for (const reader of readers) expect(problem.costs[file * loads.length + reader]).not.toBe(-1);
        });
        loads.forEach((load, reader) => {
          expect(load).toBeLessThanOrEqual(problem.caps[reader] as number);
        });
        expect(number).toBe(new PlainFlow(problem).fill(problem.caps));
        if (evenFeasible(problem, number)) {
          even += 1;
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
        } else uneven += 1;
      }),
      { numRuns: 150 },
    );
    // Both cases came up: the line above is not empty.
    expect(even).toBeGreaterThan(20);
    expect(uneven).toBeGreaterThan(20);
  });
});

describe('who reads with whom', () => {
  const spreadOf = (problem: FlowProblem, seed: string, fixed = problem.needed.map((): number[] => [])) => {
    const given = new Flow(problem, new Chance(seed)).solve();
    const pairings = new Pairings(
      { readers: problem.loads.length, fixed, given, costs: problem.costs },
      new Chance(`${seed} pairs`),
    );
    return { given, spread: pairings.spread(), groups: pairings.groups() };
  };

  test('exchanges keep every load, every conflict and the cost of specialties, unless two groups had to be joined', () => {
    fc.assert(
      fc.property(problems(30, 7), (problem) => {
        const { given, spread } = spreadOf(problem, problem.seed);
        const before = costOf(problem, given);
        const after = costOf(problem, spread);
        expect(after.loads).toEqual(before.loads);
        expect(spread.map((readers) => readers.length)).toEqual(given.map((readers) => readers.length));
        spread.forEach((readers, file) => {
          expect(new Set(readers).size).toBe(readers.length);
          for (const reader of readers) expect(problem.costs[file * problem.loads.length + reader]).not.toBe(-1);
        });
        expect(after.specialty).toBeGreaterThanOrEqual(before.specialty);
      }),
      { numRuns: 150 },
    );
  });

  test('no two readers are always together, and all are connected', () => {
    const problem: FlowProblem = {
      needed: Array.from({ length: 60 }, () => 2),
      loads: Array.from({ length: 6 }, () => 0),
      caps: Array.from({ length: 6 }, () => 60),
      costs: new Int8Array(60 * 6),
    };
    const { spread, groups } = spreadOf(problem, 'seed');
    const pairs = new Map<string, number>();
    for (const readers of spread) {
      const pair = [...readers].sort().join();
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    // 60 files over 15 pairs.
    expect([...pairs.values()].sort()).toEqual(Array.from({ length: 15 }, () => 4));
    expect(groups).toBe(1);
  });

  test('two circles of specialists are joined by a reading outside the main kind', () => {
    const costs = Int8Array.from(
      Array.from({ length: 20 }, (_, file) =>
        Array.from({ length: 6 }, (_, reader) => (file % 2 === reader % 2 ? 0 : 1)),
      ).flat(),
    );
    const problem: FlowProblem = {
      needed: Array.from({ length: 20 }, () => 2),
      loads: Array.from({ length: 6 }, () => 0),
      caps: Array.from({ length: 6 }, () => 20),
      costs,
    };
    const { given, spread, groups } = spreadOf(problem, 'seed');
    expect(costOf(problem, given).loads.every((load) => load === 6 || load === 7)).toBe(true);
    expect(groups).toBe(1);
    expect(costOf(problem, spread).specialty - costOf(problem, given).specialty).toBeLessThanOrEqual(2);
  });
});

const reader = (n: number, more: Partial<ReaderFacts> = {}): ReaderFacts => ({
  reviewerId: `reviewer ${String(n).padStart(3, '0')}`,
  personId: `person ${n}`,
  practisingSince: '2010-01-01',
  caseKinds: n % 3 === 0 ? ['CIVIL', 'CRIMINAL'] : ['CRIMINAL', 'CIVIL'],
  disciplinedOn: null,
  availableFrom: '2026-01-01',
  availableTo: null,
  mostFiles: 1000,
  appointed: true,
  organizations: [{ id: `firm ${n}`, until: null }],
  regions: [`1101${String(n % 16).padStart(2, '0')}`],
  offices: [],
  declared: [],
  objectedFiles: [],
  undecidedFiles: [],
  filesRead: [],
  filesHeld: [],
  ...more,
});

const file = (n: number, more: Partial<FileFacts> = {}): FileFacts => ({
  caseFileId: `file ${String(n).padStart(5, '0')}`,
  caseKind: n % 4 === 0 ? 'CIVIL' : 'CRIMINAL',
  agencyId: `agency ${n % 16}`,
  regionCode: `1101${String(n % 16).padStart(2, '0')}`,
  handlers: [`handler ${n % 300}`],
  organizations: [`firm ${n % 90}`],
  partakers: [],
  coOffenderOrganizations: [],
  coOffenderHandlers: [],
  ...more,
});

const input = (files: number, readers: number, seed = 'seed') => ({
  seed,
  files: Array.from({ length: files }, (_, n) => ({ facts: file(n), needed: 2, kept: [] as string[] })),
  readers: Array.from({ length: readers }, (_, n) => reader(n)),
  loads: new Map<string, number>(),
  policy: DEFAULT_RECUSAL,
  time: { from: '2026-11-22', to: '2026-12-31' },
});

describe('an assignment', () => {
  test('the same seed gives the same, in whatever order files and readers come; another seed another', () => {
    const given = input(120, 20);
    const turned = { ...given, files: [...given.files].reverse(), readers: [...given.readers].reverse() };
    expect(assign(turned)).toEqual(assign(given));
    expect(assign({ ...given, seed: 'other' }).readings).not.toEqual(assign(given).readings);
  });

  test('never against a conflict, loads within one of each other, everything explained', () => {
    const given = input(300, 30);
    const plan = assign(given);
    expect(plan.readings).toHaveLength(600);
    expect(plan.unassignable).toEqual([]);
    const loads = plan.loads.map(({ added }) => added);
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
    expect(plan.groups).toBe(1);
    const files = new Map(given.files.map(({ facts }) => [facts.caseFileId, facts]));
    const readers = new Map(given.readers.map((each) => [each.reviewerId, each]));
    for (const { caseFileId, reviewerId } of plan.readings) {
      const findings = explainPair(
        readers.get(reviewerId) as ReaderFacts,
        files.get(caseFileId) as FileFacts,
        given.policy,
        given.time,
      );
      expect(findings).toHaveLength(14);
      expect(findings.filter(({ met }) => !met)).toEqual([]);
    }
  });

  test('a file that nobody may read is named, with how many each rule holds back and for how many it is the only one', () => {
    const given = input(0, 0);
    const plan = assign({
      ...given,
      files: [
        { facts: file(1, { caseKind: 'CRIMINAL', organizations: ['firm 1'] }), needed: 2, kept: ['reviewer 009'] },
      ],
      readers: [
        reader(1, { regions: ['120101'] }),
        reader(2, { regions: ['110101'], organizations: [{ id: 'firm 1', until: null }] }),
        reader(3, { mostFiles: 5 }),
        reader(4, { practisingSince: '2025-01-01' }),
        reader(5, { caseKinds: ['ADMINISTRATIVE'] }),
        reader(6),
        reader(9),
      ],
      loads: new Map([['reviewer 003', 5]]),
    });
    expect(plan.readings).toEqual([{ caseFileId: 'file 00001', reviewerId: 'reviewer 006' }]);
    expect(plan.unassignable).toEqual([
      {
        caseFileId: 'file 00001',
        missing: 1,
        hindrances: [
          { code: 'REVIEW_OWN_ORGANIZATION', readers: 2, alone: 1 },
          { code: 'REVIEW_SAME_AREA', readers: 1, alone: 0 },
          { code: AT_CAP, readers: 1, alone: 1 },
          { code: NOT_ELIGIBLE, readers: 1, alone: 1 },
          { code: 'REVIEWER_SPECIALTY', readers: 1, alone: 1 },
          { code: ALREADY_READING, readers: 2, alone: 2 },
        ],
      },
    ]);
    expect(plan.ineligible.map(({ reviewerId }) => reviewerId)).toEqual(['reviewer 004']);
  });

  test('readings that were given out stay: a stopped one and a third reader are drawn beside them, load counted', () => {
    const given = input(100, 12);
    const first = assign(given);
    const kept = (id: string) => first.readings.filter((r) => r.caseFileId === id).map((r) => r.reviewerId);
    const loads = new Map(first.loads.map(({ reviewerId, added }) => [reviewerId, added]));
    const stopped = first.readings[0] as (typeof first.readings)[number];
    loads.set(stopped.reviewerId, (loads.get(stopped.reviewerId) ?? 0) - 1);
    const third = 'file 00050';
    const again = assign({
      ...given,
      loads,
      readers: given.readers.map((each) =>
        each.reviewerId === stopped.reviewerId ? { ...each, filesRead: [stopped.caseFileId] } : each,
      ),
      files: given.files.map(({ facts }) => ({
        facts,
        needed: facts.caseFileId === stopped.caseFileId || facts.caseFileId === third ? 1 : 0,
        kept: kept(facts.caseFileId).filter(
          (id) => facts.caseFileId !== stopped.caseFileId || id !== stopped.reviewerId,
        ),
      })),
    });
    expect(again.readings.map(({ caseFileId }) => caseFileId).sort()).toEqual([stopped.caseFileId, third].sort());
    for (const { caseFileId, reviewerId } of again.readings) expect(kept(caseFileId)).not.toContain(reviewerId);
    const after = again.loads.map(({ before, added }) => before + added);
    expect(Math.max(...after) - Math.min(...after)).toBeLessThanOrEqual(1);
  });

  test('without a pool every file is unassignable, and nothing breaks', () => {
    const plan = assign({ ...input(2, 0) });
    expect(plan.readings).toEqual([]);
    expect(plan.unassignable.map(({ missing }) => missing)).toEqual([2, 2]);
  });
});

describe('due days of a campaign', () => {
  const calendar = buildCalendar();
  const day = (today: string, readingDueOn: string | null = '2026-03-30') =>
    dueDay(calendar, today, { readingDueOn, readingDays: 20 });

  test.each([
    ['2026-03-02', '2026-03-30'],
    ['2026-03-16', '2026-03-30'],
    ['2026-03-17', '2026-04-14'],
    ['2026-03-30', '2026-04-14'],
    ['2026-03-31', '2026-04-28'],
  ])(
    'given on %s, a reading is due on %s, whoever reads it: the first of them that leaves half of the time',
    (today, due) => {
      expect(day(today)).toBe(due);
    },
  );

  test('the first of them is so many working days after the first are given', () => {
    expect(day('2026-03-02', null)).toBe('2026-03-30');
  });
});
