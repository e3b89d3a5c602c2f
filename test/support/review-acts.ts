import type { Member } from './seed';
import type { ReadingSeed, ReviewSeed } from './seed-reviews';
import { type Answer, newKey, type World } from './world';

/** What one indicator or the whole gets: points, a grade, or neither for 不适用. */
export type Judgement = { readonly points: number } | { readonly grade: string } | 'NOT_APPLICABLE';

const judgedValue = (judgement: Judgement, paperId: string | undefined) => ({
  points: judgement !== 'NOT_APPLICABLE' && 'points' in judgement ? judgement.points : null,
  grade: judgement !== 'NOT_APPLICABLE' && 'grade' in judgement ? judgement.grade : null,
  notApplicable: judgement === 'NOT_APPLICABLE',
  reason: '见卷内记载，理由如下：记录完整，时间相符',
  evidence: judgement === 'NOT_APPLICABLE' || !paperId ? [] : [{ paperId, page: 1, absent: false }],
});

/**
 * Whole drafts of readings, written as owner: the same judgement on every indicator, or one for each; where grades are used,
 * the overall grade is that of the first.
 */
export async function draftReviews(
  { world, schemeKind }: Pick<ReviewSeed, 'world' | 'schemeKind'>,
  readings: readonly ReadingSeed[],
  judged: Judgement | readonly Judgement[] = schemeKind === 'POINTS_100' ? { points: 85 } : { grade: 'GOOD' },
): Promise<void> {
  const all = Array.isArray(judged) ? (judged as readonly Judgement[]) : Array<Judgement>(8).fill(judged as Judgement);
  const [first] = all;
  const overall = { points: null, grade: null, notApplicable: false, reason: '总体评价：办理规范', evidence: [] };
  const graded =
    first !== undefined && first !== 'NOT_APPLICABLE' && 'grade' in first
      ? { ...overall, grade: first.grade }
      : overall;
  const drafts = readings.flatMap(({ id, subject }) => [
    { id, no: 0, value: graded as object },
    ...all.map((judgement, index) => ({
      id,
      no: index + 1,
      value: judgedValue(judgement, subject.paperIds[0]) as object,
    })),
  ]);
  await world.rows(
    `INSERT INTO review.draft (reading_id, indicator_no, version, value, saved_at) SELECT r, n, 1, v, $4 FROM unnest($1::uuid[], $2::int[], $3::jsonb[]) AS t (r, n, v)`,
    [
      drafts.map(({ id }) => id),
      drafts.map(({ no }) => no),
      drafts.map(({ value }) => JSON.stringify(value)),
      world.clock.now(),
    ],
  );
}

const REFUSAL = '... on Refusal { code message findings { rule met text facts { name value } cure { text by } } }';
const RECEIPT = 'receipt { entryId preview replayed }';
const MUTATIONS = {
  saveReviewDraft: 'draft { readingId indicatorNo version savedAt }',
  submitReview: 'reading { id state round progress { done of opinion } submissions { round grade total } }',
  reopenReading: 'reading { id state round dueOn }',
  extendReading: 'reading { id state dueOn overdue }',
} as const;
export type ReadingMutation = keyof typeof MUTATIONS;

export function readingMutation(name: ReadingMutation): string {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  return `mutation ($input: ${type}Input!, $key: String!, $preview: Boolean! = false) { result: ${name}(input: $input, idempotencyKey: $key, preview: $preview) { __typename ... on ${type}Success { ${RECEIPT} ${MUTATIONS[name]} } ... on InputRefusal { problems { path message } } ${REFUSAL} } }`;
}

/** One act on a reading as a member; the result, refusal or success. */
export async function doReading(
  as: Member,
  name: ReadingMutation,
  input: object,
  { key = newKey(), preview = false }: { readonly key?: string; readonly preview?: boolean } = {},
): Promise<Answer> {
  return (await as.send(readingMutation(name), { input, key, preview })).result;
}

/** Drafts and submits readings through the API, one after the other. */
export async function submitReviews(
  seed: Pick<ReviewSeed, 'world' | 'schemeKind'>,
  readings: readonly ReadingSeed[],
  judged?: Judgement | readonly Judgement[],
): Promise<Answer[]> {
  await draftReviews(seed, readings, judged);
  const results: Answer[] = [];
  for (const { id, reader } of readings)
    results.push(await doReading(reader.member, 'submitReview', { readingId: id }));
  return results;
}

/** The records that the database asks for before readings are stopped. */
export const stopRecorded = (world: World, readingIds: readonly (string | undefined)[], cause = 'CONFLICT') =>
  world.rows(
    `INSERT INTO reading_stop (reading_id, campaign_id, cause, ground, reason, stopped_at)
     SELECT r.id, s.campaign_id, $2, CASE WHEN $2 = 'CONFLICT' THEN 'KINSHIP' END, '后来发现须回避', now()
       FROM review.reading r JOIN review.subject s ON s.id = r.subject_id WHERE r.id = ANY ($1)`,
    [readingIds, cause],
  );

/** A reading that was stopped, as it stands after the act, its file not looked at again. */
export async function stoppedAsOwner(world: World, readingId: string | undefined, cause = 'CONFLICT'): Promise<void> {
  await stopRecorded(world, [readingId], cause);
  await world.rows(`UPDATE review.reading SET state = 'STOPPED', stopped_reason = $2 WHERE id = $1`, [
    readingId,
    cause,
  ]);
}
