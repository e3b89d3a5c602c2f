import type { AdditiveDesign, ReadTogether, Terms } from './additive-design';
import { around } from './distributions';
import { type Estimate, estimated, LEVEL, notEstimable } from './estimate';
import { times } from './matrix';

/** One reading as a row of the model: what it holds of each parameter, and the score. */
interface Row {
  readonly terms: Terms;
  readonly score: number;
}

/** Readings of one file. */
export interface Cluster extends ReadTogether {
  readonly rows: readonly Row[];
}

/** Scores of one file, less what they have in common where its true value is not known. */
function centred({ known, rows }: Cluster): Float64Array {
  const y = Float64Array.from(rows, ({ score }) => score);
  if (known) return y;
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  return y.map((value) => value - mean);
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
  /** By file and reading: what the fit does not explain. */
  private readonly left: readonly Float64Array[];

  constructor(
    private readonly design: AdditiveDesign,
    clusters: readonly Cluster[],
  ) {
    const scores = clusters.map(centred);
    const sums = new Float64Array(design.inverse.length);
    design.blocks.forEach(({ columns, x }, at) => {
      x.forEach((line, row) => {
        columns.forEach((column, a) => {
          sums[column]! += line[a]! * scores[at]![row]!;
        });
      });
    });
    this.theta = times(design.inverse, sums);
    let squares = 0;
    this.left = design.blocks.map(({ columns, x }, at) => {
      const left = scores[at]!.map(
        (value, row) => value - columns.reduce((sum, column, a) => sum + x[row]![a]! * this.theta[column]!, 0),
      );
      squares += left.reduce((sum, value) => sum + value * value, 0);
      return left;
    });
    this.noise = design.freedom > 0 ? squares / design.freedom : Number.NaN;
  }

  /** Variance of a combination of the parameters over the variance of one reading. */
  unitVariance(contrast: Float64Array): number {
    return this.design.weighing(contrast).unitVariance;
  }

  /** A combination of the parameters, with its interval. */
  estimate(contrast: Float64Array, level = LEVEL): Estimate {
    const { told, unitVariance } = this.design.weighing(contrast);
    if (!told) return notEstimable('NOT_CONNECTED');
    const value = contrast.reduce((sum, each, at) => sum + each * this.theta[at]!, 0);
    if (this.design.freedom < 1) return estimated(value, 'TOO_FEW_FILES');
    const { variance, freedom } = this.design.robust
      ? this.clustered(contrast)
      : { variance: this.noise * unitVariance, freedom: this.design.freedom };
    if (freedom < 1) return estimated(value, 'TOO_FEW_FILES');
    return estimated(value, around(value, variance, freedom, level));
  }

  private clustered(contrast: Float64Array): { variance: number; freedom: number } {
    const { weights, freedom } = this.design.clustered(contrast);
    const variance = this.left.reduce(
      (sum, left, at) => sum + weights[at]!.reduce((met, weight, row) => met + weight * left[row]!, 0) ** 2,
      0,
    );
    return { variance, freedom };
  }
}
