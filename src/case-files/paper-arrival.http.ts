import type { FastifyRequest } from 'fastify';
import { admitPaper } from '../papers/admit';
import { isPaperDigest, paperTooLarge } from '../papers/store';
import { registerBytesRoute } from '../platform/bytes';
import type { Context } from '../platform/context';
import type { Http } from '../platform/http';
import { isId } from '../platform/ids';
import { badInput, conflict, notFound } from '../platform/refusal';
import { requireUploader, takeIn } from './paper-arrival.service';

interface Address {
  readonly caseFileId: string;
  readonly digest: string;
}

/** `PUT /case-files/{id}/papers/{sha256}`: the bytes of one paper as the body, whatever its content type says. */
export function registerPaperArrivals(http: Http): void {
  const { services } = http;
  const { papers: settings, operations } = services.config;

  const handle = async (request: FastifyRequest, context: Context) => {
    const { caseFileId, digest } = request.params as Address;
    if (!isId(caseFileId)) throw notFound();
    if (!isPaperDigest(digest)) throw badInput('digest', '须为64位小写十六进制的SHA-256摘要');
    if (Number(request.headers['content-length'] ?? 0) > settings.mostBytes) throw paperTooLarge(settings.mostBytes);
    await requireUploader(context, caseFileId, digest);
    const paper = await services.papers.receive(request.raw, settings.mostBytes);
    try {
      if (paper.size === 0) throw badInput('body', '文件是空的');
      if (paper.digest !== digest)
        throw conflict('DIGEST_MISMATCH', '收到的内容与摘要不符，文件未保存；请核对后重新上传');
      const admitted = await admitPaper(settings, services.reader, paper, context.actor?.accountId);
      return await takeIn(context, caseFileId, { paper, admitted });
    } finally {
      await paper.discard();
    }
  };

  registerBytesRoute(http, {
    method: 'PUT',
    url: '/case-files/:caseFileId/papers/:digest',
    atOnce: settings.uploads,
    pace: operations.uploadPace,
    handle,
  });
}
