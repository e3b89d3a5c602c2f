import { Role } from '../../src/platform/access/actor';
import type { Proposer, Scene } from './random-acts';
import { clerkOf, doing, OPEN } from './random-acts-files-seen';
import { inventPerson } from './seed-names';
import type { Row } from './world';

const STAGES: Readonly<Record<string, readonly string[]>> = {
  CRIMINAL: ['INVESTIGATION', 'PROSECUTION_REVIEW', 'TRIAL', 'DEATH_PENALTY_REVIEW', 'COMPULSORY_TREATMENT', 'RETRIAL'],
  CIVIL: ['LITIGATION', 'ARBITRATION', 'NON_LITIGATION', 'RETRIAL'],
  ADMINISTRATIVE: ['LITIGATION', 'RECONSIDERATION', 'NON_LITIGATION', 'RETRIAL'],
};
const ORGANS: Readonly<Record<string, string>> = {
  INVESTIGATION: 'POLICE',
  PROSECUTION_REVIEW: 'PROCURATORATE',
  ARBITRATION: 'ARBITRATION_COMMISSION',
  RECONSIDERATION: 'ADMINISTRATIVE_ORGAN',
};
const NEXT: Readonly<Record<string, string>> = {
  INVESTIGATION: 'PROSECUTION_REVIEW',
  PROSECUTION_REVIEW: 'TRIAL',
  ARBITRATION: 'LITIGATION',
  RECONSIDERATION: 'LITIGATION',
  NON_LITIGATION: 'LITIGATION',
};

async function stageInput(scene: Scene, kind: string, stage: string, regionCode: string, began: string): Promise<Row> {
  const { chance } = scene;
  const noticed = kind === 'CRIMINAL' && chance.happens(0.7);
  const organ = await scene.one<{ id: string }>(
    'SELECT id FROM case_organ WHERE region_code = $1 AND kind = $2 ORDER BY id',
    [regionCode, ORGANS[stage] ?? 'COURT'],
  );
  const receivedOn = scene.dayBetween(began, scene.today);
  return {
    stage,
    stageBeganOn: began,
    receivedOn,
    ground: noticed ? chance.pick(['NOTICE_MUST', 'NOTICE_MAY']) : 'APPLICATION',
    ...(noticed ? {} : { aidDecidedOn: receivedOn }),
    ...(organ ? { organId: organ.id } : {}),
    ...(stage === 'PROSECUTION_REVIEW' ? { reviewPeriodEndsOn: scene.daysAfter(began, 200) } : {}),
    inCustody: chance.happens(0.4),
    pleadsGuilty: chance.happens(0.3),
    groupCase: chance.happens(0.1),
    sensitiveCase: chance.happens(0.1),
    sealedRecord: chance.happens(0.1),
    facts: scene.text('案情'),
  };
}

export const registrationActs: readonly Proposer[] = [
  {
    name: 'openProceeding',
    weight: 1.5,
    async propose(scene) {
      const { id: agencyId } = scene.chance.pick(scene.cast.agencies);
      const by = await scene.holder(Role.CLERK, agencyId);
      const caseKind = scene.chance.pick(['CRIMINAL', 'CRIMINAL', 'CIVIL', 'ADMINISTRATIVE']);
      return by && { name: 'openProceeding', by, input: { agencyId, caseKind, cause: scene.text('案由') } };
    },
  },
  {
    name: 'registerCaseFile',
    weight: 3,
    async propose(scene) {
      const { id: agencyId, regionCode } = scene.chance.pick(scene.cast.agencies);
      const by = await scene.holder(Role.CLERK, agencyId);
      const proceeding = await scene.one<{ id: string; kind: string }>(
        'SELECT id, case_kind AS kind FROM proceeding WHERE region_code = $1 ORDER BY opened_at DESC, id DESC',
        [regionCode],
      );
      if (!by || !proceeding) return null;
      const stage = scene.chance.pick(STAGES[proceeding.kind] as readonly string[]);
      const began = scene.daysAfter(scene.today, -scene.chance.within(0, 30));
      const recipient = scene.chance.happens(0.9)
        ? { ...inventPerson('1990-05-06'), phone: '13900000000', address: '某区某街1号' }
        : { name: '无名氏', withoutIdNumber: '身份不明' };
      const input = {
        agencyId,
        proceedingId: proceeding.id,
        recipient,
        ...(await stageInput(scene, proceeding.kind, stage, regionCode, began)),
      };
      return { name: 'registerCaseFile', by, input };
    },
  },
  doing(
    'continueInNextStage',
    1,
    ['IN_PROGRESS', 'CLOSING_SUBMITTED', 'RETURNED', 'RECEIVED'],
    clerkOf,
    async (scene, file) => ({
      previousId: file.id,
      ...(await stageInput(
        scene,
        file.kind,
        NEXT[file.stage] ?? 'RETRIAL',
        file.regionCode,
        file.endedOn ?? scene.today,
      )),
    }),
    'f.stage_ended_on IS NOT NULL AND NOT EXISTS (SELECT FROM case_file next WHERE next.previous_id = f.id)',
  ),
  doing('correctCaseFile', 1.2, OPEN, clerkOf, (scene, file) => ({
    caseFileId: file.id,
    reason: scene.text('更正'),
    ...scene.chance.pick<Row>([
      { groupCase: scene.chance.happens(0.5) },
      { facts: scene.text('案情') },
      { organCaseNumber: `（2026）${scene.chance.below(9999)}号` },
      { recipient: { phone: '13800000000' } },
    ]),
  })),
];
