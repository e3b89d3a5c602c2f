/** Square matrices as rows; small ones, of as many rows as there are readers. */
export type Matrix = Float64Array[];

export const zeros = (size: number): Matrix => Array.from({ length: size }, () => new Float64Array(size));

export function times(matrix: Matrix, vector: Float64Array): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let row = 0; row < matrix.length; row += 1) {
    const line = matrix[row]!;
    let sum = 0;
    for (let at = 0; at < line.length; at += 1) sum += line[at]! * vector[at]!;
    result[row] = sum;
  }
  return result;
}

export interface Eigen {
  readonly values: Float64Array;
  /** One for each value. */
  readonly vectors: Matrix;
}

/** Eigenvalues and vectors of a symmetric matrix (Jacobi's rotations). */
export function eigen(symmetric: Matrix): Eigen {
  const size = symmetric.length;
  const a = symmetric.map((row) => Float64Array.from(row));
  const vectors = zeros(size);
  for (let at = 0; at < size; at += 1) vectors[at]![at] = 1;
  const scale = a.reduce((most, row, at) => Math.max(most, Math.abs(row[at]!)), 0);
  for (let sweep = 0; sweep < 60; sweep += 1) {
    let off = 0;
    for (let p = 0; p < size; p += 1) for (let q = p + 1; q < size; q += 1) off = Math.max(off, Math.abs(a[p]![q]!));
    if (off <= 1e-14 * scale) break;
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) if (Math.abs(a[p]![q]!) > 1e-15 * scale) rotate(a, vectors, p, q);
    }
  }
  return { values: Float64Array.from(a, (row, at) => row[at]!), vectors };
}

function rotate(a: Matrix, vectors: Matrix, p: number, q: number): void {
  const apq = a[p]![q]!;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < a.length; k += 1) {
    const row = a[k]!;
    const kp = row[p]!;
    const kq = row[q]!;
    row[p] = c * kp - s * kq;
    row[q] = s * kp + c * kq;
  }
  turn(a[p]!, a[q]!, c, s);
  turn(vectors[p]!, vectors[q]!, c, s);
}

function turn(one: Float64Array, other: Float64Array, c: number, s: number): void {
  for (let k = 0; k < one.length; k += 1) {
    const pk = one[k]!;
    const qk = other[k]!;
    one[k] = c * pk - s * qk;
    other[k] = s * pk + c * qk;
  }
}

/** A function of a positive matrix through its eigenvalues; values that count as nothing stay nothing. */
export function through({ values, vectors }: Eigen, change: (value: number) => number, least: number): Matrix {
  const size = values.length;
  const changed = values.map((value) => (value > least ? change(value) : 0));
  const result = zeros(size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = 0; k < size; k += 1) sum += vectors[k]![i]! * changed[k]! * vectors[k]![j]!;
      result[i]![j] = sum;
      result[j]![i] = sum;
    }
  }
  return result;
}
