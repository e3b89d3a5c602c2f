import { Role } from '../../src/platform/access/actor';
import type { Proposer, Scene } from './random-acts';
import { attemptBy, coordinatorOf, onCampaign, onThing, subjectIn } from './random-acts-reviews-seen';
import type { Row } from './world';

const GRADES = ['EXCELLENT', 'GOOD', 'QUALIFIED', 'UNQUALIFIED'];

const changeFor = ({ chance }: Scene, byPoints: boolean): Row => {
  if (chance.happens(0.05)) return { notApplicable: true };
  if (byPoints) return { points: chance.within(0, 100) };
  return { grade: chance.pick(GRADES), ...(chance.happens(0.3) ? { overallGrade: chance.pick(GRADES) } : {}) };
};

const DECIDERS = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR];
const unblindingActs = ['approveUnblinding', 'refuseUnblinding'].map((name) =>
  onThing(name, 0.5, DECIDERS, {
    waiting: ({ chance }) =>
      `SELECT u.id, c.bureau_id AS "bureauId" FROM unblinding u JOIN review_campaign c ON c.id = u.campaign_id
        WHERE u.outcome IS NULL OR ${chance.happens(0.1)} ORDER BY u.id`,
    input: (scene, { id }) => ({ unblindingId: id, reason: scene.text('揭开决定') }),
  }),
);

export const resultActs: readonly Proposer[] = [
  ...unblindingActs,
  {
    name: 'askUnblinding',
    weight: 0.7,
    async propose(scene) {
      const subject = await subjectIn(scene, ['READING', 'NEEDS_THIRD', 'NEEDS_GROUP', 'SETTLED', 'WITHDRAWN']);
      const by = subject && (await coordinatorOf(scene, subject.bureauId));
      const input = { campaignId: subject?.campaignId, subjectId: subject?.id, reason: scene.text('申请揭开') };
      return attemptBy(by, 'askUnblinding', input);
    },
  },
  onCampaign(
    'openReplies',
    4,
    ['READING'],
    () => ({}),
    `NOT EXISTS (SELECT FROM review.subject s WHERE s.campaign_id = c.id AND s.state NOT IN ('SETTLED', 'WITHDRAWN'))`,
  ),
  onCampaign('openReplies', 0.4, ['READING']),
  {
    name: 'replyToIndicator',
    weight: 5,
    async propose(scene) {
      const late = scene.chance.happens(0.1);
      const drawn = await scene.one<{ campaignId: string; caseFileId: string; personId: string }>(
        `SELECT d.campaign_id AS "campaignId", d.case_file_id AS "caseFileId", e.person_id AS "personId"
           FROM campaign_draw d JOIN review_campaign c ON c.id = d.campaign_id JOIN engagement e ON e.case_file_id = d.case_file_id
          WHERE ${late ? 'c.drawn_at IS NOT NULL' : `c.state = 'REPLYING'`} ORDER BY c.id DESC, d.case_file_id`,
      );
      const { campaignId, caseFileId } = drawn ?? {};
      const input = { campaignId, caseFileId, indicatorNo: scene.chance.within(1, 8), text: scene.text('承办人答复') };
      return attemptBy(drawn && scene.cast.byPerson.get(drawn.personId), 'replyToIndicator', input);
    },
  },
  onThing<{ id: string; bureauId: string; byPoints: boolean }>('decideReply', 7, Role.REVIEW_COORDINATOR, {
    waiting: ({ chance }) =>
      `SELECT r.id, c.bureau_id AS "bureauId", c.scheme_kind = 'POINTS_100' AS "byPoints" FROM review_reply r JOIN review_campaign c ON c.id = r.campaign_id
        WHERE NOT EXISTS (SELECT FROM review_reply_decision d WHERE d.reply_id = r.id) OR ${chance.happens(0.05)} ORDER BY r.id`,
    input: (scene, { id, byPoints }) => {
      const outcome = scene.chance.pick(['UPHELD', 'CHANGED', 'CHANGED']);
      const change = outcome === 'CHANGED' ? changeFor(scene, byPoints) : {};
      return { replyId: id, outcome, ...change, reasons: scene.text('决定理由') };
    },
  }),
  onCampaign('finaliseCampaign', 5, ['REPLYING']),
  onCampaign('addImprovementPoint', 1.5, ['REPLYING', 'FINALISED'], async (scene, { id }) => {
    const drawn = await scene.one<{ id: string }>(
      'SELECT case_file_id AS id FROM campaign_draw WHERE campaign_id = $1 ORDER BY case_file_id',
      [id],
    );
    const dueOn = scene.chance.happens(0.3) ? scene.daysAfter(scene.today, scene.chance.within(-1, 20)) : null;
    return drawn && { caseFileId: drawn.id, indicatorNo: scene.chance.within(1, 8), text: scene.text('改进'), dueOn };
  }),
  onThing('tickImprovementPoint', 1, Role.REVIEW_COORDINATOR, {
    waiting: ({ chance }) =>
      `SELECT p.id, c.bureau_id AS "bureauId" FROM improvement_point p JOIN review_campaign c ON c.id = p.campaign_id
        WHERE p.ticked_at IS NULL OR ${chance.happens(0.1)} ORDER BY p.id`,
    input: (scene, { id }) => ({ pointId: id, note: scene.text('已改正') }),
  }),
];
