import { hasPictures } from '../../papers/media-types';
import { lockPaper } from '../../papers/paper-lock';
import { type Act, type ActCall, defineAct, perform } from '../../platform/act';
import { constraintMeans } from '../../platform/constraints';
import type { Context } from '../../platform/context';
import { type AnyRefusal, badInput, conflict, Refused } from '../../platform/refusal';
import { BOXES, discard, drawCopies, type PageBoxes, type PageCopy } from './copies';
import { DRAWN_PAPER, type DrawnPaper, drawnPaper, REDACTORS } from './redaction.access';
import { RedactedPageRow, RedactionClearanceRow, RedactionRow } from './redaction.entity';
import { clearPaperInput, drawRedactionInput } from './redaction.inputs';

const CHANGED = '这一页的遮蔽框已被他人改动，请刷新后再画';
constraintMeans('redaction_pkey', 'REDACTION_CHANGED', CHANGED);

const requirePages = ({ mediaType }: DrawnPaper): void => {
  if (!hasPictures(mediaType)) {
    throw conflict('PAPER_WITHOUT_PICTURE', '录音、录像和没有页面图像的材料不能遮蔽，评阅时不提供');
  }
};

/** Replaces the boxes of one page; readers see them only once the paper is cleared (again). */
export const drawRedaction = defineAct({
  name: 'drawRedaction',
  event: 'REDACTION_DRAWN',
  roles: REDACTORS,
  input: drawRedactionInput,
  async run(act, { materialId, page, version, boxes }) {
    const paper = await drawnPaper(act, materialId);
    requirePages(paper);
    if (page > paper.pages) throw badInput('page', `页码超出该材料的页数（共${paper.pages}页）`);
    const [last] = await act.sql<{ version: number }>(
      `SELECT coalesce(max(version), 0) AS version FROM redaction WHERE digest = decode($1, 'hex') AND page = $2`,
      [paper.digest, page],
    );
    if (last?.version !== version) throw conflict('REDACTION_CHANGED', CHANGED);
    await act.insert(RedactionRow, {
      digest: Buffer.from(paper.digest, 'hex'),
      page,
      version: version + 1,
      boxes,
      drawnBy: act.actor.personId,
      drawnAt: act.now,
    });
    await act.record({
      things: act.things,
      facts: { materialId, page, version: version + 1, boxes: boxes.length },
      provisions: [],
    });
    return { materialId, page, version: version + 1, boxes };
  },
});

/**
 * Lets readers see a paper: every page was looked at, and what they get are the copies drawn from the boxes as they stand.
 * Without copies only whether it may be done is settled.
 */
const clearPaper = (copies: readonly PageCopy[] | null) =>
  defineAct({
    name: 'clearPaper',
    event: 'PAPER_CLEARED',
    roles: REDACTORS,
    input: clearPaperInput,
    async run(act, { materialId }) {
      const paper = await drawnPaper(act, materialId);
      requirePages(paper);
      await lockPaper(act.runner, paper.digest);
      const looked = await act.sql<PageBoxes>(BOXES, [paper.digest]);
      const missing = paper.pages - looked.length;
      if (missing > 0)
        throw conflict('PAGES_NOT_LOOKED_AT', `还有${missing}页没有看过：每一页都须画框，或者确认没有要遮的`);
      const boxes = looked.reduce((sum, page) => sum + page.boxes.length, 0);
      if (copies && !act.preview) await keepCopies(act, paper, looked, copies);
      else if (!act.preview) throw conflict('BUSY', '材料的状态刚刚变化，请重试');
      await act.record({
        things: act.things,
        facts: { materialId, pages: paper.pages, boxes },
        provisions: [],
      });
      return { materialId, pages: paper.pages, boxes };
    },
  });

