export type Weights = 'LINEAR' | 'QUADRATIC';

const apart = (weights: Weights, a: number, b: number): number =>
  weights === 'LINEAR' ? Math.abs(a - b) : (a - b) ** 2;

/**
 * Weighted kappa of two named readers (Cohen 1968) as 1 − disagreement found / disagreement by chance, from a table of
 * counts (rows: first reader) and a table of disagreements. Null where chance would never disagree.
 */
export function kappaOfTable(
  table: readonly (readonly number[])[],
  disagreement: (row: number, column: number) => number,
): number | null {
  const total = table.flat().reduce((sum, count) => sum + count, 0);
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = (table[0] ?? []).map((_, at) => table.reduce((sum, row) => sum + row[at]!, 0));
  let found = 0;
  let chance = 0;
  table.forEach((row, i) => {
    row.forEach((count, j) => {
      found += count * disagreement(i, j);
      chance += (rows[i]! * columns[j]! * disagreement(i, j)) / total;
    });
  });
  return chance > 0 ? 1 - found / chance : null;
}

/**
 * Weighted kappa of readers who may be exchanged: every file counts once with each of its pairs in both orders, so that
 * it does not hang on who was written down first. As a function of how often each file counts.
 */
export function kappaOver(
  units: readonly (readonly number[])[],
  weights: Weights,
): (times: Float64Array) => number | null {
  const values = [...new Set(units.flat())].sort((one, other) => one - other);
  const place = new Map(values.map((value, at) => [value, at]));
  const size = values.length;
  const shares = new Float64Array(units.length * size);
  units.forEach((unit, at) => {
    for (const value of unit) shares[at * size + place.get(value)!]! += 1 / unit.length;
  });
  const found = units.map((unit) => {
    let sum = 0;
    for (const one of unit) for (const other of unit) sum += apart(weights, one, other);
    return sum / (unit.length * (unit.length - 1));
  });
  return (times) => {
    const margins = new Float64Array(size);
    let [total, observed] = [0, 0];
    for (let at = 0; at < times.length; at += 1) {
      const often = times[at]!;
      if (often === 0) continue;
      total += often;
      observed += often * found[at]!;
      for (let value = 0; value < size; value += 1) margins[value]! += often * shares[at * size + value]!;
    }
    let chance = 0;
    for (let one = 0; one < size; one += 1) {
      for (let other = one + 1; other < size; other += 1) {
        chance += 2 * margins[one]! * margins[other]! * apart(weights, values[one]!, values[other]!);
      }
    }
    return chance > 0 ? 1 - observed / total / (chance / total / total) : null;
  };
}

/** Weighted kappa of two named readers from pairs of their values. */
export function kappaOfPairs(
  pairs: readonly (readonly [number, number])[],
  categories: readonly number[],
  weights: Weights,
): number | null {
  const table = categories.map((row) =>
    categories.map((column) => pairs.filter(([one, other]) => one === row && other === column).length),
  );
  return kappaOfTable(table, (i, j) => apart(weights, categories[i]!, categories[j]!));
}
