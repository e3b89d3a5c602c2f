import { eigen, type Matrix, through, times, zeros } from './matrix';

/** What one reading holds of each parameter. */
export type Terms = readonly (readonly [parameter: number, times: number])[];

/** Readings of one file, whatever their scores. Where the file's true value is not known, only differences within it count. */
export interface ReadTogether {
  readonly known: boolean;
  readonly rows: readonly { readonly terms: Terms }[];
}

/** One file's part of the model; the file's own value is taken out by centring. */
interface Block {
  readonly known: boolean;
  readonly columns: readonly number[];
  readonly x: readonly Float64Array[];
}

/** A combination of the parameters, as far as the readings tell it before any score is seen. */
export interface Weighing {
  /** Through the inverse: how much of each parameter's own sum goes into it. */
  readonly turned: Float64Array;
  /** Whether they tell it at all. */
  readonly told: boolean;
  /** Its variance over that of one reading, where all readings are equally noisy. */
  readonly unitVariance: number;
}

/** What is left of each reading after the fit goes into the variance so often; and how well that variance is known. */
export interface ClusteredWeighing {
  /** By file and reading. */
  readonly weights: readonly Float64Array[];
  readonly freedom: number;
}

/** A file that alone decides something has no residual of its own: what it adds to the noise cannot be seen there. */
const LEAST_FREE = 0.02;
/** Eigenvalues below this share of the largest are none. */
const NOTHING = 1e-9;

function block({ known, rows }: ReadTogether): Block {
  const columns = [...new Set(rows.flatMap(({ terms }) => terms.map(([parameter]) => parameter)))];
  const x = rows.map(({ terms }) => {
    const line = new Float64Array(columns.length);
    for (const [parameter, often] of terms) line[columns.indexOf(parameter)]! += often;
    return line;
  });
  if (!known) {
    columns.forEach((_, column) => {
      const middle = x.reduce((sum, line) => sum + line[column]!, 0) / rows.length;
      for (const line of x) line[column]! -= middle;
    });
  }
  return { known, columns, x };
}

/** What is left of a file's own noise after the fit: centring less the hat matrix. */
function free({ known, columns, x }: Block, inverse: Matrix): Matrix {
  const size = x.length;
  const left = zeros(size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      let sum = (i === j ? 1 : 0) - (known ? 0 : 1 / size);
      for (let a = 0; a < columns.length; a += 1) {
        for (let b = 0; b < columns.length; b += 1) {
          sum -= x[i]![a]! * inverse[columns[a]!]![columns[b]!]! * x[j]![b]!;
        }
      }
      left[i]![j] = sum;
    }
  }
  return left;
}

/**
 * Who read what with whom, apart from the scores: what an additive fit knows before it sees any. The measures of one campaign
 * share it, and it is what takes the time.
 */
export class AdditiveDesign {
  /** Parameters from scores: what the normal equations are solved with. */
  readonly inverse: Matrix;
  /** Degrees of freedom of the noise, all readings being equally noisy. */
  readonly freedom: number;
  /** Every file has noise of its own to be seen: then intervals hold for readers who differ in how noisy they are. */
  readonly robust: boolean;
  readonly blocks: readonly Block[];
  private readonly roots: readonly Matrix[];
  private readonly moments: Matrix;
  /** Parameters that stand in one file with each: in all other places a spread is zero. */
  private readonly met: readonly Int32Array[];
  private readonly weighings = new Map<string, Weighing>();
  private readonly clusterings = new Map<string, ClusteredWeighing>();

  constructor(files: readonly ReadTogether[], parameters: number) {
    this.blocks = files.map(block);
    this.moments = zeros(parameters);
    const met = Array.from({ length: parameters }, () => new Set<number>());
    for (const { columns, x } of this.blocks) {
      for (const line of x) {
        columns.forEach((one, a) => {
          columns.forEach((other, b) => {
            this.moments[one]![other]! += line[a]! * line[b]!;
            met[one]!.add(other);
          });
        });
      }
    }
    this.met = met.map((others) => Int32Array.from(others).sort());
    const parts = eigen(this.moments);
    const least = NOTHING * Math.max(...parts.values, 0);
    this.inverse = through(parts, (value) => 1 / value, least);
    const rank = parts.values.filter((value) => value > least).length;
    this.freedom = this.blocks.reduce((sum, { known, x }) => sum + x.length - (known ? 0 : 1), 0) - rank;

    let robust = true;
    this.roots = this.blocks.map((each) => {
      const own = eigen(free(each, this.inverse));
      const sorted = own.values.toSorted().slice(each.known ? 0 : 1);
      if (sorted.some((value) => value < LEAST_FREE)) robust = false;
      return through(own, (value) => 1 / Math.sqrt(value), LEAST_FREE);
    });
    this.robust = robust;
  }

