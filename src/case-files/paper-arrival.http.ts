import type { FastifyRequest } from 'fastify';
import { admitPaper } from '../papers/admit';
import { isPaperDigest, paperTooLarge } from '../papers/store';
import type { Http } from '../platform/http';
import { isId } from '../platform/ids';
import { badInput, conflict, notFound } from '../platform/refusal';
import { requireUploader, takeIn } from './paper-arrival.service';

/** A sender who falls silent for so long is given up, so that no upload holds its place for ever. */
const SILENCE_MS = 60_000;
/** After a refusal the sender may finish reading the answer; what they still send is thrown away. */
const LINGER_MS = 5_000;

interface Address {
  readonly caseFileId: string;
  readonly digest: string;
}

/** `PUT /case-files/{id}/papers/{sha256}`: the bytes of one paper as the body, whatever its content type says. */
export function registerPaperArrivals({ app, services, signedIn }: Http): void {
  const { papers: settings } = services.config;
  let running = 0;

  const receive = async (request: FastifyRequest, { caseFileId, digest }: Address) => {
    const context = await signedIn(request);
    if (!isId(caseFileId)) throw notFound();
    if (!isPaperDigest(digest)) throw badInput('digest', '须为64位小写十六进制的SHA-256摘要');
    if (Number(request.headers['content-length'] ?? 0) > settings.mostBytes) throw paperTooLarge(settings.mostBytes);
    await requireUploader(context, caseFileId, digest);
    const paper = await services.papers.receive(request.raw, settings.mostBytes);
    try {
      if (paper.size === 0) throw badInput('body', '文件是空的');
      if (paper.digest !== digest)
        throw conflict('DIGEST_MISMATCH', '收到的内容与摘要不符，文件未保存；请核对后重新上传');
      return await takeIn(context, caseFileId, { paper, admitted: await admitPaper(settings, paper) });
    } finally {
      await paper.discard();
    }
  };

  app.register(async (scope) => {
    // The body is bytes, not a document to be parsed: it stays a stream.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const upload = { config: { upload: true } };
    scope.put<{ Params: Address }>('/case-files/:caseFileId/papers/:digest', upload, async (request, reply) => {
      const { socket } = request.raw;
      if (running >= settings.uploads) throw conflict('UPLOADS_BUSY', '同时上传的人太多，请稍后重试');
      running += 1;
      request.raw.setTimeout(SILENCE_MS, () => request.raw.destroy());
      try {
        const arrived = await receive(request, request.params);
        return await reply.code(200).send(arrived);
      } catch (error) {
        // The sender is gone: there is nobody to answer, and nothing wrong with us.
        if (request.raw.errored && !request.raw.complete) throw badInput('body', '上传中断');
        if (!request.raw.complete) setTimeout(() => request.raw.complete || socket.destroy(), LINGER_MS).unref();
        throw error;
      } finally {
        running -= 1;
        socket.setTimeout(0);
      }
    });
  });
}
