import type { Actor } from '../access/actor';
import { hmac256 } from '../canonical';
import type { Context, Services } from '../context';
import { rows } from '../database/data-source';
import { onPrimary } from '../database/primary';
import { conflict, Refused } from '../refusal';

/** Wrong tries in a row that cost nothing; after them 1, 2, 4 … minutes, up to an hour. A day of quiet forgets them. */
const FREE_TRIES = 4;
const LONGEST_MINUTES = 60;

const write = <T>({ dataSource }: Services, text: string, params: readonly unknown[]): Promise<T[]> =>
  onPrimary(dataSource, (runner) => rows<T>(runner, text, params));

/**
 * Counts a try before it is made, so that tries side by side count each and none runs ahead of the count.
 * Null when the try may be made, else the instant until which nothing may be tried.
 */
async function beginTry(services: Services, subject: Buffer): Promise<Date | null> {
  const now = services.clock.now();
  const [counted] = await write(
    services,
    `INSERT INTO sign_in_backoff AS b (subject, failures, last_failure_at, blocked_until) VALUES ($1, 1, $2, $2)
     ON CONFLICT (subject) DO UPDATE SET
       failures = CASE WHEN b.last_failure_at < $2::timestamptz - interval '1 day' THEN 1 ELSE b.failures + 1 END,
       last_failure_at = $2,
       blocked_until = $2::timestamptz + make_interval(mins => CASE
         WHEN b.last_failure_at < $2::timestamptz - interval '1 day' OR b.failures < $3 THEN 0
         ELSE least($4::int, power(2, least(b.failures - $3, 16))::int) END)
     WHERE b.blocked_until <= $2
     RETURNING failures`,
    [subject, now, FREE_TRIES, LONGEST_MINUTES],
  );
  if (counted) return null;
  const [blocked] = await write<{ until: Date }>(
    services,
    'SELECT blocked_until AS until FROM sign_in_backoff WHERE subject = $1',
    [subject],
  );
  return blocked?.until ?? now;
}

const clearTries = (services: Services, subject: Buffer) =>
  write(services, 'DELETE FROM sign_in_backoff WHERE subject = $1', [subject]);

/** The secret was never tried, the act was refused for another reason: it does not count. */
const takeBackTry = (services: Services, subject: Buffer) =>
  write(
    services,
    'UPDATE sign_in_backoff SET failures = greatest(failures - 1, 0), blocked_until = least(blocked_until, $2) WHERE subject = $1',
    [subject, services.clock.now()],
  );

/**
 * Goes around an act that takes a secret. A refusal with one of `wrong` counts as a wrong try; so does the same
 * key with another payload, or a known key would let anybody try secrets uncounted.
 */
export const countingTries =
  (kind: string, wrong: readonly string[], blocked: { readonly code: string; readonly message: string }) =>
  async <R>(context: Context, actor: Actor, proceed: () => Promise<R>): Promise<R> => {
    const { services } = context;
    const subject = hmac256(services.keys.digest, `backoff:${kind}:${actor.personId}`);
    const until = await beginTry(services, subject);
    if (until) throw conflict(blocked.code, blocked.message);
    try {
      const done = await proceed();
      await clearTries(services, subject);
      return done;
    } catch (error) {
      const code = error instanceof Refused ? error.refusal.code : null;
      if (!code || ![...wrong, 'IDEMPOTENCY_KEY_REUSED'].includes(code)) await takeBackTry(services, subject);
      throw error;
    }
  };
