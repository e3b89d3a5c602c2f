import { commitmentOf, succeed } from '../../support/seed-case-files';
import { NOWHERE, type Operation, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly agencyId: string;
  readonly firmId: string;
  /** With another firm, and with that of the manager among the actors; one offered, one in force. */
  readonly inForce: string;
  readonly offered: string;
  readonly offeredToManager: string;
}

const REASON = '双方协商一致';
const shared = (name: string, commitmentId: string): Operation => {
  const operation = previewOf(name, { commitmentId, reason: REASON });
  return { ...operation, query: operation.query.replace(/: \w+Input!/, ': EndCommitmentInput!') };
};

const BY_AGENCY = 'CLERK QUALITY_CHECKER QUALITY_REVIEW_HEAD COMPLAINT_OFFICER BUREAU_SUPERVISOR AUDITOR';
/** The agency's side; the manager of the actors' firm sees what was offered to it, wherever. */
const AGENCY_SIDE = { 'CLERK QUALITY_REVIEW_HEAD': 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;

export const commitments = subjectAccess<Target>({
  subject: 'commitments',

  async prepare({ city, firmId }, place) {
    const agency = await city.agency(REGION[place]);
    const [one, two, three] = [await agency.lawFirm(), await agency.lawFirm(), await agency.lawFirm()];
    const offer = async (serviceOrganizationId: string) => {
      const input = {
        agencyId: agency.id,
        serviceOrganizationId,
        textId: 'HOUSE-2022',
        inForceFrom: '2026-01-01',
        inForceTo: '2026-12-31',
      };
      const { commitment } = await succeed(await agency.clerk, 'offerCommitment', input, 'commitment { id }');
      return commitment.id;
    };
    return {
      agencyId: agency.id,
      firmId: three.id,
      inForce: await commitmentOf(agency, one),
      offered: await offer(two.id),
      offeredToManager: await offer(firmId),
    };
  },

  nowhere: (target) => ({
    ...target,
    agencyId: NOWHERE,
    inForce: NOWHERE,
    offered: NOWHERE,
    offeredToManager: NOWHERE,
  }),

  fields: {
    commitmentTexts: { send: () => ({ query: '{ commitmentTexts { id } }' }), lines: { others: 'ALLOWED' } },
    qualityCommitment: {
      send: ({ inForce }) => ({ query: `{ qualityCommitment(id: "${inForce}") { id } }` }),
      lines: {
        [BY_AGENCY]: 'ALLOWED NULL NULL',
        CITY_SUPERVISOR: 'ALLOWED ALLOWED NULL',
        'ORGANIZATION_MANAGER PRACTITIONER': 'NULL',
        others: 'FORBIDDEN',
      },
    },
    qualityCommitments: {
      send: ({ agencyId }) => ({
        query: `{ qualityCommitments(first: 5, filter: { agencyId: "${agencyId}" }) { totalCount edges { node { id } } } }`,
      }),
      lines: {
        [BY_AGENCY]: 'ALLOWED EMPTY EMPTY',
        CITY_SUPERVISOR: 'ALLOWED ALLOWED EMPTY',
        ORGANIZATION_MANAGER: 'ALLOWED',
        PRACTITIONER: 'EMPTY',
        others: 'FORBIDDEN',
      },
    },
    offerCommitment: {
      send: ({ agencyId, firmId }) =>
        previewOf('offerCommitment', {
          agencyId,
          serviceOrganizationId: firmId,
          textId: 'HOUSE-2022',
          inForceFrom: '2026-01-01',
          inForceTo: '2026-12-31',
        }),
      lines: AGENCY_SIDE,
    },
    signCommitment: {
      send: ({ offeredToManager }) => previewOf('signCommitment', { commitmentId: offeredToManager }),
      lines: { ORGANIZATION_MANAGER: 'ALLOWED', PRACTITIONER: 'NOT_FOUND', others: 'FORBIDDEN' },
    },
    withdrawCommitment: { send: ({ offered }) => shared('withdrawCommitment', offered), lines: AGENCY_SIDE },
    endCommitment: { send: ({ inForce }) => shared('endCommitment', inForce), lines: AGENCY_SIDE },
    recordCommitmentBreach: { send: ({ inForce }) => shared('recordCommitmentBreach', inForce), lines: AGENCY_SIDE },
  },
});
