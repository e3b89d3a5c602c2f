import type { FastifyRequest } from 'fastify';
import { registerBytesRoute } from '../platform/bytes';
import type { Context } from '../platform/context';
import type { Http } from '../platform/http';
import { isId } from '../platform/ids';
import { conflict, notFound, Refused } from '../platform/refusal';
import { takeFolder } from './folder.service';
import { requireUploader } from './paper-arrival.service';

const tooLarge = (most: number) =>
  conflict('FOLDER_TOO_LARGE', `压缩包过大：不超过${Math.floor(most / 1_000_000)}MB，请分几次上传`);

/** `POST /case-files/{id}/folder`: a zip of papers as the body; answered when all of them are read, so proxies must wait. */
export function registerFolders(http: Http): void {
  const { services } = http;
  const { atOnce, mostBytes } = services.config.pages.folder;

  const receive = async (request: FastifyRequest) => {
    try {
      return await services.papers.receive(request.raw, mostBytes);
    } catch (error) {
      throw error instanceof Refused && error.refusal.code === 'PAPER_TOO_LARGE' ? tooLarge(mostBytes) : error;
    }
  };

  const handle = async (request: FastifyRequest, context: Context) => {
    const { caseFileId } = request.params as { caseFileId: string };
    if (!isId(caseFileId)) throw notFound();
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
    await requireUploader(context, caseFileId, null);
    const zip = await receive(request);
    try {
      return await takeFolder(context, caseFileId, zip.path, () => !request.raw.socket.destroyed);
    } finally {
      await zip.discard();
    }
  };

  const { uploadPace: pace } = services.config.operations;
  registerBytesRoute(http, { method: 'POST', url: '/case-files/:caseFileId/folder', atOnce, pace, handle });
}