  weighing(contrast: Float64Array): Weighing {
    const key = contrast.join();
    let found = this.weighings.get(key);
    if (!found) {
      const turned = times(this.inverse, contrast);
      const back = times(this.moments, turned);
      const told = !contrast.some((value, at) => Math.abs(value - back[at]!) > 1e-6);
      found = { turned, told, unitVariance: contrast.reduce((sum, value, at) => sum + value * turned[at]!, 0) };
      this.weighings.set(key, found);
    }
    return found;
  }

  /** Cluster-robust by file, corrected after Bell and McCaffrey (CR2), with their degrees of freedom. */
  clustered(contrast: Float64Array): ClusteredWeighing {
    const key = contrast.join();
    let found = this.clusterings.get(key);
    if (!found) {
      found = this.cluster(this.weighing(contrast).turned);
      this.clusterings.set(key, found);
    }
    return found;
  }

  private cluster(turned: Float64Array): ClusteredWeighing {
    const spread = zeros(turned.length);
    let [own, ownSquares] = [0, 0];
    const weights = this.blocks.map(({ columns, x }, at) => {
      const along = Float64Array.from(x, (line) =>
        columns.reduce((sum, column, a) => sum + line[a]! * turned[column]!, 0),
      );
      const weight = times(this.roots[at]!, along);
      const length = weight.reduce((sum, value) => sum + value * value, 0);
      const reach = columns.map((_, a) => weight.reduce((sum, value, row) => sum + value * x[row]![a]!, 0));
      let shared = 0;
      for (let a = 0; a < columns.length; a += 1) {
        const [into, through] = [spread[columns[a]!]!, this.inverse[columns[a]!]!];
        for (let b = 0; b < columns.length; b += 1) {
          into[columns[b]!]! += reach[a]! * reach[b]!;
          shared += reach[a]! * through[columns[b]!]! * reach[b]!;
        }
      }
      own += length - shared;
      ownSquares += length * length - 2 * length * shared;
      return weight;
    });
    return { weights, freedom: (own * own) / (ownSquares + this.squareTrace(spread)) };
  }

  /** Trace of (inverse · spread)². */
  private squareTrace(spread: Matrix): number {
    const size = spread.length;
    const product = zeros(size);
    for (let i = 0; i < size; i += 1) {
      const [into, row] = [product[i]!, this.inverse[i]!];
      for (let k = 0; k < size; k += 1) {
        const factor = row[k]!;
        const [line, others] = [spread[k]!, this.met[k]!];
        if (factor !== 0) for (const j of others) into[j]! += factor * line[j]!;
      }
    }
    let sum = 0;
    for (let i = 0; i < size; i += 1) for (let j = 0; j < size; j += 1) sum += product[i]![j]! * product[j]![i]!;
    return sum;
  }
}

const keyOf = (files: readonly ReadTogether[], parameters: number): string =>
  `${parameters} ${files
    .map(
      ({ known, rows }) =>
        `${known}${rows.map(({ terms }) => terms.map(([parameter, often]) => `${parameter}*${often}`).join('+'))}`,
    )
    .join(';')}`;

/** Designs met before: the measures of a campaign mostly have the same readings. */
export class Designs {
  private readonly known = new Map<string, AdditiveDesign>();

  of(files: readonly ReadTogether[], parameters: number): AdditiveDesign {
    const key = keyOf(files, parameters);
    let found = this.known.get(key);
    if (!found) {
      found = new AdditiveDesign(files, parameters);
      this.known.set(key, found);
    }
    return found;
  }
}
