import type { GradeCode } from '../../src/standards/scoring.rules';
import type { Member } from './seed';
import { act, succeed } from './seed-case-files';
import type { ReadingSeed, ReviewSeed, SubjectSeed } from './seed-reviews';
import type { Answer, World } from './world';

/** Points or a grade for all eight indicators, or one for each; null: does not apply. */
export type Judgement = number | GradeCode | null;

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];
export const eight = (given: Judgement | readonly Judgement[]): readonly Judgement[] =>
  Array.isArray(given) ? given : EIGHT.map(() => given as Judgement);

const judgedValue = (given: Judgement) => ({
  points: typeof given === 'number' ? given : null,
  grade: typeof given === 'string' ? given : null,
  notApplicable: given === null,
});

/** Where a reader found it, and what they say of it. */
export interface Said {
  readonly overall?: GradeCode;
  readonly reason?: (no: number) => string;
}

/** Drafts as their reader left them, written as owner. */
async function drafted(
  world: World,
  reading: Pick<ReadingSeed, 'id'>,
  paperId: string,
  given: readonly Judgement[],
  said: Said,
) {
  const drafts = [
    {
      no: 0,
      value: { points: null, grade: said.overall ?? null, notApplicable: false, reason: '总体意见如此', evidence: [] },
    },
    ...given.map((each, index) => ({
      no: index + 1,
      value: {
        ...judgedValue(each),
        reason: said.reason?.(index + 1) ?? `第${index + 1}项按卷内材料评定，理由如此`,
        evidence:
          each === null
            ? []
            : [index % 2 ? { paperId: null, page: null, absent: true } : { paperId, page: 2, absent: false }],
      },
    })),
  ];
  await world.rows(
    `INSERT INTO review.draft (reading_id, indicator_no, version, value, saved_at)
     SELECT $1, (d->>'no')::int, 1, d->'value', $3 FROM jsonb_array_elements($2::jsonb) d
     ON CONFLICT (reading_id, indicator_no) DO UPDATE SET version = review.draft.version + 1, value = excluded.value`,
    [reading.id, JSON.stringify(drafts), world.clock.now()],
  );
  return world.rows(
    'SELECT nullif(indicator_no, 0) AS "indicatorNo", version FROM review.draft WHERE reading_id = $1',
    [reading.id],
  );
}

/** One reader's review of one file, submitted through the API; whatever is answered. */
export async function judge(
  { world }: Pick<ReviewSeed, 'world'>,
  reading: Pick<ReadingSeed, 'id' | 'subject' | 'reader'>,
  given: Judgement | readonly Judgement[],
  said: Said = {},
): Promise<Answer> {
  const [paperId = ''] = reading.subject.paperIds;
  const versions = await drafted(world, reading, paperId, eight(given), said);
  return act(reading.reader.member, 'submitReview', { readingId: reading.id, versions });
}

export const readingsOf = ({ readings }: ReviewSeed, subject: SubjectSeed): ReadingSeed[] =>
  readings.filter((reading) => reading.subject.id === subject.id);

/** Both readers of a file, one after the other. */
export async function judged(seed: ReviewSeed, subject: SubjectSeed, ...given: (Judgement | readonly Judgement[])[]) {
  for (const [index, reading] of readingsOf(seed, subject).entries()) {
    const result = await judge(seed, reading, given[index] as Judgement);
    if (result.code) throw new Error(`${result.code} ${result.message}`);
  }
}

/** This reader gives the third opinion, and not whom the assignment chose. */
export async function thirdReading(seed: ReviewSeed, subject: SubjectSeed, reader: ReviewSeed['readers'][number]) {
  await seed.world.rows(`DELETE FROM review.reading WHERE subject_id = $1 AND part = 'THIRD' AND state = 'ASSIGNED'`, [
    subject.id,
  ]);
  const [row] = await seed.world.rows(
    `INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on) VALUES (gen_random_uuid(), $1, $2, 'THIRD', 'ASSIGNED', '2026-03-31') RETURNING id`,
    [subject.id, reader.key],
  );
  return { id: row.id as string, subject, reader };
}

