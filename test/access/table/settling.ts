import { Role } from '../../../src/platform/access/actor';
import { repliesOver } from '../../support/replies-over';
import type { PractitionerSeed } from '../../support/seed';
import { succeed } from '../../support/seed-case-files';
import { judge, judged, repliesOpen, seated, thirdReading } from '../../support/seed-judgements';
import { type ReviewSeed, type SubjectSeed, seedReviews } from '../../support/seed-reviews';
import { seedReleasable } from '../../support/seed-subsidies';
import { expectSuccess } from '../../support/world';
import { type Ground, NOWHERE, type PlaceName, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly campaignId: string;
  readonly subjectId: string;
  readonly caseFileId: string;
  /** A seat in a group; at the own place of the reviewer among the actors. */
  readonly seatId: string;
  /** Asked for by the coordinator, of the file that sits with a group. */
  readonly withdrawalId: string;
  readonly settledId: string;
  readonly replying: { readonly campaignId: string; readonly caseFileId: string; readonly replyId: string };
  readonly overdueId: string;
  readonly final: { readonly campaignId: string; readonly caseFileId: string; readonly pointId: string };
}

const COORDINATOR = { REVIEW_COORDINATOR: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;
const LEAVES = { ground: 'OTHER_PROCEEDINGS', reason: '另案处理，退出评估' } as const;
const WATCHERS_READ = {
  'REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR': 'ALLOWED NULL NULL',
  CITY_SUPERVISOR: 'ALLOWED ALLOWED NULL',
  others: 'FORBIDDEN',
} as const;
/** The coordinator is the one who asked. */
const SECOND_PERSON = {
  REVIEW_COORDINATOR: 'ANOTHER_PERSON_DECIDES NOT_FOUND NOT_FOUND',
  'BUREAU_SUPERVISOR AUDITOR': 'ALLOWED NOT_FOUND NOT_FOUND',
  CITY_SUPERVISOR: 'ALLOWED ALLOWED NOT_FOUND',
  others: 'FORBIDDEN',
} as const;
const COORDINATOR_READS = { REVIEW_COORDINATOR: 'ALLOWED NULL NULL', others: 'FORBIDDEN' } as const;

/** Both files wait for the group; that of the second sits. */
async function groups(seed: ReviewSeed): Promise<Pick<Target, 'subjectId' | 'caseFileId' | 'seatId' | 'withdrawalId'>> {
  const [one, two] = seed.subjects as [SubjectSeed, SubjectSeed];
  for (const subject of [one, two]) {
    await judged(seed, subject, 0, 100);
    expectSuccess(await judge(seed, await thirdReading(seed, subject, seed.readers[4]!), 70));
  }
  await succeed(await seed.bureau.reviewCoordinator, 'convokeGroup', { subjectId: two.id });
  const [seatId = ''] = await seated(seed, two, [seed.readers[0]!]);
  const { withdrawal } = await succeed(
    await seed.bureau.reviewCoordinator,
    'askWithdrawal',
    { campaignId: seed.campaignId, caseFileId: two.caseFileId, ...LEAVES },
    'withdrawal { id }',
  );
  return { withdrawalId: withdrawal.id, subjectId: one.id, caseFileId: one.caseFileId, seatId };
}

async function prepare({ world, city, actors, practitioner }: Ground, place: PlaceName): Promise<Target> {
  const bureau = await city.bureau(REGION[place]);
  const coordinator = await bureau.reviewCoordinator;
  const reviewer = place === 'own' ? actors.get(Role.REVIEWER) : null;
  const reading = await seedReviews(bureau, { subjects: 2, readers: 7, members: reviewer ? [reviewer] : [] });
  const settled = await seedReviews(bureau, { subjects: 1 });
  await judged(settled, settled.subjects[0]!, 85, 85);
  const lawyer: PractitionerSeed = place === 'own' ? practitioner : await (await bureau.agency.lawFirm()).lawyer();
  const handled = async () => {
    const [file] = await seedReleasable(bureau.agency, 1, { practitioner: lawyer, upTo: 'RECEIVED' });
    const seed = await seedReviews(bureau, { caseFileIds: [file!.caseFileId] });
    await repliesOpen(seed);
    return { campaignId: seed.campaignId, caseFileId: file!.caseFileId };
  };
  const replying = await handled();
  await succeed(lawyer, 'replyToIndicator', { ...replying, indicatorNo: 1, text: '已于开庭前会见' });
  const [reply] = await world.rows('SELECT id FROM review_reply WHERE campaign_id = $1', [replying.campaignId]);
  const [overdue, final] = [await handled(), await handled()];
  await repliesOver(world, overdue.campaignId, final.campaignId);
  await succeed(coordinator, 'finaliseCampaign', { campaignId: final.campaignId });
  const point = { ...final, indicatorNo: 1, text: '会见笔录应当写明时间' };
  const { point: added } = await succeed(coordinator, 'addImprovementPoint', point, 'point { id }');
  return {
    campaignId: reading.campaignId,
    ...(await groups(reading)),
    settledId: settled.campaignId,
    replying: { ...replying, replyId: reply.id },
    overdueId: overdue.campaignId,
    final: { ...final, pointId: added.id },
  };
}

export const settling = subjectAccess<Target>({
  subject: 'settling',
  prepare,

  nowhere: () => ({
    campaignId: NOWHERE,
    subjectId: NOWHERE,
    caseFileId: NOWHERE,
    seatId: NOWHERE,
    withdrawalId: NOWHERE,
    settledId: NOWHERE,
    replying: { campaignId: NOWHERE, caseFileId: NOWHERE, replyId: NOWHERE },
    overdueId: NOWHERE,
    final: { campaignId: NOWHERE, caseFileId: NOWHERE, pointId: NOWHERE },
  }),

  fields: {
    reviewSubjects: {
      send: ({ campaignId }) => ({
        query: `{ reviewSubjects(campaignId: "${campaignId}", first: 5) { totalCount edges { node { id } } } }`,
      }),
      lines: COORDINATOR_READS,
    },
    reviewReplies: {
      send: ({ replying }) => ({
        query: `{ reviewReplies(campaignId: "${replying.campaignId}", first: 5) { totalCount edges { node { id } } } }`,
      }),
      lines: COORDINATOR_READS,
    },
    reviewResults: {
      send: ({ final }) => ({
        query: `{ reviewResults(campaignId: "${final.campaignId}", first: 5) { totalCount edges { node { id } } } }`,
      }),
      lines: {
        'REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR': 'ALLOWED NULL NULL',
        CITY_SUPERVISOR: 'ALLOWED ALLOWED NULL',
        others: 'FORBIDDEN',
      },
    },
    myReviewResults: {
      send: () => ({ query: '{ myReviewResults(first: 5) { totalCount edges { node { campaignId } } } }' }),
      lines: { PRACTITIONER: 'ALLOWED', others: 'FORBIDDEN' },
    },
    groupReviews: {
      send: ({ seatId }) => ({ query: `{ groupReviews(readingId: "${seatId}") { grade } }` }),
      lines: { REVIEWER: 'ALLOWED NULL NULL', others: 'FORBIDDEN' },
    },
    groupVotes: {
      send: ({ seatId }) => ({ query: `{ groupVotes(readingId: "${seatId}") { reason } }` }),
      lines: { REVIEWER: 'NULL', others: 'FORBIDDEN' },
    },
    convokeGroup: {
      send: ({ subjectId }) => previewOf('convokeGroup', { subjectId }),
      lines: COORDINATOR,
    },
    voteInGroup: {
      send: ({ seatId }) =>
        previewOf('voteInGroup', {
          readingId: seatId,
          votes: [1, 2, 3, 4, 5, 6, 7, 8].map((indicatorNo) => ({ indicatorNo, points: 70, reason: '评议认为如此' })),
          overall: { reason: '总体意见如此' },
        }),
      lines: { REVIEWER: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' },
    },
    withdrawSubject: {
      send: ({ campaignId, caseFileId }) => previewOf('withdrawSubject', { campaignId, caseFileId, ...LEAVES }),
      lines: { REVIEW_COORDINATOR: 'WITHDRAWAL_BY_TWO NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' },
    },
    askWithdrawal: {
      send: ({ campaignId, caseFileId }) => previewOf('askWithdrawal', { campaignId, caseFileId, ...LEAVES }),
      lines: COORDINATOR,
    },
    reviewWithdrawals: {
      send: ({ campaignId }) => ({
        query: `{ reviewWithdrawals(campaignId: "${campaignId}", first: 5) { totalCount edges { node { id askedBy { name } } } } }`,
      }),
      lines: WATCHERS_READ,
    },
    approveWithdrawal: {
      send: ({ withdrawalId }) => previewOf('approveWithdrawal', { withdrawalId, reason: '核对属实，同意退出' }),
      lines: SECOND_PERSON,
    },
    refuseWithdrawal: {
      send: ({ withdrawalId }) => previewOf('refuseWithdrawal', { withdrawalId, reason: '事由不实，不同意退出' }),
      lines: SECOND_PERSON,
    },
    openReplies: { send: ({ settledId }) => previewOf('openReplies', { campaignId: settledId }), lines: COORDINATOR },
    replyToIndicator: {
      send: ({ replying: { campaignId, caseFileId } }) =>
        previewOf('replyToIndicator', { campaignId, caseFileId, indicatorNo: 2, text: '阅卷笔录在卷' }),
      lines: { PRACTITIONER: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' },
    },
    decideReply: {
      send: ({ replying: { replyId } }) =>
        previewOf('decideReply', { replyId, outcome: 'UPHELD', reasons: '核对卷宗，原评无误' }),
      lines: COORDINATOR,
    },
    finaliseCampaign: {
      send: ({ overdueId }) => previewOf('finaliseCampaign', { campaignId: overdueId }),
      lines: COORDINATOR,
    },
    addImprovementPoint: {
      send: ({ final: { campaignId, caseFileId } }) =>
        previewOf('addImprovementPoint', { campaignId, caseFileId, indicatorNo: 2, text: '阅卷笔录应当写明日期' }),
      lines: COORDINATOR,
    },
    tickImprovementPoint: {
      send: ({ final: { pointId } }) => previewOf('tickImprovementPoint', { pointId, note: '已经补写时间' }),
      lines: COORDINATOR,
    },
  },
});
