import { fisherQuantile } from './distributions';
import { type Estimate, estimated, type Interval, LEVEL, notEstimable } from './estimate';

/** Shrout & Fleiss 1979: who the readers are (any, drawn, these), and whether one reading or the mean of all counts. */
export type Icc = '1,1' | '2,1' | '3,1' | '1,k' | '2,k' | '3,k';

interface Squares {
  readonly files: number;
  readonly readers: number;
  readonly between: number;
  readonly within: number;
  readonly judges: number;
  readonly rest: number;
}

function meanSquares(rows: readonly (readonly number[])[]): Squares {
  const [files, readers] = [rows.length, rows[0]!.length];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const grand = mean(rows.flat());
  const square = (values: readonly number[]) => values.reduce((sum, value) => sum + (value - grand) ** 2, 0);
  const between = readers * square(rows.map(mean));
  const judges = files * square(rows[0]!.map((_, at) => mean(rows.map((row) => row[at]!))));
  const total = square(rows.flat());
  return {
    files,
    readers,
    between: between / (files - 1),
    within: (total - between) / (files * (readers - 1)),
    judges: judges / (readers - 1),
    rest: (total - between - judges) / ((files - 1) * (readers - 1)),
  };
}

function value(form: Icc, { files: n, readers: k, between: b, within: w, judges: j, rest: e }: Squares): number {
  switch (form) {
    case '1,1':
      return (b - w) / (b + (k - 1) * w);
    case '2,1':
      return (b - e) / (b + (k - 1) * e + (k * (j - e)) / n);
    case '3,1':
      return (b - e) / (b + (k - 1) * e);
    case '1,k':
      return (b - w) / b;
    case '2,k':
      return (b - e) / (b + (j - e) / n);
    case '3,k':
      return (b - e) / b;
  }
}

/** Bounds of the single reading of forms 1 and 3, from an exact F. */
function exact(form: Icc, squares: Squares, tail: number): Interval {
  const { files, readers } = squares;
  const over = files - 1;
  const under = form.startsWith('1') ? files * (readers - 1) : over * (readers - 1);
  const ratio = squares.between / (form.startsWith('1') ? squares.within : squares.rest);
  const shown = (f: number) => (f - 1) / (f + readers - 1);
  return {
    low: shown(ratio / fisherQuantile(tail, over, under)),
    high: shown(ratio * fisherQuantile(tail, under, over)),
  };
}

/** Bounds of the single reading of form 2, with Satterthwaite's degrees of freedom as Shrout and Fleiss give them. */
function drawn(squares: Squares, tail: number): Interval {
  const { files: n, readers: k, between: b, judges: j, rest: e } = squares;
  const found = value('2,1', squares);
  const share = (k * found * j) / e;
  const other = n * (1 + (k - 1) * found) - k * found;
  const freedom = ((k - 1) * (n - 1) * (share + other) ** 2) / ((n - 1) * share ** 2 + other ** 2);
  const below = fisherQuantile(tail, n - 1, freedom);
  const above = fisherQuantile(tail, freedom, n - 1);
  const rest = k * j + (k * n - k - n) * e;
  return {
    low: (n * (b - below * e)) / (below * rest + n * b),
    high: (n * (above * b - e)) / (rest + n * above * b),
  };
}

/** Intraclass correlation of a complete table (files × readers), with the intervals of Shrout and Fleiss. */
export function icc(rows: readonly (readonly number[])[], form: Icc, level = LEVEL): Estimate {
  const readers = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== readers)) throw new Error('Every file needs the same number of readings');
  if (rows.length === 0) return notEstimable('NO_PAIRS');
  if (readers < 2) return notEstimable('ONE_READER');
  if (rows.length < 2) return notEstimable('TOO_FEW_FILES');
  const squares = meanSquares(rows);
  if (squares.between + squares.within < 1e-12) return notEstimable('NO_VARIATION');
  const found = value(form, squares);
  if ((form.startsWith('1') ? squares.within : squares.rest) < 1e-12) return estimated(found, 'TOO_LITTLE_VARIATION');
  const tail = (1 + level) / 2;
  const one = form.startsWith('2') ? drawn(squares, tail) : exact(form, squares, tail);
  if (form.endsWith('1')) return estimated(found, one);
  const ofMean = (single: number) => (readers * single) / (1 + (readers - 1) * single);
  return estimated(found, { low: ofMean(one.low), high: ofMean(one.high) });
}
