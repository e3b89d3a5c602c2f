import { Role } from '../../../src/platform/access/actor';
import { newId } from '../../../src/platform/ids';
import { CampaignSeed } from '../../support/seed-campaigns';
import { seedReleasable } from '../../support/seed-subsidies';
import type { Row } from '../../support/world';
import { NOWHERE, type Operation, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly campaignId: string;
  /** A paper of a drawn file whose pages were all looked at. */
  readonly materialId: string;
  readonly subjectId: string;
  /** Asked for another subject by somebody who is none of the actors. */
  readonly unblindingId: string;
}

const COORDINATOR = { REVIEW_COORDINATOR: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;
/** Pseudonyms of a campaign are opened by its own bureau: not from above either. */
const DECIDERS = {
  'REVIEW_COORDINATOR BUREAU_SUPERVISOR': 'ALLOWED NOT_FOUND NOT_FOUND',
  CITY_SUPERVISOR: 'NOT_FOUND',
  others: 'FORBIDDEN',
} as const;
const REASON = '收到反映，须核对';

const decideUnblinding = (name: string, unblindingId: string): Operation => {
  const operation = previewOf(name, { unblindingId, reason: REASON });
  const own = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  return { ...operation, query: operation.query.replace(own, 'DecideUnblindingInput') };
};

export const blindReading = subjectAccess<Target>({
  subject: 'blind reading',

  async prepare({ world, city }, place) {
    const bureau = await city.bureau(REGION[place]);
    const another = await bureau.member(Role.REVIEW_COORDINATOR);
    const [file] = await seedReleasable(bureau.agency, 2, { upTo: 'RECEIVED', receivedOn: '2026-02-10' });
    const materialId = file?.materialId as string;
    const campaign = await (await CampaignSeed.plan(bureau, { shareHundredths: 10_000 }, another)).drawn();
    await world.rows(
      `INSERT INTO redaction (digest, page, version, boxes, drawn_by, drawn_at)
       SELECT digest, page, 1, '[]', $2, $3 FROM material, generate_series(1, 6) AS page WHERE id = $1`,
      [materialId, another.personId, world.clock.now()],
    );
    const [subject, other] = await world.rows('SELECT id FROM review.subject WHERE campaign_id = $1', [campaign.id]);
    const unblindingId = newId();
    await world.rows(
      'INSERT INTO unblinding (id, campaign_id, subject_id, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [unblindingId, campaign.id, other.id, REASON, another.personId, world.clock.now()],
    );
    return { campaignId: campaign.id, materialId, subjectId: subject.id, unblindingId };
  },

  nowhere: () => ({ campaignId: NOWHERE, materialId: NOWHERE, subjectId: NOWHERE, unblindingId: NOWHERE }),

  fields: {
    redactionWorklist: {
      send: ({ campaignId }) => ({
        query: 'query ($id: ID!) { redactionWorklist(campaignId: $id, first: 5) { totalCount edges { node { id } } } }',
        variables: { id: campaignId },
      }),
      lines: COORDINATOR,
    },
    redactionProgress: {
      send: ({ campaignId }) => ({
        query: 'query ($id: ID!) { redactionProgress(campaignId: $id) { papers } }',
        variables: { id: campaignId },
      }),
      lines: COORDINATOR,
    },
    drawRedaction: {
      send: ({ materialId }): Operation =>
        previewOf('drawRedaction', { materialId, page: 1, version: 1, boxes: [] as Row[] }),
      lines: COORDINATOR,
    },
    clearPaper: { send: ({ materialId }) => previewOf('clearPaper', { materialId }), lines: COORDINATOR },
    unblindings: {
      send: ({ campaignId }) => ({
        query: 'query ($id: ID!) { unblindings(campaignId: $id, first: 5) { edges { node { id } } } }',
        variables: { id: campaignId },
      }),
      lines: {
        'REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR': 'ALLOWED NOT_FOUND NOT_FOUND',
        CITY_SUPERVISOR: 'NOT_FOUND',
        others: 'FORBIDDEN',
      },
    },
    askUnblinding: {
      send: ({ campaignId, subjectId }) => previewOf('askUnblinding', { campaignId, subjectId, reason: REASON }),
      lines: COORDINATOR,
    },
    approveUnblinding: {
      send: ({ unblindingId }) => decideUnblinding('approveUnblinding', unblindingId),
      lines: DECIDERS,
    },
    refuseUnblinding: {
      send: ({ unblindingId }) => decideUnblinding('refuseUnblinding', unblindingId),
      lines: DECIDERS,
    },
  },
});
