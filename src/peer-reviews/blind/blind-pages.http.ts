import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { asReadingRefusal } from '../../papers/inspect';
import { pdfOf } from '../../papers/page-pdf';
import { PICTURE_TYPE, READING_WIDTH } from '../../papers/thumbnail';
import type { Actor } from '../../platform/access/actor';
import type { Context } from '../../platform/context';
import type { Http } from '../../platform/http';
import { isId } from '../../platform/ids';
import { badInput, conflict, notFound } from '../../platform/refusal';
import { type BlindPaperFile, blindPaperOf, openPaper } from './blind-paper';
import { originalOf, recordOriginal } from './original-page';

/** What every picture and file of a paper is sent with; no date and no mark of the bytes, by which a copy could be compared. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
  'cache-control': 'private, no-store',
} as const;

const pageOf = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw badInput('page', '须为页码，从1起');
  return Number(text);
};

const beyond = (pages: number) => conflict('PAGE_BEYOND_END', `页码超出该材料的页数（共${pages}页）`);

type Asked = Context & { readonly actor: Actor };

const bytesOf = async (stream: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** One page as the reader sees it: the blinded copy, or, where the campaign does not read blind, the page drawn anew. */
async function pictures(context: Asked, paper: BlindPaperFile): Promise<(page: number) => Promise<Buffer>> {
  const { papers, pictures: draw } = context.services;
  const copies = new Map(paper.copies.map((copy) => [copy.page, copy.digest]));
  const open = paper.blind ? null : await openPaper(context, paper);
  return async (page) => {
    const digest = open ? null : copies.get(page);
    if (digest) return bytesOf(await papers.open(digest));
    if (!open) throw beyond(paper.pages);
    return draw
      .blinded(open, page, [], (path) => readFile(path), context.actor.accountId)
      .catch((error: unknown) => {
        throw asReadingRefusal(error);
      });
  };
}

/**
 * `GET /readings/{reading}/papers/{paper}/pages/{n}` and `…/file`: what a reader sees of a paper, by ids that say nothing.
 * `GET /campaigns/{campaign}/materials/{material}/pages/{n}`: the page as it was handed in, for those who blind it.
 */
export function registerBlindPages({ app, services, signedIn }: Http): void {
  const send = (reply: FastifyReply, type: string, disposition: string, body: Buffer | Readable) =>
    reply.headers({ ...HEADERS, 'content-type': type, 'content-disposition': disposition }).send(body);

  const paperOf = async (context: Asked, params: unknown): Promise<BlindPaperFile> => {
    const { reading, paper } = params as { reading: string; paper: string };
    if (!isId(reading) || !isId(paper)) throw notFound();
    return blindPaperOf(context, reading, paper);
  };

  app.get('/readings/:reading/papers/:paper/pages/:page', { exposeHeadRoute: false }, async (request, reply) => {
    const context = await signedIn(request);
    const page = pageOf((request.params as { page: string }).page);
    const paper = await paperOf(context, request.params);
    if (page > paper.pages) throw beyond(paper.pages);
    const pictureOf = await pictures(context, paper);
    return send(reply, 'image/jpeg', 'inline', await pictureOf(page));
  });

  app.get('/readings/:reading/papers/:paper/file', { exposeHeadRoute: false }, async (request, reply) => {
    const context = await signedIn(request);
    const paper = await paperOf(context, request.params);
    const pictureOf = await pictures(context, paper);
    const name = `${String(paper.catalogueNo).padStart(2, '0')}-${paper.ordinal}.pdf`;
    return send(
      reply,
      'application/pdf',
      `attachment; filename="${name}"`,
      Readable.from(pdfOf(paper.pages, pictureOf)),
    );
  });

  app.get(
    '/campaigns/:campaign/materials/:material/pages/:page',
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { campaign, material, page } = request.params as { campaign: string; material: string; page: string };
      const context = await signedIn(request);
      if (!isId(campaign) || !isId(material)) throw notFound();
      const wanted = pageOf(page);
      const paper = await originalOf(context, campaign, material);
      if (wanted > paper.pages) throw beyond(paper.pages);
      const drawn = await services.pictures
        .picture(paper, wanted, READING_WIDTH, context.actor.accountId)
        .catch((error: unknown) => {
          throw asReadingRefusal(error);
        });
      await recordOriginal(context, paper);
      return send(reply, PICTURE_TYPE, 'inline', drawn);
    },
  );
}
