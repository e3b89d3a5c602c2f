import { Role } from '../../src/platform/access/actor';
import type { Proposer, Scene } from './random-acts';
import { PIN } from './random-acts-cast';
import { fileIn } from './random-acts-files-seen';
import { PASSWORD } from './seed';
import type { Row } from './world';

export interface CheckSeen {
  readonly id: string;
  readonly caseFileId: string;
  readonly agencyId: string;
  readonly stage: string;
  readonly editionId: string;
  readonly checkerPersonId: string;
  readonly draftVersion: number;
}

export const checkIn = (scene: Scene, states: readonly string[], further = 'true'): Promise<CheckSeen | null> =>
  scene.one<CheckSeen>(
    `SELECT q.id, q.case_file_id AS "caseFileId", f.agency_id AS "agencyId", f.stage, q.edition_id AS "editionId",
            q.checker_person_id AS "checkerPersonId", q.draft_version AS "draftVersion"
       FROM quality_check q JOIN case_file f ON f.id = q.case_file_id WHERE q.state = ANY ($1) AND (${further}) ORDER BY q.id DESC`,
    [states],
  );

/** Eight indicators judged mostly as the edition has them at this stage, with evidence out of the file. */
async function itemsFor(scene: Scene, check: CheckSeen): Promise<Row[]> {
  const { chance } = scene;
  const indicators = await scene.rows<{ no: number; applies: string | null }>(
    `SELECT no, applicability -> $2 ->> 'applies' AS applies FROM standard_indicator WHERE edition_id = $1 ORDER BY no`,
    [check.editionId, check.stage],
  );
  const papers = await scene.rows<{ id: string; pages: number }>(
    `SELECT m.id, m.pages FROM material m WHERE m.case_file_id = $1 AND NOT m.withdrawn
        AND NOT EXISTS (SELECT FROM material later WHERE later.supersedes_id = m.id) ORDER BY m.id`,
    [check.caseFileId],
  );
  return indicators.map(({ no, applies }) => {
    const skipped = applies === 'NOT_APPLICABLE' && chance.happens(0.9);
    const finding = skipped ? 'NOT_APPLICABLE' : chance.pick(['MET', 'MET', 'MET', 'PARTLY', 'NOT_MET']);
    const evidence = papers.length && chance.happens(0.8) ? chance.pick(papers) : null;
    return {
      indicatorNo: no,
      finding,
      remark: finding === 'MET' ? '' : scene.text('备注'),
      ...(skipped
        ? {}
        : evidence
          ? { evidenceMaterialId: evidence.id, evidencePage: chance.within(1, evidence.pages) }
          : { absentFromFile: true }),
    };
  });
}

const byChecker = (
  name: string,
  weight: number,
  input: (scene: Scene, check: CheckSeen) => Promise<Row>,
): Proposer => ({
  name,
  weight,
  async propose(scene) {
    const check = await checkIn(scene, ['DESIGNATED']);
    const by = check && scene.cast.byPerson.get(check.checkerPersonId);
    return by ? { name, by, input: { checkId: check.id, ...(await input(scene, check)) } } : null;
  },
});

const atItsAgency = (
  name: string,
  weight: number,
  states: readonly string[],
  roles: readonly Role[],
  input: (scene: Scene, check: CheckSeen) => Row,
): Proposer => ({
  name,
  weight,
  async propose(scene) {
    const check = await checkIn(scene, states);
    const by = check && (await scene.holder(roles, check.agencyId));
    return by && { name, by, input: { checkId: check.id, ...input(scene, check) } };
  },
});

export const checkActs: readonly Proposer[] = [
  {
    name: 'designateChecker',
    weight: 5,
    async propose(scene) {
      const file = await fileIn(
        scene,
        ['RECEIVED'],
        `NOT EXISTS (SELECT FROM quality_check q WHERE q.case_file_id = f.id AND q.state IN ('DESIGNATED', 'COMPLETED', 'SIGNED'))
         AND (${scene.chance.happens(0.1)} OR NOT EXISTS (SELECT FROM engagement g JOIN practitioner p ON p.id = g.practitioner_id WHERE g.case_file_id = f.id AND p.kind = 'AGENCY_STAFF'))`,
      );
      const by =
        file &&
        (scene.chance.happens(0.9)
          ? await scene.holder([Role.CLERK, Role.QUALITY_REVIEW_HEAD], file.agencyId)
          : await scene.holder(Role.BUREAU_SUPERVISOR));
      const checker = file && (await scene.holder(Role.QUALITY_CHECKER, file.agencyId));
      return by && checker
        ? { name: 'designateChecker', by, input: { caseFileId: file.id, checkerAccountId: checker.accountId } }
        : null;
    },
  },
  atItsAgency(
    'withdrawDesignation',
    0.6,
    ['DESIGNATED', 'COMPLETED'],
    [Role.CLERK, Role.QUALITY_REVIEW_HEAD],
    (scene) => ({ reason: scene.text('撤回指定') }),
  ),
  byChecker('saveCheckDraft', 1.5, async (scene, check) => ({
    version: check.draftVersion,
    items: (await itemsFor(scene, check)).slice(0, scene.chance.below(9)),
    opinion: scene.text('意见'),
  })),
  byChecker('completeCheck', 6, async (scene, check) => ({
    items: await itemsFor(scene, check),
    result: scene.chance.pick(['QUALIFIED', 'QUALIFIED', 'QUALIFIED', 'QUALIFIED', 'UNQUALIFIED', 'RETURNED']),
    opinion: scene.text('意见'),
  })),
  atItsAgency('signQualityCheck', 6, ['COMPLETED'], [Role.QUALITY_REVIEW_HEAD], (scene) => ({
    pin: scene.chance.happens(0.99) ? PIN : '不是这个密码-1',
  })),
  atItsAgency('reopenCheck', 1.5, ['SIGNED'], [Role.QUALITY_REVIEW_HEAD], (scene) => ({ reason: scene.text('重开') })),
  {
    name: 'setSigningPin',
    weight: 0.2,
    async propose(scene) {
      const { id: agencyId } = scene.chance.pick(scene.cast.agencies);
      const by = await scene.holder(Role.QUALITY_REVIEW_HEAD, agencyId);
      return by && { name: 'setSigningPin', by, input: { agencyId, pin: PIN, password: PASSWORD } };
    },
  },
];
