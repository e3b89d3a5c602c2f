import { Role } from '../../../src/platform/access/actor';
import { CampaignSeed } from '../../support/seed-campaigns';
import { succeed } from '../../support/seed-case-files';
import { closedFiles } from '../../support/seed-closed-files';
import { enrolled, profileOf } from '../../support/seed-reviewers';
import { NOWHERE, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly bureauId: string;
  readonly drawn: string;
  readonly assigned: string;
  readonly caseFileId: string;
  readonly reviewerId: string;
  readonly accountId: string;
  readonly objectionId: string;
  readonly readingId: string;
  /** At the own place a reading of the reviewer among the actors. */
  readonly ownReadingId: string;
}

/** Those who run campaigns and those who watch over the region, from the bureau or from above. */
const seen = (elsewhere: string) =>
  ({
    'REVIEW_COORDINATOR BUREAU_SUPERVISOR AUDITOR': `ALLOWED ${elsewhere} ${elsewhere}`,
    CITY_SUPERVISOR: `ALLOWED ALLOWED ${elsewhere}`,
  }) as const;
const COORDINATOR = { REVIEW_COORDINATOR: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' } as const;

export const reviewers = subjectAccess<Target>({
  subject: 'reviewers and their assignment',

  async prepare({ world, city, actors, practitioner }, place) {
    const bureau = await city.bureau(REGION[place]);
    const coordinator = await bureau.reviewCoordinator;
    const handler = place === 'own' ? practitioner : await (await bureau.agency.lawFirm()).lawyer();
    const actor = actors.get(Role.REVIEWER);
    const own = await enrolled(bureau, {}, place === 'own' && actor ? actor : undefined);
    const other = await enrolled(bureau);
    // Loads differ by one at most: with a file for each reviewer of the bureau, whoever enrolled them, everybody reads.
    const [pool] = await world.rows('SELECT count(*)::int AS n FROM reviewer WHERE bureau_id = $1', [bureau.id]);
    const files = await closedFiles(bureau.agency, { count: pool.n, practitioners: [handler] });
    const [caseFileId] = files as [string];
    const campaign = async () => (await CampaignSeed.plan(bureau, { shareHundredths: 10_000 })).drawn();
    const drawn = await campaign();
    const assigned = await campaign();
    await succeed(coordinator, 'assignReaders', { campaignId: assigned.id });
    const { objection } = await succeed(
      handler,
      'objectToReader',
      { campaignId: drawn.id, caseFileId, reviewerId: other.reviewerId, reason: '与此人有利害关系' },
      'objection { id }',
    );
    const { assignmentPlan } = await coordinator.send(
      `{ assignmentPlan(campaignId: "${assigned.id}") { pairs(first: 100) { pairs { readingId reviewerId } } } }`,
    );
    const reading = (reviewerId: string): string =>
      assignmentPlan.pairs.pairs.find((pair: { reviewerId: string }) => pair.reviewerId === reviewerId).readingId;
    return {
      bureauId: bureau.id,
      drawn: drawn.id,
      assigned: assigned.id,
      caseFileId,
      reviewerId: own.reviewerId,
      accountId: (await bureau.member(Role.REVIEWER)).accountId,
      objectionId: objection.id,
      readingId: reading(other.reviewerId),
      ownReadingId: reading(own.reviewerId),
    };
  },

  nowhere: (target) => ({
    ...target,
    bureauId: NOWHERE,
    drawn: NOWHERE,
    assigned: NOWHERE,
    caseFileId: NOWHERE,
    reviewerId: NOWHERE,
    accountId: NOWHERE,
    objectionId: NOWHERE,
    readingId: NOWHERE,
    ownReadingId: NOWHERE,
  }),

  fields: {
    reviewers: {
      send: ({ bureauId }) => ({
        query: `{ reviewers(first: 5, bureauId: "${bureauId}") { totalCount edges { node { id person { name } } } } }`,
      }),
      lines: { ...seen('EMPTY'), others: 'FORBIDDEN' },
    },
    reviewerPool: {
      send: ({ drawn }) => ({ query: `{ reviewerPool(campaignId: "${drawn}") { reviewerId name } }` }),
      lines: { 'REVIEW_COORDINATOR PRACTITIONER': 'ALLOWED NULL NULL', others: 'FORBIDDEN' },
    },
    myDrawnFiles: {
      send: () => ({ query: '{ myDrawnFiles { caseFileId } }' }),
      lines: { PRACTITIONER: 'ALLOWED', others: 'FORBIDDEN' },
    },
    readerObjections: {
      send: ({ drawn }) => ({
        query: `{ readerObjections(first: 5, campaignId: "${drawn}") { totalCount edges { node { id reviewerName } } } }`,
      }),
      lines: { ...seen('EMPTY'), PRACTITIONER: 'ALLOWED EMPTY EMPTY', others: 'FORBIDDEN' },
    },
    assignmentPlan: {
      send: ({ assigned }) => ({
        query: `{ assignmentPlan(campaignId: "${assigned}") { readings readers { name } pairs(first: 5) { totalCount } } }`,
      }),
      lines: { REVIEW_COORDINATOR: 'ALLOWED NULL NULL', others: 'FORBIDDEN' },
    },
    enrolReviewer: {
      send: ({ bureauId, accountId }) => previewOf('enrolReviewer', { bureauId, accountId, profile: profileOf() }),
      lines: COORDINATOR,
    },
    changeReviewer: {
      send: ({ reviewerId }) =>
        previewOf('changeReviewer', { reviewerId, version: 0, profile: profileOf(), reason: '本人要求少评一些' }),
      lines: COORDINATOR,
    },
    endReviewer: {
      send: ({ reviewerId }) => previewOf('endReviewer', { reviewerId, reason: '本人要求退出' }),
      lines: COORDINATOR,
    },
    declareConflict: {
      send: ({ ownReadingId }) =>
        previewOf('declareConflict', { readingId: ownReadingId, reason: '认出了承办人' }, '__typename'),
      lines: { REVIEWER: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' },
    },
    objectToReader: {
      send: ({ drawn, caseFileId, reviewerId }) =>
        previewOf('objectToReader', { campaignId: drawn, caseFileId, reviewerId, reason: '与此人有利害关系' }),
      lines: { PRACTITIONER: 'ALLOWED NOT_FOUND NOT_FOUND', others: 'FORBIDDEN' },
    },
    decideObjection: {
      send: ({ objectionId }) =>
        previewOf('decideObjection', { objectionId, outcome: 'UPHELD', reason: '所述属实，应当回避' }),
      lines: COORDINATOR,
    },
    assignReaders: { send: ({ drawn }) => previewOf('assignReaders', { campaignId: drawn }), lines: COORDINATOR },
    stopReading: {
      send: ({ readingId }) => previewOf('stopReading', { readingId, cause: 'CONFLICT', reason: '发现须回避的情形' }),
      lines: COORDINATOR,
    },
  },
});
