import { Role } from '../../src/platform/access/actor';
import { put, sha256Hex } from './paper-traffic';
import { pdf } from './papers';
import type { Cast } from './random-acts';
import type { BureauCode, City, Member, PractitionerSeed } from './seed';
import { caseFileOf } from './seed-case-files';
import { closedFiles } from './seed-closed-files';
import { enrolled } from './seed-reviewers';

/** Bureaus that run campaigns: a city over its districts, and two districts for themselves. */
const ORGANISERS = ['110000', '110105', '120102'] as const satisfies readonly BureauCode[];
/** Enough for two readers, a third one and a group of five, and some who may not. */
const POOL = 11;

/** People and files for campaigns of peer review, beside the cast that is there: in the same order every time. */
export async function addReviewCast(city: City, cast: Cast, files: number): Promise<void> {
  const people: Member[] = [];
  const handlers: PractitionerSeed[] = [];
  for (const region of ['110105', '110108', '120102'] as const) {
    const agency = await city.agency(region);
    const firm = await agency.lawFirm();
    const own = [await firm.lawyer(), await firm.lawyer(), await firm.lawyer()];
    handlers.push(...own);
    for (const caseKind of ['CRIMINAL', 'CIVIL'] as const) {
      await closedFiles(agency, { count: Math.ceil(files / 6), practitioners: own, caseKind });
      // Before every campaign's period: what is known of a file may be used only from outside its frame.
      await closedFiles(agency, { count: 2, practitioners: own, caseKind, closedOn: '2025-11-20' });
    }
  }
  await samePapers(city);
  for (const region of ORGANISERS) {
    const bureau = await city.bureau(region);
    const { reviewCoordinator, supervisor, auditor } = bureau;
    people.push(await reviewCoordinator, await supervisor, await auditor, await bureau.member(Role.REVIEW_COORDINATOR));
    for (let n = 0; n < POOL; n += 1) {
      people.push(
        (await enrolled(bureau, { caseKinds: n % 4 ? ['CRIMINAL', 'CIVIL'] : ['CIVIL', 'CRIMINAL'] })).member,
      );
    }
    // Handlers of the files themselves, lawyers from next door, and one who is there to be enrolled.
    for (const lawyer of [handlers[0], handlers[3], handlers[6]]) await enrolled(bureau, {}, lawyer);
    people.push(await bureau.member(Role.REVIEWER));
  }
  for (const member of [...people, ...handlers]) {
    cast.byAccount.set(member.accountId, member);
    cast.byPerson.set(member.personId, member);
  }
}

/** Two papers of real pages in the files just closed, each uploaded once: blinded once, it can be read in all of them. */
async function samePapers(city: City): Promise<void> {
  const { world } = city;
  const file = await (await caseFileOf(await city.agency('110105'))).commissioned();
  for (const [catalogueNo, pages] of [
    [8, 2],
    [14, 1],
  ] as const) {
    const bytes = await pdf(pages, {}, `卷内${catalogueNo}`);
    const { status } = await put(world, file.practitioner, file.id, bytes);
    if (status !== 200) throw new Error(`upload ${status}`);
    const given = [sha256Hex(bytes), catalogueNo, pages];
    const closed = `FROM case_file WHERE state = 'RECEIVED' AND number LIKE '测试%'`;
    await world.rows(
      `INSERT INTO paper_arrival (case_file_id, digest, uploaded_by, arrived_at) SELECT id, decode($1, 'hex'), registered_by, closed_received_at ${closed}`,
      [given[0]],
    );
    await world.rows(
      `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at)
       SELECT gen_random_uuid(), id, $2, '材料', $3, decode($1, 'hex'), 1, registered_by, closed_received_at ${closed}`,
      given,
    );
  }
}
