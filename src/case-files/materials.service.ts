import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { columnsOf } from '../platform/database/naming';
import { newId } from '../platform/ids';
import { conflict } from '../platform/refusal';
import { type Handled, lockHandled, lockHandledBy } from './handling';
import { MaterialRow } from './papers.entity';
import { recordMaterialInput, replaceMaterialInput, withdrawMaterialInput } from './papers.inputs';
import { requireUnnamed } from './unnamed';

constraintMeans('material_supersedes_id_key', 'ALREADY_SUPERSEDED', '这个版本已被替换或者抽出，请就现行版本操作');

const HANDLING = [Role.PRACTITIONER, Role.CLERK];

type Version = Pick<MaterialRow, 'catalogueNo' | 'title' | 'pages' | 'digest' | 'supersedesId' | 'withdrawn'> &
  Partial<Pick<MaterialRow, 'withdrawalReason'>>;

/** Adds a version; the database raises the file's revision with it, so that a signature over less no longer covers the file. */
async function insertVersion(act: Act, { file, step }: Handled, version: Version): Promise<{ materialId: string }> {
  const materialId = newId();
  await act.insert(MaterialRow, {
    id: materialId,
    caseFileId: file.id,
    ...version,
    recordedBy: act.actor.personId,
    recordedAt: act.now,
  });
  const [kept] = await act.sql<{ revision: number }>('SELECT revision FROM material WHERE id = $1', [materialId]);
  await act.record({
    things: [...act.things, { kind: 'Material', id: materialId }],
    facts: {
      catalogueNo: version.catalogueNo,
      pages: version.pages,
      digest: version.digest.toString('hex'),
      supersedesId: version.supersedesId,
      withdrawn: version.withdrawn,
      revision: kept?.revision,
    },
    provisions: step.provisions,
  });
  return { materialId };
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

/** Puts a paper into the file. Refusals: WRONG_STATE, NOT_ENGAGED, RECIPIENT_NAMED. */
export const recordMaterial = defineAct({
  name: 'recordMaterial',
  event: 'MATERIAL_RECORDED',
  roles: HANDLING,
  input: recordMaterialInput,
  async run(act, { caseFileId, catalogueNo, title, pages, digest }) {
    const handled = await lockHandled(act, caseFileId, 'recordMaterial');
    await requireUnnamed(act, caseFileId, '材料标题', title);
    return insertVersion(act, handled, {
      catalogueNo,
      title,
      pages,
      digest: Buffer.from(digest, 'hex'),
      supersedesId: null,
      withdrawn: false,
    });
  },
});

/** Supersedes a paper by a new version; the old one stays readable. Refusals: WRONG_STATE, ALREADY_SUPERSEDED, NOT_ENGAGED. */
export const replaceMaterial = defineAct({
  name: 'replaceMaterial',
  event: 'MATERIAL_REPLACED',
  roles: HANDLING,
  input: replaceMaterialInput,
  async run(act, { materialId, title, pages, digest }) {
    const handled = await lockHandledBy(act, 'material', materialId, 'recordMaterial');
    const { catalogueNo } = await currentVersion(act, materialId);
    await requireUnnamed(act, handled.file.id, '材料标题', title);
    return insertVersion(act, handled, {
      catalogueNo,
      title,
      pages,
      digest: Buffer.from(digest, 'hex'),
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
    const { catalogueNo, title, pages, digest } = await currentVersion(act, materialId);
    return insertVersion(act, handled, {
      catalogueNo,
      title,
      pages,
      digest,
      supersedesId: materialId,
      withdrawn: true,
      withdrawalReason: reason,
    });
  },
});
