import type { Answer, World } from '../../support/world';

/**
 * What a campaign's results must be, counted again from what readers handed in: written apart from the product, in whole
 * numbers without an end, from the rules as the standards have them.
 */
type Grade = 'EXCELLENT' | 'GOOD' | 'QUALIFIED' | 'UNQUALIFIED';
const STEPS: Readonly<Record<Grade, number>> = { UNQUALIFIED: 0, QUALIFIED: 1, GOOD: 2, EXCELLENT: 3 };

/** A number as numerator over denominator. */
type Ratio = readonly [bigint, bigint];
const less = ([a, b]: Ratio, [c, d]: Ratio) => a * d < c * b;
const same = ([a, b]: Ratio, [c, d]: Ratio) => a * d === c * b;
const sum = ([a, b]: Ratio, [c, d]: Ratio): Ratio => [a * d + c * b, b * d];
const apart = ([a, b]: Ratio, [c, d]: Ratio): Ratio => {
  const gap = a * d - c * b;
  return [gap < 0n ? -gap : gap, b * d];
};

/** One indicator's points; null where it does not apply. */
type Points = Ratio | null;
type Eight = readonly Points[];

interface Scheme {
  readonly weights: readonly bigint[];
  readonly bands: readonly { readonly grade: Grade; readonly from: bigint }[];
}
interface Whole {
  readonly values: Eight;
  readonly total: Ratio;
  readonly grade: Grade;
}
interface Outcome extends Whole {
  readonly way: 'AGREED' | 'THIRD_READER' | 'GROUP';
}

function whole({ weights, bands }: Scheme, values: Eight): Whole {
  let [points, weight]: [Ratio, bigint] = [[0n, 1n], 0n];
  values.forEach((value, index) => {
    if (!value) return;
    const own = weights[index] as bigint;
    points = sum(points, [value[0] * own, value[1]]);
    weight += own;
  });
  const total: Ratio = [points[0], points[1] * weight];
  // Bands are in hundredths and each reaches up to the next one.
  const reached = bands.filter(({ from }) => !less(total, [from, 100n])).sort((a, b) => Number(b.from - a.from));
  return { values, total, grade: (reached[0] as { grade: Grade }).grade };
}

/** Standards 3: another grade, anybody's 不合格 (of the first two only), and always what lies far apart or applies to one only. */
function differ(one: Whole, other: Whole, firstTwo: boolean): boolean {
  if (one.grade !== other.grade) return true;
  if (firstTwo && one.grade === 'UNQUALIFIED') return true;
  if (!less(apart(one.total, other.total), [30n, 1n])) return true;
  if (Math.abs(STEPS[one.grade] - STEPS[other.grade]) >= 2) return true;
  return one.values.some((value, index) => {
    const second = other.values[index] as Points;
    if (!value || !second) return Boolean(value) !== Boolean(second);
    return !less(apart(value, second), [60n, 1n]);
  });
}

/** Of three reviews the middle value; of two that agree on applying, their mean; null where most say that it does not apply. */
function combined(values: readonly Points[]): Points {
  const given = values.filter((value) => value !== null).sort((a, b) => (less(a, b) ? -1 : less(b, a) ? 1 : 0));
  if (given.length * 2 <= values.length) return null;
  const [low, middle] = [given[0] as Ratio, given[1]];
  if (given.length === 3) return middle as Ratio;
  if (!middle) return low;
  const [a, b] = sum(low, middle);
  return [a, b * 2n];
}

const column = (reviews: readonly Whole[], index: number) => reviews.map(({ values }) => values[index] as Points);
const merged = (scheme: Scheme, reviews: readonly Whole[]): Whole =>
  whole(
    scheme,
    [0, 1, 2, 3, 4, 5, 6, 7].map((index) => combined(column(reviews, index))),
  );

const keyOf = (value: Points) => (value ? `${value[0]}/${value[1]}` : 'does not apply');
/** More than half of the votes on each indicator. */
function voted(scheme: Scheme, ballots: readonly Whole[]): Whole {
  const values = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => {
    const votes = column(ballots, index);
    const won = votes.find((vote) => votes.filter((other) => keyOf(other) === keyOf(vote)).length * 2 > votes.length);
    if (won === undefined) throw new Error('a group without a majority decided');
    return won;
  });
  return whole(scheme, values);
}

function outcome(scheme: Scheme, first: readonly Whole[], third: readonly Whole[], group: readonly Whole[]): Outcome {
  const [one, two] = first as [Whole, Whole];
  const pair = merged(scheme, first);
  if (!differ(one, two, true) && pair.grade === one.grade) return { way: 'AGREED', ...pair };
  const all = [...first, ...third];
  const [, , three] = all as [Whole, Whole, Whole];
  const agreeing = (
    [
      [one, two],
      [one, three],
      [two, three],
    ] as const
  ).find(([a, b]) => !differ(a, b, false));
  if (agreeing) {
    const three = merged(scheme, all);
    if (three.grade === agreeing[0].grade) return { way: 'THIRD_READER', ...three };
  }
  return { way: 'GROUP', ...voted(scheme, group) };
}

const points = (line: { points: number | null }): Points => (line.points === null ? null : [BigInt(line.points), 1n]);

