import { judged } from '../../support/seed-judgements';
import { seedReviews } from '../../support/seed-reviews';
import { NOWHERE, REGION, subjectAccess } from '../access';

interface Target {
  readonly campaignId: string;
}

const SEEN = {
  'REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR': 'ALLOWED NULL NULL',
  CITY_SUPERVISOR: 'ALLOWED ALLOWED NULL',
  others: 'FORBIDDEN',
} as const;

export const reviewFigures = subjectAccess<Target>({
  subject: 'review figures',

  async prepare({ city }, place) {
    const bureau = await city.bureau(REGION[place]);
    const review = await seedReviews(bureau, { subjects: 1, readers: 2 });
    for (const subject of review.subjects) await judged(review, subject, 80, 80);
    return { campaignId: review.campaignId };
  },

  nowhere: () => ({ campaignId: NOWHERE }),

  fields: {
    agreement: {
      send: ({ campaignId }) => ({ query: `{ agreement(campaignId: "${campaignId}") { overall { files } } }` }),
      lines: SEEN,
    },
    readerCalibration: {
      send: ({ campaignId }) => ({ query: `{ readerCalibration(campaignId: "${campaignId}") { name reviews } }` }),
      lines: {
        'REVIEW_COORDINATOR BUREAU_SUPERVISOR': 'ALLOWED NULL NULL',
        CITY_SUPERVISOR: 'ALLOWED ALLOWED NULL',
        others: 'FORBIDDEN',
      },
    },
    campaignComparison: {
      send: ({ campaignId }) => ({
        query: `{ campaignComparison(campaignId: "${campaignId}") { withheld { code } agencies { files } } }`,
      }),
      lines: SEEN,
    },
    inflationGap: {
      send: ({ campaignId }) => ({
        query: `{ inflationGap(localCampaignId: "${campaignId}", outsideCampaignId: "${campaignId}") { files } }`,
      }),
      lines: SEEN,
    },
    reviewReport: {
      send: ({ campaignId }) => ({ query: `{ reviewReport(campaignId: "${campaignId}") { title } }` }),
      lines: SEEN,
    },
  },
});
