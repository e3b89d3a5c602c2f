import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpRefused } from './http';

const HALF = /\p{Surrogate}/u;

/** Whether a text is whole in every string it holds; half a surrogate pair would silently become another sign. */
function wellFormed(body: unknown): boolean {
  const waiting: unknown[] = [body];
  while (waiting.length) {
    const value = waiting.pop();
    if (typeof value === 'string' && HALF.test(value)) return false;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, held] of Object.entries(value)) {
      if (HALF.test(key)) return false;
      if (typeof held === 'string' || typeof held === 'object') waiting.push(held);
    }
  }
  return true;
}

const HALF_PAIR = /\\u[dD][89a-fA-F]/;

/** Bodies are JSON in UTF-8 and nothing else: broken bytes are refused, not replaced. */
export function registerJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (!/^application\/json\s*(;\s*charset="?utf-?8"?\s*)?$/i.test(request.headers['content-type'] ?? '')) {
      done(new HttpRefused(415, 'UNSUPPORTED_MEDIA_TYPE', '请求体须为UTF-8的JSON'));
      return;
    }
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      done(new HttpRefused(400, 'BROKEN_UTF8', '请求体不是有效的UTF-8'));
      return;
    }
    const finish = (error: Error | null, body?: unknown) => {
      if (error) done(new HttpRefused(400, 'MALFORMED_JSON', '请求体不是有效的JSON'));
      else if (HALF_PAIR.test(text) && !wellFormed(body))
        done(new HttpRefused(400, 'BROKEN_UTF8', '文字中有不完整的字符'));
      else done(null, body);
    };
    parse(request as FastifyRequest, text, finish);
  });
}
