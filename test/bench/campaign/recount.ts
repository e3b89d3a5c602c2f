import type { Answer, World } from '../../support/world';
import {
  added,
  type Change,
  changedBy,
  type Divergence,
  type File,
  type Grade,
  type Outcome,
  type Ratio,
  type Review,
  type Scheme,
  same,
  sameValue,
  type Value,
  verdictOn,
  voted,
} from './counting';

const givenIn = ({ points, grade }: { points: number | null; grade: Grade | null }): Value =>
  points === null ? grade : [BigInt(points), 1n];
const ratioOf = (n: number | null, d: number | null): Ratio | null => (n === null ? null : [BigInt(n), BigInt(d ?? 1)]);

async function schemesOf(world: World): Promise<Map<string, Scheme>> {
  const rows = await world.rows(
    `SELECT s.id, s.kind, (SELECT array_agg(hundredths ORDER BY indicator_no) FROM scoring_weight w WHERE w.scheme_id = s.id) AS weights,
            (SELECT json_agg(json_build_object('grade', grade, 'from', from_hundredths)) FROM scoring_band b WHERE b.scheme_id = s.id) AS bands
       FROM scoring_scheme s`,
  );
  return new Map(
    rows.map(({ id, kind, weights, bands }) => [
      id,
      {
        byPoints: kind === 'POINTS_100',
        weights: (weights ?? []).map(BigInt),
        bands: (bands ?? []).map(({ grade, from }: Answer) => ({ grade, from: BigInt(from) })),
      },
    ]),
  );
}

const SUBJECTS = `
  SELECT s.id, v.case_file_id AS file, v.gold_id IS NOT NULL AS gold, s.scheme_id AS scheme, s.state, c.state AS campaign, c.readers_per_file AS readers, c.divergence,
         EXISTS (SELECT FROM review.reading r WHERE r.subject_id = s.id AND r.state = 'ASSIGNED' AND r.part <> 'GROUP') AS reading,
         EXISTS (SELECT FROM review.reading r WHERE r.subject_id = s.id AND r.state <> 'STOPPED' AND r.part = 'GROUP') AS sitting,
         EXISTS (SELECT FROM review.reading r WHERE r.subject_id = s.id AND r.state = 'ASSIGNED' AND r.part = 'GROUP') AS voting,
         EXISTS (SELECT FROM review.reading r WHERE r.subject_id = s.id AND r.state = 'STOPPED' AND r.part = 'GROUP') AS "leftGroup"
    FROM vault.subject v JOIN review.subject s ON s.id = v.subject_id JOIN review_campaign c ON c.id = s.campaign_id WHERE s.campaign_id = $1`;
const SUBMITTED = `
  SELECT r.subject_id AS subject, r.part, u.grade, u.total_numerator AS n, u.total_denominator AS d,
         (SELECT json_agg(json_build_object('points', c.points, 'grade', c.grade) ORDER BY c.indicator_no) FROM review.score c WHERE c.submission_id = u.id) AS scores
    FROM review.subject s JOIN review.reading r ON r.subject_id = s.id
    JOIN review.submission u ON u.reading_id = r.id AND u.round = r.round WHERE s.campaign_id = $1 AND r.state = 'SUBMITTED' ORDER BY r.id`;
const VOTED = `
  SELECT r.subject_id AS subject, 'GROUP' AS part, max(b.grade) FILTER (WHERE b.indicator_no = 0) AS grade,
         json_agg(json_build_object('points', b.points, 'grade', b.grade) ORDER BY b.indicator_no) FILTER (WHERE b.indicator_no > 0) AS scores
    FROM review.subject s JOIN review.reading r ON r.subject_id = s.id JOIN review.vote b ON b.reading_id = r.id AND b.round = r.round
   WHERE s.campaign_id = $1 AND r.state = 'SUBMITTED' GROUP BY r.subject_id, r.id ORDER BY r.id`;
const SETTLED = `
  SELECT t.subject_id AS subject, t.way, t.grade, t.total_numerator AS n, t.total_denominator AS d,
         (SELECT json_agg(json_build_object('n', v.points_numerator, 'd', v.points_denominator, 'grade', v.grade) ORDER BY v.indicator_no) FROM review.settled_score v WHERE v.settlement_id = t.id) AS values
    FROM review.subject s JOIN review.settlement t ON t.subject_id = s.id
   WHERE s.campaign_id = $1 AND t.round = (SELECT max(o.round) FROM review.settlement o WHERE o.subject_id = s.id)`;
const CHANGED = `
  SELECT y.case_file_id AS file, y.indicator_no AS no, d.points, d.grade, d.overall_grade AS overall FROM review_reply y JOIN review_reply_decision d ON d.reply_id = y.id
   WHERE y.campaign_id = $1 AND d.outcome = 'CHANGED' ORDER BY d.decided_at, y.id`;
const RESULTS = `
  SELECT r.case_file_id AS file, r.way, r.grade, r.total_numerator AS n, r.total_denominator AS d, r.changed_by_reply AS changed,
         (SELECT json_agg(json_build_object('n', i.points_numerator, 'd', i.points_denominator, 'grade', i.grade) ORDER BY i.indicator_no) FROM review_result_indicator i WHERE i.result_id = r.id) AS values
    FROM review_result r WHERE r.campaign_id = $1`;

interface Read {
  first: Review[];
  further: Review[];
  group: Review[];
}