/** These readers sit in the group that was convoked, and not those whom the assignment drew: their seats, in the same order. */
export async function seated(
  { world }: Pick<ReviewSeed, 'world'>,
  subject: Pick<SubjectSeed, 'id'>,
  readers: readonly Pick<ReviewSeed['readers'][number], 'key'>[],
): Promise<string[]> {
  const wanted = readers.map(({ key }) => key);
  const seatsOf = () =>
    world.rows(
      `SELECT id, reader_key AS key FROM review.reading WHERE subject_id = $1 AND part = 'GROUP' AND state <> 'STOPPED'`,
      [subject.id],
    );
  const sitting = (await seatsOf()).map(({ key }) => key);
  const [coming, going] = [
    wanted.filter((key) => !sitting.includes(key)),
    sitting.filter((key) => !wanted.includes(key)),
  ];
  await world.rows(
    `WITH freed AS (DELETE FROM review.reading WHERE subject_id = $1 AND part = 'GROUP' AND state = 'ASSIGNED' AND reader_key = ANY ($2::uuid[]) RETURNING due_on)
     INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on)
     SELECT gen_random_uuid(), $1, k, 'GROUP', 'ASSIGNED', (SELECT max(due_on) FROM freed) FROM unnest($3::uuid[]) k`,
    [subject.id, going.slice(0, coming.length), coming],
  );
  const seats = new Map((await seatsOf()).map(({ id, key }) => [key, id as string]));
  return wanted.map((key) => seats.get(key) as string);
}

export const stateOf = async ({ world }: ReviewSeed, subject: SubjectSeed): Promise<string> =>
  (await world.rows('SELECT state FROM review.subject WHERE id = $1', [subject.id]))[0].state;

/** One file under its pseudonym, as its coordinator sees it. */
export async function seenSubject(coordinator: Member, seed: ReviewSeed, subject: SubjectSeed): Promise<Answer> {
  const { reviewSubjects } = await coordinator.send(
    `query ($id: ID!) { reviewSubjects(campaignId: $id, first: 20) { totalCount edges { node { id pseudonym state reviews way divergences { n next indicators overall } } } } }`,
    { id: seed.campaignId },
  );
  return reviewSubjects.edges.map(({ node }: Answer) => node).find(({ id }: Answer) => id === subject.id);
}

/** What was settled of a file, as the database has it and nobody sees under its pseudonym: every round, the last one at the end. */
export async function settlementsOf({ world }: Pick<ReviewSeed, 'world'>, { id }: SubjectSeed): Promise<Answer[]> {
  const found = await world.rows(
    `SELECT t.round, t.way, t.grade, round(t.total_numerator::numeric / t.total_denominator, 2)::text AS total, t.findings,
            (SELECT array_agg(b.reading_id::text ORDER BY b.reading_id) FROM review.settlement_basis b WHERE b.settlement_id = t.id) AS "restsOn",
            (SELECT json_agg(json_build_object('indicatorNo', v.indicator_no, 'points', round(v.points_numerator::numeric / v.points_denominator, 2)::text, 'reasons', v.reasons) ORDER BY v.indicator_no)
               FROM review.settled_score v WHERE v.settlement_id = t.id) AS indicators
       FROM review.settlement t WHERE t.subject_id = $1 ORDER BY t.round`,
    [id],
  );
  return found as Answer[];
}

/** The last of them, while the file has a result. */
export async function settledAs(seed: ReviewSeed, subject: SubjectSeed): Promise<Answer> {
  return (await stateOf(seed, subject)) === 'SETTLED' ? (await settlementsOf(seed, subject)).at(-1) : null;
}

/** Which rules called a further reader or the group, in their order. */
export async function divergencesOf({ world }: Pick<ReviewSeed, 'world'>, { id }: SubjectSeed): Promise<Answer[]> {
  return (await world.rows('SELECT n, next, findings FROM review.divergence WHERE subject_id = $1 ORDER BY n', [
    id,
  ])) as Answer[];
}

/** All files of a campaign settled with the same points, replies open. */
export async function repliesOpen(seed: ReviewSeed, given: Judgement = 85): Promise<string> {
  for (const subject of seed.subjects)
    if ((await stateOf(seed, subject)) === 'READING') await judged(seed, subject, given, given);
  const { dueOn } = await succeed(
    await seed.bureau.reviewCoordinator,
    'openReplies',
    { campaignId: seed.campaignId },
    'dueOn',
  );
  return dueOn;
}

/** A file that is read leaves its campaign: asked by the coordinator, agreed to by the supervisor. */
export async function withdrawnByTwo(
  { bureau, campaignId }: ReviewSeed,
  { caseFileId }: Pick<SubjectSeed, 'caseFileId'>,
  reason = '另案处理，退出评估',
): Promise<void> {
  const input = { campaignId, caseFileId, ground: 'OTHER_PROCEEDINGS', reason };
  const { withdrawal } = await succeed(await bureau.reviewCoordinator, 'askWithdrawal', input, 'withdrawal { id }');
  const agreed = { withdrawalId: withdrawal.id, reason: '核对属实，同意退出' };
  await succeed(await bureau.supervisor, 'approveWithdrawal', agreed);
}
