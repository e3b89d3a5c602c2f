import type { FastifyReply, FastifyRequest } from 'fastify';
import { asReadingRefusal } from '../papers/inspect';
import { PICTURE_TYPE, READING_WIDTH, THUMBNAIL_WIDTHS } from '../papers/thumbnail';
import { PaperUnreadable } from '../papers/unreadable';
import type { Http } from '../platform/http';
import { isId } from '../platform/ids';
import { badInput, conflict, notFound } from '../platform/refusal';
import { paperFileOf, recordPaperPages } from './paper-file';

const USUAL_THUMBNAIL = 240;

const pageOf = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw badInput('page', '须为页码，从1起');
  return Number(text);
};

const thumbnailWidth = ({ width }: { width?: unknown }): number => {
  const wanted = width === undefined ? USUAL_THUMBNAIL : Number(width);
  if (!THUMBNAIL_WIDTHS.includes(wanted)) throw badInput('width', `只有这些宽度：${THUMBNAIL_WIDTHS.join('、')}`);
  return wanted;
};

/**
 * `GET /materials/{id}/pages/{n}` and `…/thumbnail?width=`: pages as pictures for those who may read the file, each
 * reader's first look of a day recorded as the reading of personal data that it is.
 */
export function registerPaperPages({ app, services, signedIn }: Http): void {
  const picture = async (request: FastifyRequest, reply: FastifyReply, width: number) => {
    const { id, page } = request.params as { id: string; page: string };
    const context = await signedIn(request);
    if (!isId(id)) throw notFound();
    const wanted = pageOf(page);
    const paper = await paperFileOf(context, id);
    const drawn = await services.pictures
      .picture(paper, wanted, width, context.actor.accountId)
      .catch((error: unknown) => {
        if (error instanceof PaperUnreadable && error.code === 'PAGE_BEYOND_END')
          throw conflict(error.code, `页码超出该材料的页数（共${paper.pages}页）`);
        throw asReadingRefusal(error);
      });
    await recordPaperPages(context, id);
    return reply
      .headers({
        'content-type': PICTURE_TYPE,
        'content-disposition': 'inline',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
        'cache-control': 'private, no-store',
      })
      .send(drawn);
  };

  app.get('/materials/:id/pages/:page', { exposeHeadRoute: false }, (request, reply) =>
    picture(request, reply, READING_WIDTH),
  );
  app.get('/materials/:id/pages/:page/thumbnail', { exposeHeadRoute: false }, async (request, reply) =>
    picture(request, reply, thumbnailWidth(request.query as { width?: unknown })),
  );
}
