import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { columnsOf } from '../platform/database/naming';
import { newId } from '../platform/ids';
import { conflict, inputRefusal, Refused } from '../platform/refusal';
import { type Handled, lockHandled, lockHandledBy } from './handling';
import { MaterialRow } from './papers.entity';
import {
  recordMaterialInput,
  recordMaterialsInput,
  replaceMaterialInput,
  withdrawMaterialInput,
} from './papers.inputs';
import { recipientNamed, requireUnnamed } from './unnamed';

const NOT_ARRIVED = '没有收到这个文件：请先把文件上传到本案卷，再办理入卷';
constraintMeans('material_has_arrived', 'PAPER_NOT_ARRIVED', NOT_ARRIVED);
constraintMeans('material_supersedes_id_key', 'ALREADY_SUPERSEDED', '这个版本已被替换或者抽出，请就现行版本操作');

const HANDLING = [Role.PRACTITIONER, Role.CLERK];

type Version = Pick<MaterialRow, 'catalogueNo' | 'title' | 'digest' | 'supersedesId' | 'withdrawn'> &
  Partial<Pick<MaterialRow, 'withdrawalReason'>>;

/** Adds versions in one statement; the database raises the file's revision with each, so that a signature over less no longer covers the file. */
async function insertVersions(act: Act, { file, step }: Handled, versions: readonly Version[]): Promise<string[]> {
  const added = versions.map((version) => ({ id: newId(), ...version }));
  const ids = added.map(({ id }) => id);
  await act.insert(
    MaterialRow,
    added.map((version) => ({
      ...version,
      caseFileId: file.id,
      recordedBy: act.actor.personId,
      recordedAt: act.now,
    })),
  );
  const kept = await act.sql<Pick<MaterialRow, 'id' | 'pages' | 'revision'>>(
    'SELECT id, pages, revision FROM material WHERE id = ANY ($1::uuid[])',
    [ids],
  );
  const byId = new Map(kept.map((row) => [row.id, row]));
  for (const { id, ...version } of added) {
    await act.record({
      things: [...act.things, { kind: 'Material', id }],
      facts: {
        catalogueNo: version.catalogueNo,
        pages: byId.get(id)?.pages,
        digest: version.digest.toString('hex'),
        supersedesId: version.supersedesId,
        withdrawn: version.withdrawn,
        revision: byId.get(id)?.revision,
      },
      provisions: step.provisions,
    });
  }
  return ids;
}

const insertVersion = async (act: Act, handled: Handled, version: Version): Promise<{ materialId: string }> => {
  const [materialId] = await insertVersions(act, handled, [version]);
  return { materialId: materialId as string };
};

/** Of these digests, those whose bytes have arrived for the file. */
async function arrived(act: Act, caseFileId: string, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await act.sql<{ digest: string }>(
    `SELECT encode(a.digest, 'hex') AS digest FROM paper_arrival a
      WHERE a.case_file_id = $1 AND a.digest IN (SELECT decode(d, 'hex') FROM unnest($2::text[]) d)`,
    [caseFileId, digests],
  );
  return new Set(found.map(({ digest }) => digest));
}

/** Refuses PAPER_NOT_ARRIVED: a file holds only bytes that were sent to it. */
async function requireArrived(act: Act, caseFileId: string, digest: string): Promise<Buffer> {
  if (!(await arrived(act, caseFileId, [digest])).has(digest)) throw conflict('PAPER_NOT_ARRIVED', NOT_ARRIVED);
  return Buffer.from(digest, 'hex');
}

async function currentVersion(act: Act, id: string): Promise<MaterialRow> {
  act.touch({ kind: 'Material', id });
  const [row] = await act.sql<MaterialRow & { superseded: boolean }>(
    `SELECT ${columnsOf(MaterialRow, 't')}, EXISTS (SELECT FROM material n WHERE n.supersedes_id = t.id) AS superseded
       FROM material t WHERE t.id = $1`,
    [id],
  );
  if (!row || row.superseded || row.withdrawn) {
    throw conflict('ALREADY_SUPERSEDED', '这个版本已被替换或者抽出，请就现行版本操作');
  }
  return row;
}

