/** How far apart two values are, squared, given how often each value occurs (ordinal needs it). */
export type Metric = 'NOMINAL' | 'ORDINAL' | 'INTERVAL' | 'RATIO';

interface Pair {
  readonly one: number;
  readonly other: number;
  /** Ordered pairs over (readings of the file − 1). */
  readonly weight: number;
}

interface Unit {
  readonly pairs: readonly Pair[];
  readonly counts: readonly (readonly [value: number, times: number])[];
}

function squaredDistances(metric: Metric, values: readonly number[], margins: Float64Array): Float64Array {
  const size = values.length;
  const table = new Float64Array(size * size);
  const before = new Float64Array(size + 1);
  for (let at = 0; at < size; at += 1) before[at + 1] = before[at]! + margins[at]!;
  for (let low = 0; low < size; low += 1) {
    for (let high = low + 1; high < size; high += 1) {
      const [a, b] = [values[low]!, values[high]!];
      let apart = 1;
      if (metric === 'INTERVAL') apart = b - a;
      else if (metric === 'RATIO') apart = a + b === 0 ? 0 : (b - a) / (a + b);
      // Ranks between the two, each end counted half.
      else if (metric === 'ORDINAL') apart = before[high + 1]! - before[low]! - (margins[low]! + margins[high]!) / 2;
      table[low * size + high] = apart * apart;
      table[high * size + low] = apart * apart;
    }
  }
  return table;
}

/**
 * Krippendorff's alpha as a function of how often each unit counts, so that resampling units is a change of weights.
 * Null where the values do not vary.
 */
export const alphaOver = (
  units: readonly (readonly number[])[],
  metric: Metric,
): ((times: Float64Array) => number | null) => (metric === 'INTERVAL' ? byMoments(units) : byDistances(units, metric));

/** The interval metric needs no table of distances: sums and squares of each unit are enough. */
function byMoments(units: readonly (readonly number[])[]): (times: Float64Array) => number | null {
  const all = units.flat();
  const middle = all.reduce((sum, value) => sum + value, 0) / all.length;
  const sums = Float64Array.from(units, (unit) => unit.reduce((sum, value) => sum + value - middle, 0));
  const squares = Float64Array.from(units, (unit) => unit.reduce((sum, value) => sum + (value - middle) ** 2, 0));
  const sizes = Float64Array.from(units, ({ length }) => length);
  const apart = sums.map((sum, at) => (2 * (sizes[at]! * squares[at]! - sum * sum)) / (sizes[at]! - 1));
  return (times) => {
    let [total, sum, square, observed] = [0, 0, 0, 0];
    for (let at = 0; at < times.length; at += 1) {
      const often = times[at]!;
      total += often * sizes[at]!;
      sum += often * sums[at]!;
      square += often * squares[at]!;
      observed += often * apart[at]!;
    }
    const expected = 2 * (total * square - sum * sum);
    return expected > 1e-9 * total * total ? 1 - ((total - 1) * observed) / expected : null;
  };
}

function byDistances(units: readonly (readonly number[])[], metric: Metric): (times: Float64Array) => number | null {
  const values = [...new Set(units.flat())].sort((one, other) => one - other);
  const place = new Map(values.map((value, at) => [value, at]));
  const size = values.length;
  const prepared = units.map((unit) => prepare(unit.map((value) => place.get(value)!)));
  const fixed = metric === 'ORDINAL' ? null : squaredDistances(metric, values, new Float64Array(size));
  const apartIn = fixed && prepared.map(({ pairs }) => weighted(pairs, fixed, size));

  return (times) => {
    const margins = new Float64Array(size);
    let total = 0;
    for (let at = 0; at < times.length; at += 1) {
      const often = times[at]!;
      if (often === 0) continue;
      for (const [value, count] of prepared[at]!.counts) {
        margins[value]! += often * count;
        total += often * count;
      }
    }
    const distances = fixed ?? squaredDistances(metric, values, margins);
    let observed = 0;
    for (let at = 0; at < times.length; at += 1) {
      const often = times[at]!;
      if (often === 0) continue;
      observed += often * (apartIn ? apartIn[at]! : weighted(prepared[at]!.pairs, distances, size));
    }
    const expected = crossed(margins, distances);
    return expected > 0 ? 1 - ((total - 1) * observed) / expected : null;
  };
}

function prepare(unit: readonly number[]): Unit {
  const counts = new Map<number, number>();
  for (const value of unit) counts.set(value, (counts.get(value) ?? 0) + 1);
  const met = [...counts];
  return {
    counts: met,
    pairs: met.flatMap(([one, n], at) =>
      met.slice(at + 1).map(([other, m]) => ({ one, other, weight: (2 * n * m) / (unit.length - 1) })),
    ),
  };
}

function weighted(pairs: readonly Pair[], distances: Float64Array, size: number): number {
  let sum = 0;
  for (const { one, other, weight } of pairs) sum += weight * distances[one * size + other]!;
  return sum;
}

function crossed(margins: Float64Array, distances: Float64Array): number {
  const size = margins.length;
  let sum = 0;
  for (let one = 0; one < size; one += 1) {
    if (margins[one]! === 0) continue;
    for (let other = one + 1; other < size; other += 1) {
      sum += 2 * margins[one]! * margins[other]! * distances[one * size + other]!;
    }
  }
  return sum;
}
