import type { Chance } from './chance';

/** Files with their readers by place; what is fixed was given out earlier and stays. */
export interface PairingProblem {
  readonly readers: number;
  readonly fixed: readonly (readonly number[])[];
  readonly given: readonly (readonly number[])[];
  /** As in the flow: −1 where the reader may not have the file. */
  readonly costs: Int8Array;
}

/** One reader's place in one file. */
interface Slot {
  readonly file: number;
  readonly place: number;
}

const TRIES = 48;
const PASSES = 8;
const BRIDGE_TRIES = 20_000;

/**
 * Spreads who reads with whom by exchanging readers between two files. Loads stay as they are and so does the cost of specialties;
 * only to join two groups of readers who would share no file may the least dearer exchange be made: severity can be
 * compared only where readings are connected.
 */
export class Pairings {
  private readonly together: Int32Array;
  private readonly given: number[][];
  private readonly slots: Slot[] = [];

  constructor(
    private readonly problem: PairingProblem,
    private readonly chance: Chance,
  ) {
    this.together = new Int32Array(problem.readers * problem.readers);
    this.given = problem.given.map((readers) => [...readers]);
    this.given.forEach((readers, file) => {
      const all = this.all(file);
      for (const [index, one] of all.entries()) for (const other of all.slice(index + 1)) this.add(one, other, 1);
      if (all.length > 1) this.slots.push(...readers.map((_, place) => ({ file, place })));
    });
  }

  spread(): number[][] {
    if (this.slots.length > 1) {
      for (let pass = 0; pass < PASSES && this.pass(); pass += 1);
      while (this.groups() > 1 && this.join());
    }
    return this.given;
  }

  /** Groups of readers that share no file with another group; those who read with nobody stand outside. */
  groups(): number {
    const { readers } = this.problem;
    const root = Array.from({ length: readers }, (_, reader) => reader);
    const find = (reader: number): number => {
      let at = reader;
      while (root[at] !== at) at = root[at] as number;
      return at;
    };
    const seen = new Set<number>();
    for (let one = 0; one < readers; one += 1) {
      for (let other = one + 1; other < readers; other += 1) {
        if (this.count(one, other) === 0) continue;
        seen.add(one).add(other);
        root[find(one)] = find(other);
      }
    }
    return new Set([...seen].map(find)).size;
  }

  /** How many files two readers share at most. */
  most(): number {
    return this.together.reduce((most, number) => Math.max(most, number), 0);
  }

  private has(file: number, reader: number): boolean {
    return (this.given[file] as number[]).includes(reader) || (this.problem.fixed[file] as number[]).includes(reader);
  }

  private all(file: number): number[] {
    return [...(this.problem.fixed[file] as number[]), ...(this.given[file] as number[])];
  }

  private count(one: number, other: number): number {
    return this.together[one * this.problem.readers + other] as number;
  }

  private add(one: number, other: number, by: number): void {
    const { readers } = this.problem;
    const next = this.count(one, other) + by;
    this.together[one * readers + other] = next;
    this.together[other * readers + one] = next;
  }

  private cost(file: number, reader: number): number {
    return this.problem.costs[file * this.problem.readers + reader] as number;
  }

  private pass(): boolean {
    let better = false;
    const usual = this.usual();
    for (const slot of this.chance.shuffled(this.slots)) {
      if (this.mostTogether(slot) <= usual) continue;
      for (let tries = 0; tries < TRIES; tries += 1) {
        const other = this.slots[this.chance.below(this.slots.length)] as Slot;
        if ((this.dearer(slot, other) ?? 1) > 0) continue;
        if (this.exchange(slot, other) < 0) {
          better = true;
          break;
        }
        this.exchange(slot, other);
      }
    }
    return better;
  }

  /** How often two readers would meet if everybody met everybody equally often, rounded down, at least once. */
  private usual(): number {
    const { readers } = this.problem;
    const met = this.together.reduce((sum, number) => sum + number, 0);
    return Math.max(1, Math.floor(met / (readers * (readers - 1))));
  }

  private mostTogether({ file, place }: Slot): number {
    const reader = (this.given[file] as number[])[place] as number;
    return Math.max(...this.all(file).map((other) => (other === reader ? 0 : this.count(reader, other))));
  }

  /** How much dearer an exchange of two readers is; null where a file may not have the other's reader. */
  private dearer(one: Slot, other: Slot): number | null {
    if (one.file === other.file) return null;
    const mine = (this.given[one.file] as number[])[one.place] as number;
    const theirs = (this.given[other.file] as number[])[other.place] as number;
    if (mine === theirs || this.has(one.file, theirs) || this.has(other.file, mine)) return null;
    const mineThere = this.cost(other.file, mine);
    const theirsHere = this.cost(one.file, theirs);
    if (mineThere === -1 || theirsHere === -1) return null;
    return theirsHere + mineThere - this.cost(one.file, mine) - this.cost(other.file, theirs);
  }

  /** Exchanges and says how the sum of squared pairings changed; exchanging once more takes it back. */
  private exchange(one: Slot, other: Slot): number {
    const mine = (this.given[one.file] as number[])[one.place] as number;
    const theirs = (this.given[other.file] as number[])[other.place] as number;
    return this.replace(one, theirs) + this.replace(other, mine);
  }

  private replace({ file, place }: Slot, by: number): number {
    const readers = this.given[file] as number[];
    const out = readers[place] as number;
    let change = 0;
    for (const beside of this.all(file)) {
      if (beside === out) continue;
      change += 1 - 2 * this.count(out, beside);
      this.add(out, beside, -1);
      change += 1 + 2 * this.count(by, beside);
      this.add(by, beside, 1);
    }
    readers[place] = by;
    return change;
  }

  /** Joins two groups by the cheapest exchange found; false where none joins any. */
  private join(): boolean {
    const before = this.groups();
    let best: { one: Slot; other: Slot; dearer: number } | null = null;
    for (let tries = 0; tries < BRIDGE_TRIES && best?.dearer !== 0; tries += 1) {
      const one = this.slots[this.chance.below(this.slots.length)] as Slot;
      const other = this.slots[this.chance.below(this.slots.length)] as Slot;
      const dearer = this.dearer(one, other);
      if (dearer === null || (best && dearer >= best.dearer)) continue;
      this.exchange(one, other);
      if (this.groups() < before) best = { one, other, dearer: Math.max(dearer, 0) };
      this.exchange(one, other);
    }
    if (!best) return false;
    this.exchange(best.one, best.other);
    return true;
  }
}
