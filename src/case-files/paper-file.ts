import { appointmentsFor, Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import type { Context } from '../platform/context';
import { rows } from '../platform/database/data-source';
import { onPrimary } from '../platform/database/primary';
import { newId } from '../platform/ids';
import { forbidden, notFound } from '../platform/refusal';
import { caseFileReach, worksOn } from './case-file.access';

/** Whose work may need the bytes; finance, supervision, audit and administration read what is said of a paper, not the paper. */
const READERS: readonly Role[] = [Role.CLERK, Role.PRACTITIONER, Role.QUALITY_CHECKER, Role.QUALITY_REVIEW_HEAD];

export interface PaperFile {
  readonly materialId: string;
  readonly catalogueNo: number;
  readonly title: string;
  readonly digest: string;
  readonly size: number;
  readonly mediaType: string;
  readonly pages: number;
}

type Found = PaperFile & { readonly works: boolean };

/** From the primary: a paper that was put in a moment ago is there to be read. */
const read = <T>(
  context: Context,
  text: string,
  params: readonly unknown[],
  writer: string | null = null,
): Promise<T[]> =>
  onPrimary(context.services.dataSource, async (runner) => {
    const found = await rows<T>(runner, text, params);
    await context.wroteAs(writer, runner);
    return found;
  });

/** The file behind a material, for those who work on its case file; FORBIDDEN for others who see it, NOT_FOUND beyond reach. */
export async function paperFileOf(context: Context, materialId: string): Promise<PaperFile> {
  const { actor } = context;
  if (!actor || appointmentsFor(actor, READERS).length === 0) throw forbidden();
  const where = new Where();
  const id = where.value(materialId);
  const works = worksOn(where, actor, 'f');
  const [found] = await read<Found>(
    context,
    `SELECT m.id AS "materialId", m.catalogue_no AS "catalogueNo", m.title, encode(m.digest, 'hex') AS digest, p.size, p.media_type AS "mediaType", p.pages, (${works}) AS works
       FROM material m JOIN paper p ON p.digest = m.digest JOIN case_file f ON f.id = m.case_file_id
      WHERE m.id = ${id}::uuid AND (${caseFileReach(where, actor, 'f')})`,
    where.params,
  );
  if (!found) throw notFound();
  const { works: allowed, ...file } = found;
  if (!allowed) throw forbidden('只有办理本案卷的人可以读取材料文件');
  return file;
}

/** The same for pages one after the other: recorded once a day for each reader and paper. */
export async function recordPaperPages(context: Context, materialId: string): Promise<void> {
  const known = await read(
    context,
    `SELECT 1 FROM personal_data_reading
      WHERE account_id = $1 AND material_id = $2 AND (at AT TIME ZONE 'Asia/Shanghai')::date = $3::date LIMIT 1`,
    [context.actor?.accountId, materialId, context.today],
  );
  if (known.length === 0) await recordPaperReading(context, materialId);
}

/** Records that the bytes are read, as every reading of personal data is; NOT_FOUND where they no longer may be. */
export async function recordPaperReading(context: Context, materialId: string): Promise<void> {
  const { actor } = context;
  if (!actor) throw notFound();
  const where = new Where();
  const values = [newId(), actor.accountId, context.requestId, context.now].map((value) => where.value(value));
  const [id, account, request, at] = values;
  const recorded = await read(
    context,
    `INSERT INTO personal_data_reading (id, account_id, case_file_id, recipient_id, material_id, request_id, at)
     SELECT ${id}::uuid, ${account}::uuid, f.id, f.recipient_id, m.id, ${request}, ${at}::timestamptz
       FROM material m JOIN case_file f ON f.id = m.case_file_id
      WHERE m.id = ${where.value(materialId)}::uuid AND (${worksOn(where, actor, 'f')}) RETURNING id`,
    where.params,
    actor.accountId,
  );
  if (recorded.length === 0) throw notFound();
}
