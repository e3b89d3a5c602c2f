import { act, succeed } from '../../support/seed-case-files';
import { seedReleasable } from '../../support/seed-subsidies';
import { expectSuccess } from '../../support/world';
import { NOWHERE, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly agencyId: string;
  readonly bureauId: string;
  readonly subsidyId: string;
  readonly caseFileId: string;
  readonly releasedId: string;
  readonly batchId: string;
  readonly holdId: string;
  readonly ownerAccountId: string;
}

const OFFICES = 'CLERK QUALITY_REVIEW_HEAD FINANCE_OFFICER BUREAU_SUPERVISOR AUDITOR';
const CLERKS = { CLERK: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;
const FINANCE = { FINANCE_OFFICER: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;
const HOLDERS = { 'FINANCE_OFFICER QUALITY_REVIEW_HEAD': 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;

export const subsidies = subjectAccess<Target>({
  subject: 'subsidies',

  async prepare({ city, practitioner }, place) {
    const agency = await city.agency(REGION[place]);
    const by = place === 'own' ? { practitioner } : {};
    const [pending, held, released] = await seedReleasable(agency, 3, by);
    const [finance, owner] = [await agency.finance2, await agency.clerk];
    const hold = {
      subsidyId: held?.subsidyId,
      reason: '核对收款账户',
      ownerAccountId: owner.accountId,
      dueOn: '2026-03-31',
    };
    const { holdId } = await succeed(finance, 'holdSubsidy', hold, 'holdId');
    const { batch } = expectSuccess(
      await act(finance, 'releaseSubsidy', { subsidyId: released?.subsidyId }, 'batch { id }'),
    );
    return {
      agencyId: agency.id,
      bureauId: agency.bureau.id,
      subsidyId: pending?.subsidyId ?? '',
      caseFileId: pending?.caseFileId ?? '',
      releasedId: released?.subsidyId ?? '',
      batchId: batch.id,
      holdId,
      ownerAccountId: owner.accountId,
    };
  },

  nowhere: () => ({
    agencyId: NOWHERE,
    bureauId: NOWHERE,
    subsidyId: NOWHERE,
    caseFileId: NOWHERE,
    releasedId: NOWHERE,
    batchId: NOWHERE,
    holdId: NOWHERE,
    ownerAccountId: NOWHERE,
  }),

  fields: {
    subsidy: {
      send: ({ subsidyId }) => ({
        query: 'query ($id: ID!) { subsidy(id: $id) { id } }',
        variables: { id: subsidyId },
      }),
      lines: {
        [`${OFFICES} PRACTITIONER ORGANIZATION_MANAGER`]: 'ALLOWED NULL NULL',
        CITY_SUPERVISOR: 'ALLOWED ALLOWED NULL',
        others: 'FORBIDDEN',
      },
    },
    subsidies: {
      send: ({ caseFileId }) => ({
        query: `query ($id: ID!) { subsidies(first: 5, filter: { caseFileId: $id }) { totalCount edges { node { id } } } }`,
        variables: { id: caseFileId },
      }),
      lines: {
        [`${OFFICES} PRACTITIONER ORGANIZATION_MANAGER`]: 'ALLOWED EMPTY EMPTY',
        CITY_SUPERVISOR: 'ALLOWED ALLOWED EMPTY',
        others: 'FORBIDDEN',
      },
    },
    mySubsidies: {
      send: () => ({ query: '{ mySubsidies(first: 5) { totalCount edges { node { id } } } }' }),
      lines: { 'PRACTITIONER ORGANIZATION_MANAGER': 'ALLOWED', others: 'FORBIDDEN' },
    },
    releaseBatch: {
      send: ({ batchId }) => ({
        query: 'query ($id: ID!) { releaseBatch(id: $id) { id outcomes(first: 5) { totalCount } } }',
        variables: { id: batchId },
      }),
      lines: { [OFFICES]: 'ALLOWED NULL NULL', CITY_SUPERVISOR: 'ALLOWED ALLOWED NULL', others: 'FORBIDDEN' },
    },
    // What is paid for what is no secret.
    tariffs: {
      send: ({ bureauId }) => ({
        query: 'query ($id: ID!) { tariffs(bureauId: $id) { id } }',
        variables: { id: bureauId },
      }),
      lines: { REVIEWER: 'FORBIDDEN', others: 'ALLOWED' },
    },
    enterTariff: {
      send: ({ bureauId }) =>
        previewOf('enterTariff', { bureauId, title: '新标准', document: '司办〔2030〕1号', inForceFrom: '2030-01-01' }),
      lines: {
        BUREAU_SUPERVISOR: 'ALLOWED NOT_FOUND NOT_FOUND',
        CITY_SUPERVISOR: 'NOT_FOUND',
        others: 'FORBIDDEN',
      },
    },
    recalculateSubsidy: {
      send: ({ subsidyId }) => previewOf('recalculateSubsidy', { subsidyId }),
      lines: CLERKS,
    },
    adjustSubsidy: {
      send: ({ subsidyId }) =>
        previewOf('adjustSubsidy', { subsidyId, kind: 'TRANSLATION', fen: 100, reason: '翻译费用补计' }),
      lines: CLERKS,
    },
    holdSubsidy: {
      send: ({ subsidyId, ownerAccountId }) =>
        previewOf('holdSubsidy', { subsidyId, reason: '核对收款账户', ownerAccountId, dueOn: '2026-03-31' }),
      lines: HOLDERS,
    },
    liftHold: {
      send: ({ holdId }) => previewOf('liftHold', { holdId, reason: '账户核对无误' }),
      lines: HOLDERS,
    },
    releaseSubsidy: { send: ({ subsidyId }) => previewOf('releaseSubsidy', { subsidyId }), lines: FINANCE },
    releaseSubsidies: {
      send: ({ agencyId, subsidyId }) => previewOf('releaseSubsidies', { agencyId, ids: [subsidyId] }),
      lines: FINANCE,
    },
    voidRelease: {
      send: ({ releasedId }) => previewOf('voidRelease', { subsidyId: releasedId, reason: '收款人登记有误' }),
      lines: FINANCE,
    },
  },
});
