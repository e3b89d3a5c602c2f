import { Role } from '../../src/platform/access/actor';
import type { Proposer, Scene } from './random-acts';

interface CommitmentSeen {
  readonly id: string;
  readonly agencyId: string;
  readonly organizationId: string | null;
  readonly volunteerPersonId: string | null;
}

const commitmentIn = (scene: Scene, state: string) =>
  scene.one<CommitmentSeen>(
    `SELECT c.id, c.agency_id AS "agencyId", c.service_organization_id AS "organizationId", p.person_id AS "volunteerPersonId"
       FROM quality_commitment c LEFT JOIN practitioner p ON p.id = c.volunteer_id WHERE c.state = $1 ORDER BY c.id`,
    [state],
  );

const ending = (name: string, weight: number, state: string): Proposer => ({
  name,
  weight,
  async propose(scene) {
    const commitment = await commitmentIn(scene, state);
    const by = commitment && (await scene.holder(Role.CLERK, commitment.agencyId));
    return by && { name, by, input: { commitmentId: commitment.id, reason: scene.text('承诺书') } };
  },
});

export const commitmentActs: readonly Proposer[] = [
  {
    name: 'offerCommitment',
    weight: 1.2,
    async propose(scene) {
      const { id: agencyId } = scene.chance.pick(scene.cast.agencies);
      const by = await scene.holder(Role.CLERK, agencyId);
      const party = await scene.one<{ organization: string | null; volunteer: string | null }>(
        `SELECT id AS organization, NULL AS volunteer FROM service_organization
          UNION ALL SELECT NULL, id FROM practitioner WHERE kind = 'VOLUNTEER' ORDER BY 1, 2`,
      );
      if (!by || !party) return null;
      const from = scene.daysAfter(scene.today, scene.chance.within(-30, 10));
      const input = {
        agencyId,
        ...(party.organization ? { serviceOrganizationId: party.organization } : { volunteerId: party.volunteer }),
        textId: 'HOUSE-2022',
        inForceFrom: from,
        inForceTo: scene.daysAfter(from, scene.chance.within(30, 1000)),
      };
      return { name: 'offerCommitment', by, input };
    },
  },
  {
    name: 'signCommitment',
    weight: 1.2,
    async propose(scene) {
      const commitment = await commitmentIn(scene, 'OFFERED');
      const by =
        commitment &&
        (commitment.volunteerPersonId
          ? (scene.cast.byPerson.get(commitment.volunteerPersonId) ?? null)
          : await scene.holder(Role.ORGANIZATION_MANAGER, commitment.organizationId));
      return by && { name: 'signCommitment', by, input: { commitmentId: commitment.id } };
    },
  },
  ending('withdrawCommitment', 0.2, 'OFFERED'),
  ending('endCommitment', 0.15, 'IN_FORCE'),
  ending('recordCommitmentBreach', 0.1, 'IN_FORCE'),
];