async function schemesOf(world: World): Promise<Map<string, Scheme>> {
  const rows = await world.rows(
    `SELECT s.id, (SELECT array_agg(hundredths ORDER BY indicator_no) FROM scoring_weight w WHERE w.scheme_id = s.id) AS weights,
            (SELECT json_agg(json_build_object('grade', grade, 'from', from_hundredths)) FROM scoring_band b WHERE b.scheme_id = s.id) AS bands
       FROM scoring_scheme s WHERE s.kind = 'POINTS_100'`,
  );
  return new Map(
    rows.map(({ id, weights, bands }) => [
      id,
      {
        weights: weights.map(BigInt),
        bands: bands.map(({ grade, from }: Answer) => ({ grade, from: BigInt(from) })),
      },
    ]),
  );
}

const SUBMITTED = `
  SELECT v.case_file_id AS file, s.scheme_id AS scheme, r.part, u.grade, u.total_numerator AS n, u.total_denominator AS d,
         (SELECT json_agg(json_build_object('points', c.points) ORDER BY c.indicator_no) FROM review.score c WHERE c.submission_id = u.id) AS scores
    FROM vault.subject v JOIN review.subject s ON s.id = v.subject_id JOIN review.reading r ON r.subject_id = s.id
    JOIN review.submission u ON u.reading_id = r.id AND u.round = r.round WHERE v.campaign_id = $1 AND r.state = 'SUBMITTED'`;
const VOTED = `
  SELECT v.case_file_id AS file, s.scheme_id AS scheme, 'GROUP' AS part,
         json_agg(json_build_object('points', b.points) ORDER BY b.indicator_no) AS scores
    FROM vault.subject v JOIN review.subject s ON s.id = v.subject_id JOIN review.reading r ON r.subject_id = s.id
    JOIN review.vote b ON b.reading_id = r.id AND b.round = r.round AND b.indicator_no > 0
   WHERE v.campaign_id = $1 AND r.state = 'SUBMITTED' GROUP BY v.case_file_id, s.scheme_id, r.id`;
const CHANGED = `
  SELECT y.case_file_id AS file, y.indicator_no AS no, d.points FROM review_reply y JOIN review_reply_decision d ON d.reply_id = y.id
   WHERE y.campaign_id = $1 AND d.outcome = 'CHANGED'`;
const RESULTS = `
  SELECT r.case_file_id AS file, r.way, r.grade, r.total_numerator AS n, r.total_denominator AS d, r.changed_by_reply AS changed,
         (SELECT json_agg(json_build_object('n', i.points_numerator, 'd', i.points_denominator) ORDER BY i.indicator_no) FROM review_result_indicator i WHERE i.result_id = r.id) AS values
    FROM review_result r WHERE r.campaign_id = $1`;

/** Everything in which the results differ from what they must be. */
export async function recount(world: World, campaignId: string): Promise<string[]> {
  const wrong: string[] = [];
  const schemes = await schemesOf(world);
  const reviews = new Map<string, { scheme: Scheme; READER: Whole[]; THIRD: Whole[]; GROUP: Whole[] }>();
  for (const row of [...(await world.rows(SUBMITTED, [campaignId])), ...(await world.rows(VOTED, [campaignId]))]) {
    const scheme = schemes.get(row.scheme) as Scheme;
    const of = reviews.get(row.file) ?? { scheme, READER: [], THIRD: [], GROUP: [] };
    reviews.set(row.file, of);
    const review = whole(scheme, row.scores.map(points));
    of[row.part as 'READER'].push(review);
    if (row.part !== 'GROUP' && (row.grade !== review.grade || !same(review.total, [BigInt(row.n), BigInt(row.d)]))) {
      wrong.push(`a submission on ${row.file} says ${row.grade} ${row.n}/${row.d}, counted again ${review.grade}`);
    }
  }
  const changes = await world.rows(CHANGED, [campaignId]);
  const drawn = await world.rows('SELECT case_file_id AS file FROM campaign_draw WHERE campaign_id = $1', [campaignId]);
  const results = await world.rows(RESULTS, [campaignId]);
  for (const { file } of drawn) {
    const found = results.filter((result) => result.file === file);
    const of = reviews.get(file);
    if (found.length !== 1 || !of) {
      wrong.push(`${file} has ${found.length} results`);
      continue;
    }
    const [result] = found;
    const settled = outcome(of.scheme, of.READER, of.THIRD, of.GROUP);
    const own = changes.filter((change) => change.file === file);
    const values = settled.values.map((value, index) => {
      const change = own.find(({ no }) => no === index + 1);
      return change ? points(change) : value;
    });
    const final = whole(of.scheme, values);
    const equal =
      result.way === settled.way &&
      result.grade === final.grade &&
      result.changed === own.length > 0 &&
      same(final.total, [BigInt(result.n), BigInt(result.d)]) &&
      final.values.every((value, index) => {
        const { n, d } = result.values[index];
        return value === null ? n === null : n !== null && same(value, [BigInt(n), BigInt(d)]);
      });
    if (!equal)
      wrong.push(
        `${file}: ${result.way} ${result.grade} ${result.n}/${result.d}, counted again ${settled.way} ${final.grade} ${final.total.join('/')}`,
      );
  }
  if (results.length !== drawn.length) wrong.push(`${results.length} results of ${drawn.length} drawn files`);
  return wrong;
}
