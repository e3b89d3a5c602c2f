import { Role } from '../../src/platform/access/actor';
import type { Proposer, Scene } from './random-acts';
import type { Row } from './world';

export interface SubsidySeen {
  readonly id: string;
  readonly agencyId: string;
  readonly caseFileId: string;
  readonly state: string;
}

export const subsidyIn = (scene: Scene, states: readonly string[], further = 'true'): Promise<SubsidySeen | null> =>
  scene.one<SubsidySeen>(
    `SELECT s.id, f.agency_id AS "agencyId", s.case_file_id AS "caseFileId", s.state
       FROM subsidy s JOIN case_file f ON f.id = s.case_file_id WHERE s.state = ANY ($1) AND (${further}) ORDER BY s.id DESC`,
    [states],
  );

const SIGNED_QUALIFIED = `EXISTS (SELECT FROM check_signature g WHERE g.case_file_id = f.id AND g.result = 'QUALIFIED'
   AND NOT EXISTS (SELECT FROM check_reopening r WHERE r.check_id = g.check_id))`;
const UNRELEASED = ['PENDING', 'HELD', 'VOIDED'];

const onSubsidy = (
  name: string,
  weight: number,
  states: readonly string[],
  roles: readonly Role[],
  input: (scene: Scene, subsidy: SubsidySeen) => Promise<Row | null> | Row | null,
  further?: string,
): Proposer => ({
  name,
  weight,
  async propose(scene) {
    const subsidy = await subsidyIn(scene, states, further);
    const by = subsidy && (await scene.holder(roles, subsidy.agencyId));
    const made = by && (await input(scene, subsidy));
    return made ? { name, by, input: made } : null;
  },
});

const FINANCE = [Role.FINANCE_OFFICER];
const HOLDERS = [Role.FINANCE_OFFICER, Role.QUALITY_REVIEW_HEAD];

export const subsidyActs: readonly Proposer[] = [
  onSubsidy('recalculateSubsidy', 1, UNRELEASED, [Role.CLERK], (scene, { id, caseFileId }) =>
    scene.chance.happens(0.5) ? { subsidyId: id } : { caseFileId },
  ),
  onSubsidy('adjustSubsidy', 1.5, UNRELEASED, [Role.CLERK], (scene, { id }) => ({
    subsidyId: id,
    kind: scene.chance.pick(['OUT_OF_AREA', 'TRANSLATION', 'OTHER_ADDITION', 'REDUCTION']),
    fen: scene.chance.within(1, 60_000),
    reason: scene.text('增减'),
  })),
  onSubsidy('holdSubsidy', 1.2, UNRELEASED, HOLDERS, async (scene, { id, agencyId }) => {
    const owner = await scene.holder([Role.CLERK, ...HOLDERS], agencyId);
    return (
      owner && {
        subsidyId: id,
        reason: scene.text('暂缓'),
        ownerAccountId: owner.accountId,
        dueOn: scene.daysAfter(scene.today, scene.chance.within(0, 20)),
      }
    );
  }),
  onSubsidy('liftHold', 1.5, ['HELD'], HOLDERS, async (scene, { id }) => {
    const hold = await scene.one<{ id: string }>(
      'SELECT h.id FROM subsidy_hold h WHERE h.subsidy_id = $1 AND NOT EXISTS (SELECT FROM hold_lift l WHERE l.hold_id = h.id) ORDER BY h.id',
      [id],
    );
    return hold && { holdId: hold.id, reason: scene.text('解除') };
  }),
  onSubsidy(
    'releaseSubsidy',
    5,
    ['PENDING', 'VOIDED'],
    FINANCE,
    (_scene, { id }) => ({ subsidyId: id }),
    SIGNED_QUALIFIED,
  ),
  onSubsidy('releaseSubsidy', 1, [...UNRELEASED, 'RELEASED'], FINANCE, (_scene, { id }) => ({ subsidyId: id })),
  onSubsidy('voidRelease', 2, ['RELEASED'], FINANCE, (scene, { id }) => ({
    subsidyId: id,
    reason: scene.text('撤销'),
  })),
  onSubsidy('releaseSubsidies', 0.8, UNRELEASED, FINANCE, async (scene, { agencyId }) => {
    const known = await scene.rows<{ id: string }>(
      'SELECT s.id FROM subsidy s JOIN case_file f ON f.id = s.case_file_id WHERE f.agency_id = $1 ORDER BY s.id DESC LIMIT 300',
      [agencyId],
    );
    const ids = Array.from({ length: scene.chance.within(1, 15) }, () => scene.chance.pick(known).id);
    return { agencyId, ids: [...ids, ...(scene.chance.happens(0.4) ? [scene.chance.strangeId(), 'no-id'] : [])] };
  }),
  onSubsidy('releaseSubsidies', 0.2, UNRELEASED, FINANCE, async (scene, { agencyId, id }) => {
    const [payee] = await scene.rows<{ id: string }>('SELECT practitioner_id AS id FROM subsidy WHERE id = $1', [id]);
    return { agencyId, filter: { practitionerId: payee?.id, closedTo: scene.today } };
  }),
  {
    name: 'enterTariff',
    weight: 0.2,
    async propose(scene) {
      const { bureauId } = scene.chance.pick(scene.cast.agencies);
      const by = await scene.holder(Role.BUREAU_SUPERVISOR, bureauId);
      const input = {
        bureauId,
        title: scene.text('补贴标准'),
        document: scene.text('文件'),
        inForceFrom: scene.daysAfter(scene.today, scene.chance.within(-2, 30)),
        lines: [{ code: 'CRIMINAL.TRIAL', fen: scene.chance.within(100_000, 300_000) }],
      };
      return by && { name: 'enterTariff', by, input };
    },
  },
];