/** Puts a paper into the file. Refusals: PAPER_NOT_ARRIVED, WRONG_STATE, NOT_ENGAGED, RECIPIENT_NAMED. */
export const recordMaterial = defineAct({
  name: 'recordMaterial',
  event: 'MATERIAL_RECORDED',
  roles: HANDLING,
  input: recordMaterialInput,
  async run(act, { caseFileId, catalogueNo, title, digest }) {
    const handled = await lockHandled(act, caseFileId, 'recordMaterial');
    await requireUnnamed(act, caseFileId, '材料标题', title);
    return insertVersion(act, handled, {
      catalogueNo,
      title,
      digest: await requireArrived(act, caseFileId, digest),
      supersedesId: null,
      withdrawn: false,
    });
  },
});

/**
 * Puts many papers into the file at once, as after a folder was uploaded: all of them, or none and for each that cannot be
 * put in its row and the reason (INVALID_INPUT). Refusals: WRONG_STATE, NOT_ENGAGED.
 */
export const recordMaterials = defineAct({
  name: 'recordMaterials',
  event: 'MATERIAL_RECORDED',
  roles: HANDLING,
  input: recordMaterialsInput,
  async run(act, { caseFileId, papers }) {
    const handled = await lockHandled(act, caseFileId, 'recordMaterial');
    const there = await arrived(
      act,
      caseFileId,
      papers.map(({ digest }) => digest),
    );
    const named = await recipientNamed(act, caseFileId);
    const problems = papers.flatMap(({ title, digest }, index) => [
      ...(there.has(digest) ? [] : [{ path: `input.papers.${index}.digest`, message: NOT_ARRIVED }]),
      ...(named(title) ? [{ path: `input.papers.${index}.title`, message: '标题写有受援人的姓名或者证件号码' }] : []),
    ]);
    if (problems.length) throw new Refused(inputRefusal(problems));
    const materialIds = await insertVersions(
      act,
      handled,
      papers.map(({ catalogueNo, title, digest }) => ({
        catalogueNo,
        title,
        digest: Buffer.from(digest, 'hex'),
        supersedesId: null,
        withdrawn: false,
      })),
    );
    return { caseFileId, materialIds };
  },
});

/** Supersedes a paper by a new version; the old one stays readable. Refusals: PAPER_NOT_ARRIVED, WRONG_STATE, ALREADY_SUPERSEDED, NOT_ENGAGED. */
export const replaceMaterial = defineAct({
  name: 'replaceMaterial',
  event: 'MATERIAL_REPLACED',
  roles: HANDLING,
  input: replaceMaterialInput,
  async run(act, { materialId, title, digest }) {
    const handled = await lockHandledBy(act, 'material', materialId, 'recordMaterial');
    const { catalogueNo } = await currentVersion(act, materialId);
    await requireUnnamed(act, handled.file.id, '材料标题', title);
    return insertVersion(act, handled, {
      catalogueNo,
      title,
      digest: await requireArrived(act, handled.file.id, digest),
      supersedesId: materialId,
      withdrawn: false,
    });
  },
});

/** Takes a paper out by a version that says so. Refusals: WRONG_STATE, ALREADY_SUPERSEDED, NOT_ENGAGED. */
export const withdrawMaterial = defineAct({
  name: 'withdrawMaterial',
  event: 'MATERIAL_WITHDRAWN',
  roles: HANDLING,
  input: withdrawMaterialInput,
  async run(act, { materialId, reason }) {
    const handled = await lockHandledBy(act, 'material', materialId, 'recordMaterial');
    const { catalogueNo, title, digest } = await currentVersion(act, materialId);
    return insertVersion(act, handled, {
      catalogueNo,
      title,
      digest,
      supersedesId: materialId,
      withdrawn: true,
      withdrawalReason: reason,
    });
  },
});
