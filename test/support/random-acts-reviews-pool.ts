import { STOP_GROUNDS } from '../../src/peer-reviews/reviewers/stopping';
import { WITHDRAWAL_GROUNDS } from '../../src/peer-reviews/settling/withdrawal.entity';
import { Role } from '../../src/platform/access/actor';
import type { Proposer, Scene } from './random-acts';
import {
  ALL,
  attemptBy,
  campaignIn,
  coordinatorOf,
  onCampaign,
  onReading,
  onThing,
  readingIn,
  subjectIn,
} from './random-acts-reviews-seen';
import { profileOf } from './seed-reviewers';
import type { Row } from './world';

interface ReviewerSeen {
  readonly id: string;
  readonly bureauId: string;
  readonly personId: string;
  readonly version: number;
}

const reviewerIn = (scene: Scene, further = 'ended_at IS NULL', params: readonly unknown[] = []) =>
  scene.one<ReviewerSeen>(
    `SELECT id, bureau_id AS "bureauId", person_id AS "personId", version FROM reviewer WHERE ${further} ORDER BY id`,
    params,
  );

const profile = ({
  chance,
  today,
  daysAfter,
}: Pick<Scene, 'chance' | 'today'> & { daysAfter: Scene['daysAfter'] }): Row =>
  profileOf({
    practisingSince: chance.happens(0.9) ? '2015-03-01' : '2025-01-01',
    caseKinds: chance.happens(0.85) ? ['CRIMINAL', 'CIVIL', 'ADMINISTRATIVE'] : ['CIVIL'],
    mostFiles: chance.pick([1, 5, 100, 100]),
    ...(chance.happens(0.1) ? { disciplinedOn: '2024-06-01', disciplinaryNote: '警告一次，已执行' } : {}),
    ...(chance.happens(0.1) ? { availableTo: daysAfter(today, chance.within(0, 9)) } : {}),
  });

const LACKS_READERS = `EXISTS (SELECT FROM review.subject s WHERE s.campaign_id = c.id AND CASE s.state
  WHEN 'READING' THEN (SELECT count(*) FROM review.reading r WHERE r.subject_id = s.id AND r.state <> 'STOPPED' AND r.part = 'READER') < c.readers_per_file
  WHEN 'NEEDS_THIRD' THEN NOT EXISTS (SELECT FROM review.reading r WHERE r.subject_id = s.id AND r.state = 'ASSIGNED') END)`;

const decidingWithdrawal = (act: 'approveWithdrawal' | 'refuseWithdrawal', weight: number): Proposer =>
  onThing(act, weight, [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR], {
    waiting: () =>
      `SELECT w.id, c.bureau_id AS "bureauId" FROM review_withdrawal w JOIN review_campaign c ON c.id = w.campaign_id WHERE w.outcome IS NULL ORDER BY w.id`,
    input: (scene, { id }) => ({ withdrawalId: id, reason: scene.text('退出的决定') }),
  });

