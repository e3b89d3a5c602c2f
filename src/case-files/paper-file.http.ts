import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ByteRange } from '../papers/store';
import { PaperAltered, verified } from '../papers/whole';
import type { Context } from '../platform/context';
import { faultFacts, type Http } from '../platform/http';
import { isId } from '../platform/ids';
import { notFound } from '../platform/refusal';
import { type PaperFile, paperFileOf, recordPaperReading } from './paper-file';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/ofd': 'ofd',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/tiff': 'tif',
  'image/webp': 'webp',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/x-m4a': 'm4a',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
};

/** Where it stands in the catalogue and its title; what a file system or a header might take amiss is left out. */
export const fileNameOf = ({
  catalogueNo,
  title,
  mediaType,
}: Pick<PaperFile, 'catalogueNo' | 'title' | 'mediaType'>) => {
  const plain = title
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}/\\:*?"<>|]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+|[ .]+$/g, '');
  const extension = EXTENSIONS[mediaType];
  return `${String(catalogueNo).padStart(2, '0')} ${[...plain].slice(0, 80).join('') || '材料'}${extension ? `.${extension}` : ''}`;
};

/** RFC 6266 with RFC 5987: the name in UTF-8, beside it one that any client can read. */
const disposition = (name: string): string => {
  const extended = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${name.replace(/[^ -~]/g, '_').replace(/["\\%]/g, '_')}"; filename*=UTF-8''${extended}`;
};

/** One range of bytes (RFC 9110, 14.2); undefined where none is asked for or it is not of this kind, null where it cannot be met. */
export function rangeOf(header: string | undefined, size: number): ByteRange | null | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const wanted = Math.min(Number(last), size);
    return wanted === 0 ? null : { from: size - wanted, to: size - 1 };
  }
  const from = Number(first);
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < from) return undefined;
  return from >= size ? null : { from, to };
}

/** `GET /materials/{id}/file` and HEAD: the bytes as an attachment, to be kept by nobody on the way. */
export function registerPaperFiles({ app, services, signedIn }: Http): void {
  const describe = (reply: FastifyReply, file: PaperFile) => {
    const hash = `sha-256=:${Buffer.from(file.digest, 'hex').toString('base64')}:`;
    return reply.headers({
      'content-type': file.mediaType,
      'content-disposition': disposition(fileNameOf(file)),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
      etag: `"${file.digest}"`,
      'repr-digest': hash,
    });
  };

  /** The bytes, once their reading is on record; all of them only as long as they are those of the digest. */
  const read = async (context: Context, paper: PaperFile, range: ByteRange | undefined): Promise<Readable> => {
    const kept = await services.papers.size(paper.digest);
    if (kept !== paper.size) throw new Error(`paper ${paper.digest} is not kept whole: ${kept} of ${paper.size} bytes`);
    const bytes = await services.papers.open(paper.digest, range);
    try {
      await recordPaperReading(context, paper.materialId);
      if (range && range.to - range.from + 1 < paper.size) return bytes;
      const whole = verified(bytes, paper.digest);
      whole.once('error', (error) => {
        if (error instanceof PaperAltered)
          services.log.error({ requestId: context.requestId, fault: faultFacts(error) }, 'paper altered');
      });
      return whole;
    } catch (error) {
      bytes.destroy();
      throw error;
    }
  };

  const file = async (request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) => {
    const context = await signedIn(request);
    const { id } = request.params;
    if (!isId(id)) throw notFound();
    const paper = await paperFileOf(context, id);
    const { 'if-range': ifRange, range: wanted } = request.headers;
    const range = ifRange && ifRange !== `"${paper.digest}"` ? undefined : rangeOf(wanted, paper.size);
    if (range === null) return reply.code(416).header('content-range', `bytes */${paper.size}`).send();
    const bytes = request.method === 'HEAD' ? null : await read(context, paper, range);
    describe(reply, paper);
    reply.header('content-length', range ? range.to - range.from + 1 : paper.size);
    if (range) reply.code(206).header('content-range', `bytes ${range.from}-${range.to}/${paper.size}`);
    else reply.header('content-digest', reply.getHeader('repr-digest'));
    return reply.send(bytes ?? undefined);
  };

  app.route<{ Params: { id: string } }>({
    method: ['GET', 'HEAD'],
    url: '/materials/:id/file',
    exposeHeadRoute: false,
    handler: file,
  });
}
