import { Role } from '../../../src/platform/access/actor';
import { PASSWORD } from '../../support/seed';
import { completed, completionOf, doCheck, PIN, pinned, receivedFile, signed } from '../../support/seed-checks';
import { expectSuccess } from '../../support/world';
import { NOWHERE, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly agencyId: string;
  readonly receivedFileId: string;
  readonly checkerAccountId: string;
  readonly designatedId: string;
  readonly materialId: string;
  readonly completedId: string;
  readonly signedId: string;
}

/** Whoever sees the file sees its check: the agency's people, those above it, and who handled it. */
const reading = (there: string, elsewhere: string) =>
  ({
    'CLERK QUALITY_CHECKER QUALITY_REVIEW_HEAD FINANCE_OFFICER COMPLAINT_OFFICER REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR PRACTITIONER ORGANIZATION_MANAGER': `${there} ${elsewhere} ${elsewhere}`,
    CITY_SUPERVISOR: `${there} ${there} ${elsewhere}`,
    others: 'FORBIDDEN',
  }) as const;
const only = (role: Role) => ({ [role]: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' }) as const;

export const qualityChecks = subjectAccess<Target>({
  subject: 'quality checks',

  async prepare({ actors, city, practitioner }, place) {
    const agency = await city.agency(REGION[place]);
    const handled = place === 'own' ? { practitioner } : {};
    const checker = (place === 'own' && actors.get(Role.QUALITY_CHECKER)) || (await agency.checker);
    const head = actors.get(Role.QUALITY_REVIEW_HEAD);
    if (place === 'own' && head) await pinned(agency, head);
    const file = await receivedFile(agency, handled);
    const designation = { caseFileId: file.caseFileId, checkerAccountId: checker.accountId };
    const designated = expectSuccess(await doCheck(await agency.clerk, 'designateChecker', designation));
    return {
      agencyId: agency.id,
      receivedFileId: (await receivedFile(agency, handled)).caseFileId,
      checkerAccountId: (await agency.checker).accountId,
      designatedId: designated.qualityCheck.id,
      materialId: file.materialId,
      completedId: (await completed(agency, 'QUALIFIED', await receivedFile(agency, handled))).checkId,
      signedId: (await signed(agency, 'QUALIFIED', await receivedFile(agency, handled))).checkId,
    };
  },

  nowhere: (target) => ({
    ...target,
    agencyId: NOWHERE,
    receivedFileId: NOWHERE,
    designatedId: NOWHERE,
    completedId: NOWHERE,
    signedId: NOWHERE,
  }),

  fields: {
    qualityCheck: {
      send: ({ signedId }) => ({
        query: 'query ($id: ID!) { qualityCheck(id: $id) { id } }',
        variables: { id: signedId },
      }),
      lines: reading('ALLOWED', 'NULL'),
    },
    qualityChecks: {
      send: ({ agencyId }) => ({
        query:
          'query ($filter: QualityCheckFilter) { qualityChecks(first: 5, filter: $filter) { totalCount edges { node { id } } } }',
        variables: { filter: { agencyId } },
      }),
      lines: reading('ALLOWED', 'EMPTY'),
    },
    checkWorklist: {
      send: () => ({ query: '{ checkWorklist(first: 5) { totalCount edges { node { id } } } }' }),
      lines: { QUALITY_CHECKER: 'ALLOWED', others: 'FORBIDDEN' },
    },
    verifySignature: {
      send: ({ signedId }) => ({
        query: 'query ($id: ID!) { verifySignature(checkId: $id) { valid } }',
        variables: { id: signedId },
      }),
      lines: reading('ALLOWED', 'NULL'),
    },
    exportSignedCheck: {
      send: ({ signedId }) => ({
        query: 'query ($id: ID!) { exportSignedCheck(checkId: $id) }',
        variables: { id: signedId },
      }),
      lines: {
        'CLERK QUALITY_CHECKER QUALITY_REVIEW_HEAD FINANCE_OFFICER BUREAU_SUPERVISOR AUDITOR': 'ALLOWED NULL NULL',
        CITY_SUPERVISOR: 'ALLOWED ALLOWED NULL',
        others: 'FORBIDDEN',
      },
    },
    verificationSweep: {
      send: () => ({ query: '{ verificationSweep(first: 5) { examined unsound { checkId } } }' }),
      lines: {
        'QUALITY_REVIEW_HEAD FINANCE_OFFICER BUREAU_SUPERVISOR AUDITOR CITY_SUPERVISOR': 'ALLOWED',
        others: 'FORBIDDEN',
      },
    },
    // A public key: whoever gets an export must be able to verify it; those who read blind get none, and nothing to tell agencies by.
    agencyRootKey: {
      send: ({ agencyId }) => ({
        query: 'query ($id: ID!) { agencyRootKey(agencyId: $id) }',
        variables: { id: agencyId },
      }),
      lines: { REVIEWER: 'FORBIDDEN', others: 'ALLOWED' },
    },
    designateChecker: {
      send: ({ receivedFileId: caseFileId, checkerAccountId }) =>
        previewOf('designateChecker', { caseFileId, checkerAccountId }),
      lines: {
        'CLERK QUALITY_REVIEW_HEAD': 'ALLOWED NOT_FOUND NOT_FOUND',
        BUREAU_SUPERVISOR: 'DESIGNATION_REFUSED NOT_FOUND NOT_FOUND',
        CITY_SUPERVISOR: 'DESIGNATION_REFUSED DESIGNATION_REFUSED NOT_FOUND',
        others: 'FORBIDDEN',
      },
    },
    withdrawDesignation: {
      send: ({ designatedId: checkId }) => previewOf('withdrawDesignation', { checkId, reason: '改由他人检查' }),
      lines: {
        'CLERK QUALITY_REVIEW_HEAD': 'ALLOWED NOT_FOUND NOT_FOUND',
        BUREAU_SUPERVISOR: 'DESIGNATED_BY_ANOTHER_SIDE NOT_FOUND NOT_FOUND',
        CITY_SUPERVISOR: 'DESIGNATED_BY_ANOTHER_SIDE DESIGNATED_BY_ANOTHER_SIDE NOT_FOUND',
        others: 'FORBIDDEN',
      },
    },
    saveCheckDraft: {
      send: ({ designatedId: checkId }) => previewOf('saveCheckDraft', { checkId, version: 0, items: [] }),
      lines: only(Role.QUALITY_CHECKER),
    },
    completeCheck: {
      send: ({ designatedId: checkId, materialId }) =>
        previewOf('completeCheck', completionOf({ checkId, materialId })),
      lines: only(Role.QUALITY_CHECKER),
    },
    setSigningPin: {
      send: ({ agencyId }) => previewOf('setSigningPin', { agencyId, pin: PIN, password: PASSWORD }),
      lines: only(Role.QUALITY_REVIEW_HEAD),
    },
    signQualityCheck: {
      send: ({ completedId: checkId }) => previewOf('signQualityCheck', { checkId, pin: PIN }),
      lines: only(Role.QUALITY_REVIEW_HEAD),
    },
    reopenCheck: {
      send: ({ signedId: checkId }) => previewOf('reopenCheck', { checkId, reason: '指标认定有误，需要更正' }),
      lines: only(Role.QUALITY_REVIEW_HEAD),
    },
  },
});
