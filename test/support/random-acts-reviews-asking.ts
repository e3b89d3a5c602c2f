import { READER } from '../../src/peer-reviews/readings/reader-pseudonym';
import { Role } from '../../src/platform/access/actor';
import type { Proposer, Scene } from './random-acts';
import { attemptBy, onCampaign, onThing, readingIn } from './random-acts-reviews-seen';

const KINDS = ['MORE_TIME', 'REOPEN', 'PAPER_WITHHELD', 'OTHER'] as const;

const paperFor = (scene: Scene, subjectId: string) =>
  scene.one<{ id: string }>(
    `SELECT id FROM review.paper WHERE subject_id = $1 OR ${scene.chance.happens(0.03)} ORDER BY id`,
    [subjectId],
  );

/** What readers and coordinators say to each other by pseudonym. */
export const askingActs: readonly Proposer[] = [
  {
    name: 'askCoordinator',
    weight: 1.6,
    async propose(scene) {
      const { chance } = scene;
      const reading = await readingIn(
        scene,
        chance.happens(0.9) ? ['ASSIGNED', 'SUBMITTED'] : ['STOPPED'],
        chance.happens(0.9) ? `c.state = 'READING'` : 'true',
      );
      const by = reading && scene.cast.byPerson.get(reading.personId);
      const kind = chance.pick(KINDS);
      const paper = reading && kind === 'PAPER_WITHHELD' ? await paperFor(scene, reading.subjectId) : null;
      return attemptBy(by, 'askCoordinator', {
        readingId: reading?.id,
        kind,
        ...(paper ? { paperId: paper.id } : {}),
        text: chance.happens(0.97) ? scene.text('请组织人处理') : `${by?.name ?? ''}请组织人处理`,
      });
    },
  },
  onThing('answerReader', 1.4, Role.REVIEW_COORDINATOR, {
    waiting: (scene) =>
      `SELECT q.id, c.bureau_id AS "bureauId" FROM review.request q JOIN review.reading r ON r.id = q.reading_id
         JOIN review.subject s ON s.id = r.subject_id JOIN review_campaign c ON c.id = s.campaign_id
        WHERE NOT EXISTS (SELECT FROM review.answer a WHERE a.request_id = q.id) OR ${scene.chance.happens(0.1)} ORDER BY q.id`,
    input: (scene, { id }) => ({
      requestId: id,
      answer: scene.chance.pick(['GRANTED', 'DECLINED', 'EXPLAINED']),
      text: scene.text('答复'),
    }),
  }),
  onCampaign('extendReadings', 0.6, ['READING'], async (scene, { id }) => {
    const one = await readingIn(scene, ['ASSIGNED'], `c.id = '${id}'`);
    const [of] = await scene.rows<{ dueOn: string; ids: string[]; reader: string }>(
      `SELECT max(t.due_on)::text AS "dueOn", (array_agg(t.id ORDER BY t.id))[1:3] AS ids, min(${READER}) AS reader
         FROM review.reading t WHERE t.state = 'ASSIGNED' AND t.reader_key = (SELECT reader_key FROM review.reading WHERE id = $1)`,
      [one?.id],
    );
    if (!of?.ids) return null;
    const which = scene.chance.happens(0.5) ? { campaignId: null, readingIds: of.ids } : { reader: of.reader };
    const from = of.dueOn > scene.today ? of.dueOn : scene.today;
    const dueOn = scene.daysAfter(from, scene.chance.within(0, 3));
    return { ...which, dueOn, reason: scene.text('统一延期') };
  }),
];
