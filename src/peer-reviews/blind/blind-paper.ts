import type { Actor } from '../../platform/access/actor';
import { appointmentsFor, Role } from '../../platform/access/actor';
import type { Context } from '../../platform/context';
import { rows } from '../../platform/database/data-source';
import { onPrimary } from '../../platform/database/primary';
import { newId } from '../../platform/ids';
import { conflict, forbidden, notFound } from '../../platform/refusal';

/** The keys under which an account reads, one for each campaign. Never logged: everybody's own keys are theirs to know. */
export async function readerKeysOf(context: Context): Promise<string[]> {
  const { actor } = context;
  if (!actor || appointmentsFor(actor, [Role.REVIEWER]).length === 0) throw forbidden();
  const found = await context.read<{ key: string }>('SELECT reader_key AS key FROM vault.reader_keys_of($1)', [
    actor.accountId,
  ]);
  return found.map(({ key }) => key);
}

/** A paper of the caller's own reading. */
export interface BlindPaperFile {
  readonly id: string;
  readonly subjectId: string;
  readonly catalogueNo: number;
  readonly ordinal: number;
  readonly pages: number;
  /** False: the campaign does not read blind, and papers are drawn from what was handed in. */
  readonly blind: boolean;
  readonly copies: readonly { readonly page: number; readonly digest: string; readonly size: number }[];
}

const WITHHELD: Readonly<Record<string, string>> = {
  NOT_CLEARED: '这份材料尚未遮蔽，暂不提供；请评估组织人处理',
  NO_PAGES: '这种材料没有页面图像，不能遮蔽，评阅时不提供',
  WITHDRAWN: '这份材料已不再提供',
};

/**
 * A paper as the reader of a reading may see it, asked for as the role that can see nothing else. NOT_FOUND where the reading is
 * somebody else's or was stopped; PAPER_WITHHELD, with the reason, where there is no copy to be shown.
 */
export async function blindPaperOf(context: Context, readingId: string, paperId: string): Promise<BlindPaperFile> {
  const keys = await readerKeysOf(context);
  const [found] = await context.readBlind<BlindPaperFile & { withheld: string | null }>(
    `SELECT p.id, p.subject_id AS "subjectId", p.catalogue_no AS "catalogueNo", p.ordinal, p.pages, p.withheld_reason AS withheld, c.blind,
            (SELECT coalesce(json_agg(json_build_object('page', y.page, 'digest', encode(y.digest, 'hex'), 'size', y.size) ORDER BY y.page), '[]')
               FROM review.page_copy y WHERE y.paper_id = p.id) AS copies
       FROM review.reading r JOIN review.subject s ON s.id = r.subject_id JOIN review.campaign c ON c.id = s.campaign_id
       JOIN review.paper p ON p.subject_id = s.id
      WHERE r.id = $1 AND p.id = $2 AND r.reader_key = ANY ($3::uuid[]) AND r.state <> 'STOPPED'`,
    [readingId, paperId, keys],
  );
  if (!found) throw notFound();
  const { withheld, ...paper } = found;
  if (withheld) throw conflict('PAPER_WITHHELD', WITHHELD[withheld] ?? '这份材料不提供');
  return paper;
}

export interface OpenPaper {
  readonly materialId: string;
  readonly digest: string;
  readonly mediaType: string;
  readonly pages: number;
}

/** What stands behind a paper of a campaign that does not read blind; the opening is logged, the reading recorded as one of personal data. */
export async function openPaper(
  context: Context & { readonly actor: Actor },
  paper: BlindPaperFile,
): Promise<OpenPaper> {
  const { actor, services } = context;
  const [found] = await onPrimary(services.dataSource, (runner) =>
    rows<OpenPaper>(
      runner,
      `WITH opened AS (SELECT v.material_id, v.digest FROM vault.papers_of(ARRAY[$2::uuid], 'COORDINATE', $3) v WHERE v.paper_id = $1),
       recorded AS (
         INSERT INTO personal_data_reading (id, account_id, case_file_id, recipient_id, material_id, request_id, at)
         SELECT $4, $3, f.id, f.recipient_id, m.id, $5, $6 FROM opened o JOIN material m ON m.id = o.material_id JOIN case_file f ON f.id = m.case_file_id)
       SELECT o.material_id AS "materialId", encode(o.digest, 'hex') AS digest, p.media_type AS "mediaType", p.pages FROM opened o JOIN paper p ON p.digest = o.digest`,
      [paper.id, paper.subjectId, actor.accountId, newId(), context.requestId, context.now],
    ),
  );
  if (!found) throw notFound();
  return found;
}
