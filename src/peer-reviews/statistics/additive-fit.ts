import { around } from './distributions';
import { type Estimate, estimated, LEVEL, notEstimable } from './estimate';
import { eigen, type Matrix, through, times, zeros } from './matrix';

/** One reading as a row of the model: what it holds of each parameter, and the score. */
export interface Row {
  readonly terms: readonly (readonly [parameter: number, times: number])[];
  readonly score: number;
}

/** Readings of one file. Where its true value is not known, only differences within the file count. */
export interface Cluster {
  readonly known: boolean;
  readonly rows: readonly Row[];
}

interface Block {
  readonly known: boolean;
  readonly columns: readonly number[];
  readonly x: readonly Float64Array[];
  readonly y: Float64Array;
}

/** A file that alone decides something has no residual of its own: what it adds to the noise cannot be seen there. */
const LEAST_FREE = 0.02;
/** Eigenvalues below this share of the largest are none. */
const NOTHING = 1e-9;

function block({ known, rows }: Cluster): Block {
  const columns = [...new Set(rows.flatMap(({ terms }) => terms.map(([parameter]) => parameter)))];
  const x = rows.map(({ terms }) => {
    const line = new Float64Array(columns.length);
    for (const [parameter, often] of terms) line[columns.indexOf(parameter)]! += often;
    return line;
  });
  const y = Float64Array.from(rows, ({ score }) => score);
  if (!known) {
    const size = rows.length;
    const mean = y.reduce((sum, value) => sum + value, 0) / size;
    y.forEach((value, at) => {
      y[at] = value - mean;
    });
    columns.forEach((_, column) => {
      const middle = x.reduce((sum, line) => sum + line[column]!, 0) / size;
      for (const line of x) line[column]! -= middle;
    });
  }
  return { known, columns, x, y };
}

/** What is left of a file's own noise after the fit: centring less the hat matrix. */
function free({ known, columns, x }: Block, inverse: Matrix): Matrix {
  const size = x.length;
  const left = zeros(size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      let sum = (i === j ? 1 : 0) - (known ? 0 : 1 / size);
      columns.forEach((one, a) => {
        columns.forEach((other, b) => {
          sum -= x[i]![a]! * inverse[one]![other]! * x[j]![b]!;
        });
      });
      left[i]![j] = sum;
    }
  }
  return left;
}

/**
 * Least squares of score = value of the file + parameters of its reader + noise, the file's value being taken out by
 * centring. Intervals hold when readers differ in how noisy they are: cluster-robust by file with the correction of Bell
 * and McCaffrey (CR2) and their degrees of freedom. Where one file alone ties two parts together, its noise cannot be
 * seen; there all readers' noise is taken as one.
 */
export class AdditiveFit {
  readonly theta: Float64Array;
  readonly noise: number;
  readonly freedom: number;
  private readonly moments: Matrix;
  private readonly inverse: Matrix;
  private readonly blocks: readonly (Block & { readonly root: Matrix; readonly left: Float64Array })[];
  private readonly robust: boolean;

  constructor(clusters: readonly Cluster[], parameters: number) {
    const blocks = clusters.map(block);
    const moments = zeros(parameters);
    const sums = new Float64Array(parameters);
    for (const { columns, x, y } of blocks) {
      x.forEach((line, row) => {
        columns.forEach((one, a) => {
          sums[one]! += line[a]! * y[row]!;
          columns.forEach((other, b) => {
            moments[one]![other]! += line[a]! * line[b]!;
          });
        });
      });
    }
    const parts = eigen(moments);
    const least = NOTHING * Math.max(...parts.values, 0);
    this.moments = moments;
    this.inverse = through(parts, (value) => 1 / value, least);
    this.theta = times(this.inverse, sums);
    const rank = parts.values.filter((value) => value > least).length;
    this.freedom = blocks.reduce((sum, { known, y }) => sum + y.length - (known ? 0 : 1), 0) - rank;

    let robust = true;
    let squares = 0;
    this.blocks = blocks.map((each) => {
      const own = eigen(free(each, this.inverse));
      const sorted = own.values.toSorted().slice(each.known ? 0 : 1);
      if (sorted.some((value) => value < LEAST_FREE)) robust = false;
      const left = each.y.map((value, row) => value - this.fitted(each, row));
      squares += left.reduce((sum, value) => sum + value * value, 0);
      return { ...each, left, root: through(own, (value) => 1 / Math.sqrt(value), LEAST_FREE) };
    });
    this.robust = robust;
    this.noise = this.freedom > 0 ? squares / this.freedom : Number.NaN;
  }

  private fitted({ columns, x }: Block, row: number): number {
    return columns.reduce((sum, column, at) => sum + x[row]![at]! * this.theta[column]!, 0);
  }

  /** Variance of a combination of the parameters over the variance of one reading. */
  unitVariance(contrast: Float64Array): number {
    const turned = times(this.inverse, contrast);
    return contrast.reduce((sum, value, at) => sum + value * turned[at]!, 0);
  }

  /** A combination of the parameters, with its interval. */
  estimate(contrast: Float64Array, level = LEVEL): Estimate {
    const turned = times(this.inverse, contrast);
    const back = times(this.moments, turned);
    if (contrast.some((value, at) => Math.abs(value - back[at]!) > 1e-6)) return notEstimable('NOT_CONNECTED');
    const value = contrast.reduce((sum, each, at) => sum + each * this.theta[at]!, 0);
    if (this.freedom < 1) return estimated(value, 'TOO_FEW_FILES');
    const { variance, freedom } = this.robust ? this.clustered(turned) : this.pooled(contrast);
    if (freedom < 1) return estimated(value, 'TOO_FEW_FILES');
    return estimated(value, around(value, variance, freedom, level));
  }

  private pooled(contrast: Float64Array) {
    return { variance: this.noise * this.unitVariance(contrast), freedom: this.freedom };
  }

  private clustered(turned: Float64Array): { variance: number; freedom: number } {
    const size = turned.length;
    const spread = zeros(size);
    let [variance, own, ownSquares] = [0, 0, 0];
    for (const { columns, x, root, left } of this.blocks) {
      const along = x.map((line) => columns.reduce((sum, column, at) => sum + line[at]! * turned[column]!, 0));
      const weight = times(root, Float64Array.from(along));
      variance += weight.reduce((sum, value, row) => sum + value * left[row]!, 0) ** 2;
      const length = weight.reduce((sum, value) => sum + value * value, 0);
      const reach = columns.map((_, at) => weight.reduce((sum, value, row) => sum + value * x[row]![at]!, 0));
      let shared = 0;
      columns.forEach((one, a) => {
        columns.forEach((other, b) => {
          spread[one]![other]! += reach[a]! * reach[b]!;
          shared += reach[a]! * this.inverse[one]![other]! * reach[b]!;
        });
      });
      own += length - shared;
      ownSquares += length * length - 2 * length * shared;
    }
    return { variance, freedom: (own * own) / (ownSquares + squareTrace(this.inverse, spread)) };
  }
}

/** Trace of (A·B)². */
function squareTrace(a: Matrix, b: Matrix): number {
  const size = a.length;
  const product = zeros(size);
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < size; k += 1) {
      const factor = a[i]![k]!;
      if (factor !== 0) for (let j = 0; j < size; j += 1) product[i]![j]! += factor * b[k]![j]!;
    }
  }
  let sum = 0;
  for (let i = 0; i < size; i += 1) for (let j = 0; j < size; j += 1) sum += product[i]![j]! * product[j]![i]!;
  return sum;
}