async function keepCopies(
  act: Act,
  { digest, pages }: DrawnPaper,
  looked: readonly PageBoxes[],
  copies: readonly PageCopy[],
): Promise<void> {
  const drawn = new Map(copies.map((copy) => [copy.page, copy.version]));
  if (copies.length !== pages || looked.some(({ page, version }) => drawn.get(page) !== version)) {
    throw conflict('REDACTION_CHANGED', '生成副本时有人改动了遮蔽框，请重新放行');
  }
  const { papers } = act.context.services;
  const original = Buffer.from(digest, 'hex');
  const [last] = await act.sql<{ n: number }>(
    'SELECT coalesce(max(n), 0) AS n FROM redaction_clearance WHERE digest = $1',
    [original],
  );
  const n = (last?.n ?? 0) + 1;
  // In one order for everybody, so that two who clear at once do not wait for each other in a circle.
  for (const { paper } of [...copies].sort((one, other) => (one.paper.digest < other.paper.digest ? -1 : 1))) {
    await lockPaper(act.runner, paper.digest);
    await papers.keep(paper);
  }
  await act.write(
    `INSERT INTO paper (digest, size, media_type, pages, stored_at)
     SELECT digest, size, 'image/jpeg', 1, $3 FROM unnest($1::bytea[], $2::bigint[]) AS t (digest, size) ON CONFLICT DO NOTHING`,
    [copies.map(({ paper }) => Buffer.from(paper.digest, 'hex')), copies.map(({ paper }) => paper.size), act.now],
  );
  await act.insert(RedactionClearanceRow, { digest: original, n, clearedBy: act.actor.personId, clearedAt: act.now });
  await act.insert(
    RedactedPageRow,
    copies.map(({ page, version, paper, width, height }) => ({
      digest: original,
      n,
      page,
      version,
      copyDigest: Buffer.from(paper.digest, 'hex'),
      size: paper.size,
      width,
      height,
    })),
  );
  await showCopies(act, original, n);
}

/** Wherever these bytes stand under a pseudonym in a campaign that is open, readers see the new copies. */
const showCopies = (act: Act, digest: Buffer, n: number): Promise<unknown> =>
  act.sql(
    `WITH shown AS (
       SELECT p.id FROM vault.papers_with($1, $3) v JOIN review.paper p ON p.id = v.paper_id
         JOIN review.subject s ON s.id = p.subject_id JOIN review.campaign c ON c.id = s.campaign_id
        WHERE c.open AND (p.state = 'READY' OR p.withheld_reason = 'NOT_CLEARED')),
     copied AS (
       INSERT INTO review.page_copy (paper_id, page, digest, size, width, height)
       SELECT shown.id, r.page, r.copy_digest, r.size, r.width, r.height FROM shown, redacted_page r WHERE r.digest = $1 AND r.n = $2
       ON CONFLICT (paper_id, page) DO UPDATE SET digest = excluded.digest, size = excluded.size, width = excluded.width, height = excluded.height)
     UPDATE review.paper SET state = 'READY', withheld_reason = NULL WHERE id IN (SELECT id FROM shown) AND state = 'WITHHELD'`,
    [digest, n, act.actor.accountId],
  );

export type ClearPaper = ReturnType<typeof clearPaper>;

/** The paper whose pages are to be drawn, where the act would be done now; null where it would be refused. */
async function paperToDraw(context: Context, input: unknown, call: ActCall): Promise<DrawnPaper | null> {
  try {
    const { outcome } = await perform(context, clearPaper(null), input, { ...call, preview: true });
    const bureaus = context.actor?.appointments.map(({ placeId }) => placeId);
    const [found] = await context.read<DrawnPaper>(DRAWN_PAPER, [outcome.materialId, bureaus, null]);
    return found ?? null;
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  } finally {
    await context.finish();
  }
}

/** Draws the copies before the act's transaction begins, and takes away what it did not keep. */
export async function withCopies<T>(
  context: Context,
  input: unknown,
  call: ActCall,
  clear: (act: ClearPaper) => Promise<T>,
): Promise<T | AnyRefusal> {
  const paper = call.preview ? null : await paperToDraw(context, input, call);
  if (!paper) return clear(clearPaper(null));
  let copies: readonly PageCopy[] = [];
  try {
    copies = await drawCopies(context, paper);
    return await clear(clearPaper(copies));
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  } finally {
    await discard(copies);
  }
}