const sameTotal = (one: Ratio | null, other: Ratio | null) => (one && other ? same(one, other) : one === other);

/** Whether a settlement or a result says the same as was counted. */
const says = ({ way, grade, n, d, values }: Answer, counted: Review & { readonly way: string }): boolean =>
  way === counted.way &&
  grade === counted.grade &&
  sameTotal(ratioOf(n, d), counted.total) &&
  counted.values.every((value, index) => {
    const stored = values[index];
    return sameValue(value, ratioOf(stored.n, stored.d) ?? stored.grade);
  });

const told = ({ way, grade, n, d }: Answer) => `${way} ${grade} ${n ?? ''}/${d ?? ''}`;
const toldOf = (counted: Review & { readonly way?: string }) =>
  `${counted.way ?? ''} ${counted.grade} ${counted.total?.join('/') ?? ''}`;

/** Everything in which settlements, and results where the campaign is final, differ from what they must be. */
export async function recount(world: World, campaignId: string): Promise<string[]> {
  const wrong: string[] = [];
  const rows = (sql: string) => world.rows(sql, [campaignId]);
  const schemes = await schemesOf(world);
  const subjects = await rows(SUBJECTS);
  const reads = new Map<string, Read>(subjects.map(({ id }) => [id, { first: [], further: [], group: [] }]));
  const schemeOf = new Map<string, Scheme>(subjects.map(({ id, scheme }) => [id, schemes.get(scheme) as Scheme]));
  for (const { subject, part, grade, n, d, scores } of [...(await rows(SUBMITTED)), ...(await rows(VOTED))]) {
    const scheme = schemeOf.get(subject) as Scheme;
    const values: Value[] = scores.map(givenIn);
    const whole = scheme.byPoints ? added(scheme, values) : null;
    const review: Review = { values, total: whole?.total ?? null, grade: whole?.grade ?? grade };
    if (review.grade !== grade || (part !== 'GROUP' && !sameTotal(ratioOf(n, d), review.total))) {
      wrong.push(`a ${part} of ${subject} says ${grade} ${n}/${d}, counted again ${toldOf(review)}`);
    }
    const read = reads.get(subject) as Read;
    (part === 'READER' ? read.first : part === 'THIRD' ? read.further : read.group).push(review);
  }
  const settled = new Map((await rows(SETTLED)).map((row) => [row.subject, row]));
  const changes = await rows(CHANGED);
  const results = await rows(RESULTS);
  for (const subject of subjects) {
    const read = reads.get(subject.id) as Read;
    const file: File = {
      scheme: schemeOf.get(subject.id) as Scheme,
      divergence: subject.divergence as Divergence,
      readersPerFile: subject.readers,
      ...read,
    };
    const outcome = counted(subject, file, read.group, wrong);
    const found = results.filter((result) => result.file === subject.file);
    if (!outcome) {
      if (found.length) wrong.push(`${subject.id} is not settled and has a result`);
      continue;
    }
    const stored = settled.get(subject.id);
    if (!stored || !says(stored, outcome))
      wrong.push(`${subject.id}: ${stored ? told(stored) : 'no settlement'}, counted again ${toldOf(outcome)}`);
    if (subject.campaign !== 'FINALISED') continue;
    if (found.length !== (subject.gold ? 0 : 1)) wrong.push(`${subject.file} has ${found.length} results`);
    const own = changes.filter((change) => change.file === subject.file);
    const after = changedBy(
      file.scheme,
      outcome,
      own.map(
        (change): Change => ({ indicatorNo: change.no, value: givenIn(change as never), overall: change.overall }),
      ),
    );
    for (const result of found) {
      if (!says(result, { ...after, way: outcome.way }) || result.changed !== own.length > 0)
        wrong.push(`${subject.file}: ${told(result)}, counted again ${outcome.way} ${toldOf(after)}`);
    }
  }
  const counting = subjects.filter(({ gold, state }) => !gold && state !== 'WITHDRAWN').length;
  if (subjects[0]?.campaign === 'FINALISED' && results.length !== counting)
    wrong.push(`${results.length} results of ${counting} files that count`);
  return wrong;
}

/** What a settled file must say, or null where it is not settled; a state that does not follow from the reviews is wrong. */
function counted(subject: Answer, file: File, group: readonly Review[], wrong: string[]): Outcome | null {
  if (subject.state === 'WITHDRAWN') return null;
  const bySelf = verdictOn(file);
  const whole = !subject.voting && group.length >= 3 && group.length % 2 === 1;
  // A group that somebody left waits to be convoked again, however the others voted.
  const waits = subject.leftGroup && subject.state === 'NEEDS_GROUP';
  const byGroup = subject.sitting && whole && !waits ? voted(file.scheme, group) : null;
  const verdict = subject.sitting ? (byGroup ?? 'NEEDS_GROUP') : bySelf;
  const due = subject.reading ? null : typeof verdict === 'string' ? verdict : 'SETTLED';
  // Whoever still reads keeps it open, as a file or as one that waits for its third reader.
  const right = due ? subject.state === due : ['READING', 'NEEDS_THIRD'].includes(subject.state);
  if (!right) wrong.push(`${subject.id} is ${subject.state}, by its reviews ${due ?? 'still read'}`);
  return subject.state === 'SETTLED' && typeof verdict !== 'string' ? verdict : null;
}
