import type { Chance } from './chance';

/** Files and readers by their place in a list. A file never gets the same reader twice. */
export interface FlowProblem {
  /** Readers that each file still needs. */
  readonly needed: readonly number[];
  /** Files that each reader has already, and the most they take in all. */
  readonly loads: readonly number[];
  readonly caps: readonly number[];
  /** Small whole costs, a row of readers for each file; −1 where the reader may not have the file. */
  readonly costs: Int8Array;
}

const FORBIDDEN = -1;

/**
 * The assignment of least cost, found exactly with whole numbers: first the most readings, then loads as even as the conflicts
 * and caps allow (least sum of squares), then the least cost of specialties.
 *
 * Successive shortest paths. There are far more files than readers, so the residual network is kept on the readers alone:
 * between two readers stands the cheapest change of hands of one file. A last place, NOBODY, takes what no reader can.
 */
export class Flow {
  private readonly readers: number;
  private readonly nobody: number;
  private readonly places: number;
  private readonly highest: number;
  private readonly steps: number;
  /** How many files could change hands from one place to another at each difference of cost. */
  private readonly changes: Int32Array;
  private readonly cheapest: Float64Array;
  private readonly held: number[][];
  private readonly filesAt: number[][];
  private readonly loads: number[];
  private readonly evenness: number;
  private readonly missing: number;

  constructor(
    private readonly problem: FlowProblem,
    private readonly chance: Chance,
  ) {
    const { needed, loads, costs } = problem;
    this.readers = loads.length;
    this.nobody = this.readers;
    this.places = this.readers + 1;
    this.highest = costs.reduce((most, cost) => Math.max(most, cost), 0);
    this.steps = 2 * this.highest + 1;
    this.changes = new Int32Array(this.places * this.places * this.steps);
    this.cheapest = new Float64Array(this.places * this.places).fill(Number.POSITIVE_INFINITY);
    this.held = needed.map(() => []);
    this.filesAt = Array.from({ length: this.places }, () => []);
    this.loads = [...loads];
    const asked = needed.reduce((sum, count) => sum + count, 0);
    const most = asked + loads.reduce((top, load) => Math.max(top, load), 0);
    // One step of evenness weighs more than all specialties together, a missing reading more than any path.
    this.evenness = this.highest * asked + 1;
    this.missing = this.evenness * (2 * most + 2) + (this.highest + 1) * 2 * this.places;
  }

  /** New readers of each file; fewer than needed where conflicts and caps leave none. */
  solve(): number[][] {
    const order = this.chance.shuffled(this.problem.needed.map((_, file) => file));
    for (const file of order) {
      for (let n = 0; n < (this.problem.needed[file] as number); n += 1) this.send(file);
    }
    return this.held.map((places) => places.filter((place) => place !== this.nobody));
  }

  private cost(file: number, place: number): number {
    return place === this.nobody ? 0 : (this.problem.costs[file * this.readers + place] as number);
  }

  private mayTake(file: number, place: number): boolean {
    if (place === this.nobody) return true;
    return this.cost(file, place) !== FORBIDDEN && !(this.held[file] as number[]).includes(place);
  }

  /** What one more file costs at a place: loads squared, so that an even load is the cheapest. */
  private oneMore(place: number): number {
    if (place === this.nobody) return this.missing;
    const load = this.loads[place] as number;
    return load >= (this.problem.caps[place] as number) ? Number.POSITIVE_INFINITY : this.evenness * (2 * load + 1);
  }

  private send(file: number): void {
    const { distance, before } = this.shortest(file);
    let least = Number.POSITIVE_INFINITY;
    let ends: number[] = [];
    for (let place = 0; place < this.places; place += 1) {
      const total = (distance[place] as number) + this.oneMore(place);
      if (total < least) {
        least = total;
        ends = [place];
      } else if (total === least && total < Number.POSITIVE_INFINITY) ends.push(place);
    }
    const end = ends[this.chance.below(ends.length)] as number;
    const hops: { file: number; from: number; to: number }[] = [];
    let first = end;
    for (let to = end; before[to] !== -1; to = before[to] as number) {
      first = before[to] as number;
      hops.push({ file: this.carrier(first, to), from: first, to });
    }
    for (const hop of hops) this.hand(hop.file, hop.from, hop.to);
    this.hand(file, null, first);
    this.loads[end] = (this.loads[end] ?? 0) + 1;
  }

  /** Cheapest ways from a file over changes of hands to every place (Bellman and Ford: costs of changes may be negative). */
  private shortest(file: number): { distance: Float64Array; before: Int32Array } {
    const { places, cheapest } = this;
    const distance = new Float64Array(places).fill(Number.POSITIVE_INFINITY);
    const before = new Int32Array(places).fill(-1);
    for (let place = 0; place < places; place += 1) {
      if (this.mayTake(file, place)) distance[place] = this.cost(file, place);
    }
    for (let round = 0, changed = true; changed; round += 1) {
      if (round > places) throw new Error('assignment: a circle of negative cost, the flow was not of least cost');
      changed = false;
      for (let from = 0; from < places; from += 1) {
        const so = distance[from] as number;
        if (so === Number.POSITIVE_INFINITY) continue;
        const row = from * places;
        for (let to = 0; to < places; to += 1) {
          const total = so + (cheapest[row + to] as number);
          if (total < (distance[to] as number)) {
            distance[to] = total;
            before[to] = from;
            changed = true;
          }
        }
      }
    }
    return { distance, before };
  }

  /** A file that changes hands between two places at the least cost; which one of several is left to chance. */
  private carrier(from: number, to: number): number {
    const wanted = this.cheapest[from * this.places + to] as number;
    const files = this.filesAt[from] as number[];
    const start = this.chance.below(files.length);
    for (let step = 0; step < files.length; step += 1) {
      const file = files[(start + step) % files.length] as number;
      if (this.mayTake(file, to) && this.cost(file, to) - this.cost(file, from) === wanted) return file;
    }
    throw new Error('assignment: a change of hands without a file');
  }

  private hand(file: number, from: number | null, to: number): void {
    this.count(file, -1);
    const places = this.held[file] as number[];
    if (from !== null) {
      places.splice(places.indexOf(from), 1);
      const files = this.filesAt[from] as number[];
      files.splice(files.indexOf(file), 1);
    }
    places.push(to);
    (this.filesAt[to] as number[]).push(file);
    this.count(file, 1);
  }

  /** Enters or strikes out every change of hands that a file offers where it is now. */
  private count(file: number, by: 1 | -1): void {
    for (const from of this.held[file] as number[]) {
      const paid = this.cost(file, from);
      for (let to = 0; to < this.places; to += 1) {
        if (to === from || !this.mayTake(file, to)) continue;
        this.change(from * this.places + to, this.cost(file, to) - paid, by);
      }
    }
  }

  private change(pair: number, difference: number, by: 1 | -1): void {
    const base = pair * this.steps + this.highest;
    const left = (this.changes[base + difference] as number) + by;
    this.changes[base + difference] = left;
    const least = this.cheapest[pair] as number;
    if (by === 1 && difference < least) this.cheapest[pair] = difference;
    if (by === -1 && left === 0 && difference === least) {
      let next = difference + 1;
      while (next <= this.highest && this.changes[base + next] === 0) next += 1;
      this.cheapest[pair] = next > this.highest ? Number.POSITIVE_INFINITY : next;
    }
  }
}
