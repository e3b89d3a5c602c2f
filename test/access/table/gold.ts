import { Role } from '../../../src/platform/access/actor';
import type { Member } from '../../support/seed';
import { CampaignSeed, SCHEMES } from '../../support/seed-campaigns';
import { succeed } from '../../support/seed-case-files';
import { closedFiles } from '../../support/seed-closed-files';
import type { Row } from '../../support/world';
import { NOWHERE, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly bureauId: string;
  readonly fileId: string;
  readonly goldId: string;
  readonly unconfirmed: string;
  readonly planned: string;
}

const COORDINATOR = { REVIEW_COORDINATOR: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;

const gold = (bureauId: string, caseFileId: string): Row => ({
  bureauId,
  caseFileId,
  schemeId: SCHEMES.CRIMINAL,
  grade: 'GOOD',
  values: [1, 2, 3, 4, 5, 6, 7, 8].map((indicatorNo) => ({ indicatorNo, points: 85 })),
  reason: '三名资深评估人共同评定',
});

const known = async (by: Member, bureauId: string, caseFileId: string): Promise<string> =>
  (await succeed(by, 'setGoldFile', gold(bureauId, caseFileId), 'goldFile { id }')).goldFile.id;

/** What is known beforehand is for those who run campaigns, and for audit: readers may come from anywhere. */
export const goldFiles = subjectAccess<Target>({
  subject: 'gold files',

  async prepare({ city }, place) {
    const bureau = await city.bureau(REGION[place]);
    const practitioners = [await (await bureau.agency.lawFirm()).lawyer()];
    const closedOn = '2025-11-20';
    const [fileId = '', knownId = '', other = ''] = await closedFiles(bureau.agency, {
      count: 3,
      practitioners,
      closedOn,
    });
    const by = await bureau.member(Role.REVIEW_COORDINATOR);
    const [goldId, unconfirmed] = [await known(by, bureau.id, knownId), await known(by, bureau.id, other)];
    await succeed(await bureau.reviewCoordinator, 'confirmGoldFile', { goldId });
    return { bureauId: bureau.id, fileId, goldId, unconfirmed, planned: (await CampaignSeed.plan(bureau)).id };
  },

  nowhere: () => ({ bureauId: NOWHERE, fileId: NOWHERE, goldId: NOWHERE, unconfirmed: NOWHERE, planned: NOWHERE }),

  fields: {
    goldFiles: {
      send: ({ bureauId }) => ({
        query: 'query ($id: ID!) { goldFiles(bureauId: $id) { id } }',
        variables: { id: bureauId },
      }),
      lines: {
        'REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR': 'ALLOWED EMPTY EMPTY',
        CITY_SUPERVISOR: 'EMPTY EMPTY EMPTY',
        others: 'FORBIDDEN',
      },
    },
    setGoldFile: {
      send: ({ bureauId, fileId }) => previewOf('setGoldFile', gold(bureauId, fileId)),
      lines: COORDINATOR,
    },
    confirmGoldFile: {
      send: ({ unconfirmed }) => previewOf('confirmGoldFile', { goldId: unconfirmed }),
      lines: {
        'REVIEW_COORDINATOR BUREAU_SUPERVISOR': 'ALLOWED NOT_FOUND NOT_FOUND',
        CITY_SUPERVISOR: 'NOT_FOUND NOT_FOUND NOT_FOUND',
        others: 'FORBIDDEN',
      },
    },
    retireGoldFile: { send: ({ goldId }) => previewOf('retireGoldFile', { goldId }), lines: COORDINATOR },
    chooseGoldFiles: {
      send: ({ planned, goldId }) => previewOf('chooseGoldFiles', { campaignId: planned, goldIds: [goldId] }),
      lines: COORDINATOR,
    },
  },
});
