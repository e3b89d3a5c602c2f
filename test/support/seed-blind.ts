import { randomUUID } from 'node:crypto';
import { Role } from '../../src/platform/access/actor';
import { newId } from '../../src/platform/ids';
import { put, sha256Hex } from './paper-traffic';
import type { BureauSeed, Member } from './seed';
import { type CaseFileSeed, succeed } from './seed-case-files';
import type { World } from './world';

/** Uploads bytes and puts them into the file; the material's id. */
export async function realPaper(
  world: World,
  file: CaseFileSeed,
  bytes: Buffer,
  catalogueNo: number,
  title: string,
): Promise<string> {
  const sent = await put(world, file.practitioner, file.id, bytes);
  if (sent.status !== 200) throw new Error(`upload ${sent.status}`);
  const input = { caseFileId: file.id, catalogueNo, title, digest: sha256Hex(bytes) };
  return (await succeed(file.practitioner as Member, 'recordMaterial', input, 'material { id }')).material.id;
}

/** Somebody of a bureau elsewhere whose only office is to read, with a key for the campaign. */
export async function readerFor(
  world: World,
  campaignId: string,
  home: BureauSeed,
  organiser: BureauSeed,
): Promise<{ readonly member: Member; readonly key: string }> {
  const member = await home.member(Role.REVIEWER);
  const [reviewerId, key] = [newId(), randomUUID()];
  await world.rows(
    `INSERT INTO reviewer (id, bureau_id, account_id, person_id, practising_since, case_kinds, honours, available_from, most_files, enrolled_by, enrolled_at)
     VALUES ($1, $2, $3, $4, '2012-07-01', '{CRIMINAL,CIVIL}', '', '2026-01-01', 100, $4, $5)`,
    [reviewerId, organiser.id, member.accountId, member.personId, world.clock.now()],
  );
  await world.app.query('SELECT vault.enter_readers($1, $2, $3)', [campaignId, [key], [reviewerId]]);
  return { member, key };
}

/** A reading of a subject by whoever has the key; its id. */
export async function readingOf(world: World, subjectId: string, key: string, part = 'READER'): Promise<string> {
  const id = randomUUID();
  await world.rows(
    `INSERT INTO review.reading (id, subject_id, reader_key, part, state, due_on) VALUES ($1, $2, $3, $4, 'ASSIGNED', '2026-12-31')`,
    [id, subjectId, key, part],
  );
  return id;
}

/** Which subject a file became; read as owner, who may look into the vault. */
export async function subjectOf(world: World, campaignId: string, caseFileId: string): Promise<string> {
  const [found] = await world.rows(
    'SELECT subject_id AS id FROM vault.subject WHERE campaign_id = $1 AND case_file_id = $2',
    [campaignId, caseFileId],
  );
  return found.id;
}

/** The blind paper that a material became in a campaign. */
export async function paperOf(world: World, subjectId: string, materialId: string): Promise<string> {
  const [found] = await world.rows(
    'SELECT paper_id AS id FROM vault.paper WHERE subject_id = $1 AND material_id = $2',
    [subjectId, materialId],
  );
  return found.id;
}

/** Looks at every page of a material with these boxes, and clears it. */
export async function cleared(
  coordinator: Member,
  materialId: string,
  pages: number,
  boxes: readonly object[] = [],
): Promise<void> {
  for (let page = 1; page <= pages; page += 1) {
    await succeed(coordinator, 'drawRedaction', { materialId, page, version: 0, boxes });
  }
  await succeed(coordinator, 'clearPaper', { materialId });
}
