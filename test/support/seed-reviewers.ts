import { Role } from '../../src/platform/access/actor';
import type { BureauSeed, Member } from './seed';
import { succeed } from './seed-case-files';
import type { Row } from './world';

export const profileOf = (more: Row = {}): Row => ({
  practisingSince: '2015-03-01',
  caseKinds: ['CRIMINAL', 'CIVIL', 'ADMINISTRATIVE'],
  availableFrom: '2026-01-01',
  mostFiles: 100,
  ...more,
});

export interface ReviewerSeed {
  readonly member: Member;
  readonly reviewerId: string;
}

/** Takes somebody into the bureau's pool, unless they are there; without a member somebody new, who has ties to nobody. */
export async function enrolled(bureau: BureauSeed, more: Row = {}, member?: Member): Promise<ReviewerSeed> {
  const who = member ?? (await bureau.member(Role.REVIEWER));
  const [there] = await bureau.city.world.rows(
    'SELECT id FROM reviewer WHERE bureau_id = $1 AND person_id = $2 AND ended_at IS NULL',
    [bureau.id, who.personId],
  );
  if (there) return { member: who, reviewerId: there.id };
  const [standing] = await bureau.city.world.rows(
    `SELECT id FROM appointment WHERE account_id = $1 AND role = 'REVIEWER' AND ended_at IS NULL`,
    [who.accountId],
  );
  if (!standing) {
    await bureau.city.appoint(who, Role.REVIEWER, 'bureau_id', bureau.id);
    await who.fresh();
  }
  const { reviewer } = await succeed(
    await bureau.reviewCoordinator,
    'enrolReviewer',
    { bureauId: bureau.id, accountId: who.accountId, profile: profileOf(more) },
    'reviewer { id }',
  );
  return { member: who, reviewerId: reviewer.id };
}
