import { Role } from '../../../src/platform/access/actor';
import { doReading, draftReviews } from '../../support/review-acts';
import { succeed } from '../../support/seed-case-files';
import { type ReadingSeed, seedReviews } from '../../support/seed-reviews';
import { expectSuccess } from '../../support/world';
import { NOWHERE, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly campaignId: string;
  /** Drafted whole, and submitted; at the own place both are of the reviewer among the actors. */
  readonly readingId: string;
  readonly submittedId: string;
  readonly requestId: string;
}

const READER = { REVIEWER: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;
const COORDINATOR = { REVIEW_COORDINATOR: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;

export const readings = subjectAccess<Target>({
  subject: 'readings',

  async prepare({ city, actors }, place) {
    const bureau = await city.bureau(REGION[place]);
    const reviewer = actors.get(Role.REVIEWER);
    const members = place === 'own' && reviewer ? [reviewer] : [];
    const seed = await seedReviews(bureau, { subjects: 2, readers: 1, members });
    const [one, two] = seed.readings as [ReadingSeed, ReadingSeed];
    await draftReviews(seed, [one, two]);
    expectSuccess(await doReading(two.reader.member, 'submitReview', { readingId: two.id }));
    const asked = { readingId: one.id, kind: 'OTHER', paperId: null, text: '请说明评阅的口径' };
    const { requestId } = await succeed(one.reader.member, 'askCoordinator', asked, 'requestId');
    return { campaignId: seed.campaignId, readingId: one.id, submittedId: two.id, requestId };
  },

  nowhere: () => ({ campaignId: NOWHERE, readingId: NOWHERE, submittedId: NOWHERE, requestId: NOWHERE }),

  fields: {
    myReadings: {
      send: () => ({ query: '{ myReadings(first: 5) { totalCount edges { node { id } } } }' }),
      lines: { REVIEWER: 'ALLOWED', others: 'FORBIDDEN' },
    },
    reading: {
      send: ({ readingId }) => ({ query: `{ reading(id: "${readingId}") { id } }` }),
      lines: { REVIEWER: 'ALLOWED NULL NULL', others: 'FORBIDDEN' },
    },
    readingProgress: {
      send: ({ campaignId }) => ({
        query: `{ readingProgress(campaignId: "${campaignId}") { assigned readings(first: 5) { edges { node { id } } } } }`,
      }),
      lines: {
        'REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR': 'ALLOWED NULL NULL',
        CITY_SUPERVISOR: 'ALLOWED ALLOWED NULL',
        others: 'FORBIDDEN',
      },
    },
    saveReviewDraft: {
      send: ({ readingId }) =>
        previewOf('saveReviewDraft', { readingId, indicatorNo: 1, version: 1, value: { points: 60 } }),
      lines: READER,
    },
    submitReview: { send: ({ readingId }) => previewOf('submitReview', { readingId }), lines: READER },
    extendReading: {
      send: ({ readingId }) =>
        previewOf('extendReading', { readingId, dueOn: '2026-06-30', reason: '材料补充遮蔽需要时间' }),
      lines: COORDINATOR,
    },
    readerRequests: {
      send: ({ campaignId }) => ({
        query: `{ readerRequests(campaignId: "${campaignId}", first: 5) { totalCount edges { node { id } } } }`,
      }),
      lines: { REVIEW_COORDINATOR: 'ALLOWED NULL NULL', others: 'FORBIDDEN' },
    },
    askCoordinator: {
      send: ({ readingId }) =>
        previewOf('askCoordinator', { readingId, kind: 'MORE_TIME', text: '材料较多，请延长期限' }),
      lines: READER,
    },
    answerReader: {
      send: ({ requestId }) =>
        previewOf('answerReader', { requestId, answer: 'EXPLAINED', text: '按方案的说明评阅即可' }),
      lines: COORDINATOR,
    },
    extendReadings: {
      send: ({ readingId }) =>
        previewOf('extendReadings', { readingIds: [readingId], dueOn: '2026-06-30', reason: '材料补充遮蔽需要时间' }),
      lines: COORDINATOR,
    },
    reopenReading: {
      send: ({ submittedId: readingId }) =>
        previewOf('reopenReading', { readingId, reason: '总分与意见不相称，请复核' }),
      lines: COORDINATOR,
    },
  },
});
