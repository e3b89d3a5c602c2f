import type { Attempt, Chance, Proposer, Scene } from './random-acts';
import { attemptBy, coordinatorOf, type ReadingSeen, readingIn, subjectIn } from './random-acts-reviews-seen';
import type { Row } from './world';

const BANDS = [
  ['EXCELLENT', 90],
  ['GOOD', 80],
  ['QUALIFIED', 60],
  ['UNQUALIFIED', 0],
] as const;
const gradeOf = (points: number): string => BANDS.find(([, from]) => points >= from)?.[0] ?? 'UNQUALIFIED';

/** What a file deserves, the same for everybody who reads it. */
const truthOf = (subjectId: string): number => 50 + (Number.parseInt(subjectId.slice(0, 4), 16) % 46);

interface Look {
  readonly papers: readonly { readonly id: string; readonly pages: number }[];
  readonly applies: ReadonlyMap<number, string | null>;
  readonly versions: ReadonlyMap<number, number>;
}

async function lookAt(scene: Scene, { id, subjectId, editionId, stage }: ReadingSeen): Promise<Look> {
  const papers = await scene.rows<{ id: string; pages: number }>(
    `SELECT id, pages FROM review.paper WHERE subject_id = $1 AND state = 'READY' ORDER BY catalogue_no, ordinal`,
    [subjectId],
  );
  const indicators = await scene.rows<{ no: number; applies: string | null }>(
    `SELECT no, applicability -> $2 ->> 'applies' AS applies FROM standard_indicator WHERE edition_id = $1 ORDER BY no`,
    [editionId, stage],
  );
  const drafts = await scene.rows<{ no: number; version: number }>(
    'SELECT indicator_no::integer AS no, version FROM review.draft WHERE reading_id = $1',
    [id],
  );
  return {
    papers,
    applies: new Map(indicators.map(({ no, applies }) => [no, applies])),
    versions: new Map(drafts.map(({ no, version }) => [no, version])),
  };
}

/** How one reader sees one file: near what it deserves, now and then far from it. */
const temper = (chance: Chance): number => (chance.happens(0.12) ? chance.within(-60, 60) : chance.within(-5, 5));

const clamp = (points: number): number => Math.max(0, Math.min(100, points));

interface Given {
  readonly points?: number;
  readonly grade?: string;
  readonly notApplicable: boolean;
}

function judged({ chance }: Scene, reading: ReadingSeen, applies: string | null | undefined, bent: number): Given {
  if ((applies === 'NOT_APPLICABLE' && chance.happens(0.9)) || chance.happens(0.02)) return { notApplicable: true };
  const points = chance.happens(0.02)
    ? chance.pick([0, 100])
    : clamp(truthOf(reading.subjectId) + bent + chance.within(-4, 4));
  const byPoints = chance.happens(0.995) === (reading.schemeKind === 'POINTS_100');
  return { ...(byPoints ? { points } : { grade: gradeOf(points) }), notApplicable: false };
}

function valueFor(scene: Scene, reading: ReadingSeen, look: Look, no: number, bent: number): Row {
  const { chance } = scene;
  if (no === 0) {
    const grade = reading.schemeKind === 'POINTS_100' ? null : gradeOf(clamp(truthOf(reading.subjectId) + bent));
    return { points: null, grade, notApplicable: false, reason: scene.text('总体意见'), evidence: [] };
  }
  const value = judged(scene, reading, look.applies.get(no), bent);
  const paper = look.papers.length && chance.happens(0.8) ? chance.pick(look.papers) : null;
  const anchor = paper
    ? { paperId: paper.id, page: chance.within(1, paper.pages + (chance.happens(0.01) ? 1 : 0)), absent: false }
    : { paperId: null, page: null, absent: true };
  const evidence = value.notApplicable || chance.happens(0.01) ? [] : [anchor];
  return { ...value, reason: chance.happens(0.99) ? scene.text('卷内所见') : '。。。', evidence };
}

const saving = (scene: Scene, reading: ReadingSeen, look: Look, no: number, bent: number): Attempt | null => {
  const version = look.versions.get(no) ?? 0;
  return attemptBy(scene.cast.byPerson.get(reading.personId), 'saveReviewDraft', {
    readingId: reading.id,
    indicatorNo: no || null,
    version: scene.chance.happens(0.93) ? version : Math.max(0, version + scene.chance.pick([-1, 1])),
    value: valueFor(scene, reading, look, no, bent),
  });
};

const NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const BY_THEMSELVES = `r.part <> 'GROUP' AND c.state = 'READING'`;

export const readingActs: readonly Proposer[] = [
  {
    name: 'saveReviewDraft',
    weight: 6,
    async propose(scene) {
      const { chance } = scene;
      const open = chance.happens(0.95);
      const reading = await readingIn(
        scene,
        open ? ['ASSIGNED'] : ['SUBMITTED', 'STOPPED'],
        open ? BY_THEMSELVES : 'true',
      );
      return reading && saving(scene, reading, await lookAt(scene, reading), chance.pick(NUMBERS), temper(chance));
    },
  },
  {
    name: 'submitReview',
    weight: 18,
    /** What the reader still lacks is saved first, as they go. */
    async propose(scene) {
      const { chance } = scene;
      const open = chance.happens(0.93);
      const inTime = chance.happens(0.9) ? `AND r.due_on >= '${scene.today}'` : '';
      const reading = await readingIn(
        scene,
        open ? ['ASSIGNED'] : ['SUBMITTED', 'STOPPED'],
        open ? `${BY_THEMSELVES} ${inTime}` : 'true',
      );
      const by = reading && scene.cast.byPerson.get(reading.personId);
      if (!by) return null;
      const look = await lookAt(scene, reading);
      const missing = open ? NUMBERS.filter((no) => !look.versions.has(no)) : [];
      if (missing.length && chance.happens(0.05)) missing.pop();
      const bent = temper(chance);
      const before = missing.flatMap((no) => saving(scene, reading, look, no, bent) ?? []);
      const versions = NUMBERS.map((no) => ({ indicatorNo: no || null, version: look.versions.get(no) ?? 1 }));
      return {
        name: 'submitReview',
        by,
        before,
        input: { readingId: reading.id, ...(chance.happens(0.6) ? { versions } : {}) },
      };
    },
  },
  {
    name: 'convokeGroup',
    weight: 4,
    async propose(scene) {
      const { chance } = scene;
      const subject = await subjectIn(
        scene,
        chance.happens(0.95) ? ['NEEDS_GROUP'] : ['SETTLED', 'READING'],
        `c.state = 'READING'`,
      );
      const by = subject && (await coordinatorOf(scene, subject.bureauId));
      if (!by) return null;
      const reason = chance.happens(0.7) ? scene.text('再次表决') : null;
      return { name: 'convokeGroup', by, input: { subjectId: subject.id, reason } };
    },
  },
  {
    name: 'voteInGroup',
    weight: 12,
    async propose(scene) {
      const { chance } = scene;
      const reading = await readingIn(
        scene,
        chance.happens(0.95) ? ['ASSIGNED'] : ['SUBMITTED', 'STOPPED'],
        `r.part = 'GROUP'`,
      );
      const by = reading && scene.cast.byPerson.get(reading.personId);
      if (!by) return null;
      const look = await lookAt(scene, reading);
      if (chance.happens(0.3)) {
        // As it was drafted, when everything is there.
        const missing = NUMBERS.filter((no) => !look.versions.has(no));
        const before = missing.flatMap((no) => saving(scene, reading, look, no, 0) ?? []);
        return { name: 'voteInGroup', by, before, input: { readingId: reading.id } };
      }
      const { applies } = look;
      // Members talked before they vote: all but some give one value.
      const agreed = Math.round(truthOf(reading.subjectId) / 10) * 10;
      const own = chance.happens(0.12) ? clamp(agreed + chance.pick([-20, 10, 20])) : agreed;
      const votes = NUMBERS.slice(1).map((indicatorNo) => {
        const out = applies.get(indicatorNo) === 'NOT_APPLICABLE';
        const value = reading.schemeKind === 'POINTS_100' ? { points: own } : { grade: gradeOf(own) };
        return { indicatorNo, ...(out ? { notApplicable: true } : value), reason: scene.text('表决') };
      });
      const grade = reading.schemeKind === 'POINTS_100' ? null : gradeOf(own);
      return {
        name: 'voteInGroup',
        by,
        input: { readingId: reading.id, votes, overall: { grade, reason: scene.text('总体') } },
      };
    },
  },
];