export const poolActs: readonly Proposer[] = [
  {
    name: 'enrolReviewer',
    weight: 1.2,
    async propose(scene) {
      const who = scene.chance.happens(0.9) ? await scene.holder(Role.REVIEWER) : scene.anybody();
      const campaign = await campaignIn(scene, ALL);
      const by = campaign && (await coordinatorOf(scene, campaign.bureauId));
      return (
        who &&
        attemptBy(by, 'enrolReviewer', {
          bureauId: campaign?.bureauId,
          accountId: who.accountId,
          profile: profile(scene),
        })
      );
    },
  },
  {
    name: 'changeReviewer',
    weight: 0.4,
    async propose(scene) {
      const seen = await reviewerIn(scene);
      const by = seen && (await coordinatorOf(scene, seen.bureauId));
      const version = (seen?.version ?? 0) - (scene.chance.happens(0.15) ? 1 : 0);
      return attemptBy(by, 'changeReviewer', {
        reviewerId: seen?.id,
        version,
        profile: profile(scene),
        ...(scene.chance.happens(0.7) ? { reason: scene.text('调整') } : {}),
      });
    },
  },
  {
    name: 'endReviewer',
    weight: 0.25,
    async propose(scene) {
      const seen = await reviewerIn(scene, scene.chance.happens(0.9) ? 'ended_at IS NULL' : 'true');
      const by = seen && (await coordinatorOf(scene, seen.bureauId));
      return attemptBy(by, 'endReviewer', { reviewerId: seen?.id, reason: scene.text('退出专家库') });
    },
  },
  {
    name: 'declareConflict',
    weight: 0.7,
    async propose(scene) {
      const { chance } = scene;
      const reason = scene.text('须回避');
      if (chance.happens(0.5)) {
        const reading = await readingIn(scene, chance.happens(0.9) ? ['ASSIGNED'] : ['SUBMITTED', 'STOPPED']);
        return attemptBy(reading && scene.cast.byPerson.get(reading.personId), 'declareConflict', {
          readingId: reading?.id,
          reason,
        });
      }
      const seen = await reviewerIn(scene);
      const kind = chance.pick(['PERSON', 'SERVICE_ORGANIZATION']);
      const target = await scene.one<{ target: string }>(
        `SELECT licence_number AS target FROM ${kind === 'PERSON' ? 'practitioner' : 'service_organization'} ORDER BY id`,
      );
      return attemptBy(seen && scene.cast.byPerson.get(seen.personId), 'declareConflict', {
        kind,
        target: target?.target,
        reason,
      });
    },
  },
  {
    name: 'objectToReader',
    weight: 1.2,
    async propose(scene) {
      const drawn = await scene.one<{ campaignId: string; caseFileId: string; personId: string; bureauId: string }>(
        `SELECT d.campaign_id AS "campaignId", d.case_file_id AS "caseFileId", e.person_id AS "personId", c.bureau_id AS "bureauId"
           FROM campaign_draw d JOIN review_campaign c ON c.id = d.campaign_id JOIN engagement e ON e.case_file_id = d.case_file_id
          WHERE c.state IN ('DRAWN', 'READING') ORDER BY c.id DESC, d.case_file_id`,
      );
      const seen = drawn && (await reviewerIn(scene, 'bureau_id = $1 AND ended_at IS NULL', [drawn.bureauId]));
      const { campaignId, caseFileId } = drawn ?? {};
      const input = { campaignId, caseFileId, reviewerId: seen?.id, reason: scene.text('申请回避') };
      return attemptBy(seen && drawn && scene.cast.byPerson.get(drawn.personId), 'objectToReader', input);
    },
  },
  onThing('decideObjection', 1.2, Role.REVIEW_COORDINATOR, {
    waiting: ({ chance }) =>
      `SELECT o.id, c.bureau_id AS "bureauId" FROM reviewer_objection o JOIN review_campaign c ON c.id = o.campaign_id
        WHERE o.outcome IS NULL OR ${chance.happens(0.1)} ORDER BY o.id`,
    input: (scene, { id }) => ({
      objectionId: id,
      outcome: scene.chance.pick(['UPHELD', 'DISMISSED']),
      reason: scene.text('决定'),
    }),
  }),
  onCampaign('assignReaders', 7, ['DRAWN', 'READING'], () => ({}), LACKS_READERS),
  onCampaign('assignReaders', 0.3, ['DRAWN', 'READING']),
  onReading('stopReading', 0.8, ['ASSIGNED', 'ASSIGNED', 'SUBMITTED'], (scene) => {
    const cause = scene.chance.pick(['CONFLICT', 'CONFLICT', 'OBJECTION', 'UNAVAILABLE']);
    const ground = cause === 'CONFLICT' && scene.chance.happens(0.6) ? scene.chance.pick([...STOP_GROUNDS]) : null;
    return { cause, ground, reason: scene.text('停止评阅') };
  }),
  onReading('extendReading', 1.5, ['ASSIGNED'], (scene, { dueOn }) => ({
    dueOn: scene.daysAfter(dueOn > scene.today ? dueOn : scene.today, scene.chance.within(0, 5)),
    reason: scene.text('延长期限'),
  })),
  onReading('reopenReading', 0.9, ['SUBMITTED'], (scene) => ({
    reason: scene.text('漏看一份材料'),
    ...(scene.chance.happens(0.5) ? { dueOn: scene.daysAfter(scene.today, scene.chance.within(0, 4)) } : {}),
  })),
  withdrawing('withdrawSubject', 0.08),
  withdrawing('askWithdrawal', 0.17),
  decidingWithdrawal('approveWithdrawal', 0.15),
  decidingWithdrawal('refuseWithdrawal', 0.15),
  {
    name: 'drawRedaction',
    weight: 2,
    async propose(scene) {
      const paper = await paperOf(scene);
      const by = paper && (await coordinatorOf(scene, paper.bureauId));
      const page = scene.chance.within(1, (paper?.pages ?? 1) + (scene.chance.happens(0.03) ? 1 : 0));
      const [last] = await scene.rows<{ version: number }>(
        'SELECT coalesce(max(version), 0)::integer AS version FROM redaction WHERE digest = $1 AND page = $2',
        [paper?.digest, page],
      );
      const version = (last?.version ?? 0) + (scene.chance.happens(0.1) ? 1 : 0);
      const boxes = scene.chance.happens(0.5)
        ? []
        : [{ left: 500, top: scene.chance.below(9000), width: 9000, height: 600 }];
      return attemptBy(by, 'drawRedaction', { materialId: paper?.materialId, page, version, boxes });
    },
  },
  {
    name: 'clearPaper',
    weight: 1,
    async propose(scene) {
      const paper = await paperOf(scene);
      const by = paper && (await coordinatorOf(scene, paper.bureauId));
      return attemptBy(by, 'clearPaper', { materialId: paper?.materialId });
    },
  },
];

function withdrawing(act: 'withdrawSubject' | 'askWithdrawal', weight: number): Proposer {
  return {
    name: act,
    weight,
    async propose(scene) {
      const states = ['READING', 'NEEDS_THIRD', 'NEEDS_GROUP', 'SETTLED', 'WITHDRAWN'];
      const subject = await subjectIn(scene, states, `c.state IN ('DRAWN', 'READING', 'REPLYING')`);
      const by = subject && (await coordinatorOf(scene, subject.bureauId));
      const { campaignId, caseFileId } = subject ?? {};
      const ground = scene.chance.pick([...WITHDRAWAL_GROUNDS]);
      return attemptBy(by, act, { campaignId, caseFileId, ground, reason: scene.text('案卷退出') });
    },
  };
}

/** A paper with bytes of its own in a file that a campaign drew. */
const paperOf = (scene: Scene) =>
  scene.one<{ materialId: string; bureauId: string; digest: Buffer; pages: number }>(
    `SELECT m.id AS "materialId", c.bureau_id AS "bureauId", m.digest, m.pages
       FROM campaign_draw d JOIN review_campaign c ON c.id = d.campaign_id JOIN material m ON m.case_file_id = d.case_file_id
      WHERE c.state IN ('DRAWN', 'READING') AND m.title = '材料' ORDER BY m.id`,
  );
