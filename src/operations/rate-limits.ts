import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import { type Http, HttpRefused } from '../platform/http';

const MINUTE = 60_000;
/** Counters kept at most; the least used make room. */
const KEPT = 20_000;

/**
 * So many requests a minute for an account, or for an address where no token proves anything. Uploads have a count of
 * their own. Counted in this server's memory: several servers allow several times as much.
 */
export async function registerRateLimits(http: Http): Promise<void> {
  const { rates } = http.services.config.operations;
  const without = Number.MAX_SAFE_INTEGER;
  await http.app.register(rateLimit, {
    global: false,
    cache: KEPT,
    timeWindow: MINUTE,
    keyGenerator: async (request) => {
      const key = await http.keyOf(request);
      return key ? `account ${key}` : `address ${normalizeIP(request.ip)}`;
    },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: (_request, { ttl }) => {
      const seconds = Math.max(1, Math.ceil(ttl / 1000));
      return new HttpRefused(429, 'RATE_LIMITED', `请求过于频繁，请${seconds}秒后再试`, seconds);
    },
  });
  const general = http.app.rateLimit({
    max: (_request, key) => (key.startsWith('account ') ? rates.account : rates.address) || without,
  });
  const uploads = http.app.rateLimit({ max: () => rates.uploads || without });
  const free = (config: { rateLimit?: unknown }) => config.rateLimit === false;
  http.app.addHook('onRequest', async (request, reply) => {
    const { config } = request.routeOptions;
    if (free(config)) return;
    await (config.upload ? uploads : general).call(http.app, request, reply);
  });
}
