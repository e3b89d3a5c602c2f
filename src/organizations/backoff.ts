import type { QueryRunner } from 'typeorm';
import { hmac256 } from '../platform/canonical';
import type { Context, Services } from '../platform/context';
import { affected, rows } from '../platform/database/data-source';
import { inTransaction, onPrimary } from '../platform/database/primary';

/**
 * Who has failed how often, outside any act: a refused act is rolled back, a counted failure must stay.
 * Counted are the pair of login and address, and the address alone. A login alone is never counted: whoever tries
 * passwords from elsewhere cannot keep its owner out. Unknown logins are counted exactly like known ones. Whoever has come
 * in from an address before does not wait for strangers there: one guesser does not hold a whole office behind one address.
 */
const PAIR = { free: 5, longestSeconds: 900 };
/** An office may sit behind one address, so it may fail more often before it waits. */
const ADDRESS = { free: 30, longestSeconds: 300 };
/** After a day without a failure counting starts anew. */
const FORGOTTEN_AFTER = '1 day';
/** So long after its last success a login is no longer known at an address. */
const KNOWN_FOR = '90 days';

export interface Attempt {
  /** Keyed digests: what the ledger may hold of login and address. */
  readonly pairSubject: string;
  readonly addressSubject: string;
  /** The address waits, this login is known there: a failure is answered as if it waited as well, so that nothing is learnt. */
  readonly heldSeconds: number | null;
  /** Takes the count back: the password was right. */
  succeeded(): Promise<void>;
}

export interface Blocked {
  readonly secondsToWait: number;
}

/** An IPv6 address stands for its /64: everybody on it can choose the rest freely. */
const network = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const first = head ? head.split(':') : [];
  const last = tail ? tail.split(':') : [];
  const missing = address.includes('::') ? Math.max(0, 8 - first.length - last.length) : 0;
  const groups = [...first, ...Array.from({ length: missing }, () => '0'), ...last];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
};

const subject = (services: Services, text: string): Buffer => hmac256(services.keys.digest, `back-off:${text}`);

async function isKnown(runner: QueryRunner, pair: Buffer, now: Date): Promise<boolean> {
  const [known] = await rows(
    runner,
    'SELECT FROM sign_in_known WHERE subject = $1 AND last_success_at > $2::timestamptz - $3::interval',
    [pair, now, KNOWN_FOR],
  );
  return known !== undefined;
}

async function waiting(runner: QueryRunner, subjects: readonly Buffer[], now: Date): Promise<number> {
  const [blocked] = await rows<{ until: Date | null }>(
    runner,
    'SELECT max(blocked_until) AS until FROM sign_in_backoff WHERE subject = ANY ($1)',
    [subjects],
  );
  const wait = ((blocked?.until ?? now).getTime() - now.getTime()) / 1000;
  return Math.max(1, Math.ceil(wait));
}

/**
 * Counts an attempt before the password is looked at, so that fifty at once are fifty and not one; the caller takes
 * the count back where the password is right. Blocked attempts are not counted and learn nothing. A wait that is longer
 * than the longest was counted by a clock that has been set back since: it does not hold.
 */
export async function beginAttempt(context: Context, login: string): Promise<Attempt | Blocked> {
  const { services, now } = context;
  const at = network(context.address);
  const address = subject(services, `address\n${at}`);
  const pair = subject(services, `pair\n${at}\n${login}`);
  return inTransaction(services.dataSource, async (runner) => {
    const counted: (Date | null)[] = [];
    for (const [key, { free, longestSeconds }] of [
      [address, ADDRESS],
      [pair, PAIR],
    ] as const) {
      const [row] = await rows<{ until: Date }>(
        runner,
        `INSERT INTO sign_in_backoff AS b (subject, failures, last_failure_at, blocked_until) VALUES ($1, 1, $2, $2)
         ON CONFLICT (subject) DO UPDATE SET last_failure_at = $2,
           (failures, blocked_until) = (SELECT n, CASE WHEN n <= $3 THEN $2 ELSE $2 + make_interval(secs => least($4::float, 2 ^ least(n - $3, 30))) END
             FROM (SELECT CASE WHEN b.last_failure_at < $2 - $5::interval THEN 1 ELSE b.failures + 1 END AS n) AS counted)
         WHERE b.blocked_until <= $2 OR b.blocked_until > $2 + make_interval(secs => $4::float)
         RETURNING blocked_until AS until`,
        [key, now, free, longestSeconds, FORGOTTEN_AFTER],
      );
      counted.push(row?.until ?? null);
    }
    const [addressUntil = null, pairUntil] = counted;
    const held = addressUntil === null;
    if (!pairUntil || (held && !(await isKnown(runner, pair, now)))) {
      await runner.rollbackTransaction();
      return { secondsToWait: await waiting(runner, [address, pair], now) };
    }
    const heldSeconds = held ? await waiting(runner, [address], now) : null;
    return {
      pairSubject: pair.toString('hex'),
      addressSubject: address.toString('hex'),
      heldSeconds,
      succeeded: () => takeBack(context, { address, addressUntil, pair }),
    };
  });
}

/** A success clears the pair; of the address it takes back its own count only, so that nobody can wash an address clean. */
async function takeBack(
  { services, now }: Context,
  { address, addressUntil, pair }: { address: Buffer; addressUntil: Date | null; pair: Buffer },
): Promise<void> {
  await onPrimary(services.dataSource, async (runner) => {
    if (addressUntil) {
      await affected(
        runner,
        `UPDATE sign_in_backoff SET failures = greatest(failures - 1, 0),
                blocked_until = CASE WHEN blocked_until = $2 THEN least(blocked_until, $3) ELSE blocked_until END
          WHERE subject = $1`,
        [address, addressUntil, now],
      );
    }
    await affected(runner, 'DELETE FROM sign_in_backoff WHERE subject = $1', [pair]);
    await affected(
      runner,
      `INSERT INTO sign_in_known AS k (subject, last_success_at) VALUES ($1, $2)
       ON CONFLICT (subject) DO UPDATE SET last_success_at = $2 WHERE k.last_success_at < $2::timestamptz - interval '1 day'`,
      [pair, now],
    );
    await affected(
      runner,
      `DELETE FROM sign_in_known WHERE subject IN
         (SELECT subject FROM sign_in_known WHERE last_success_at < $1::timestamptz - $2::interval LIMIT 100 FOR UPDATE SKIP LOCKED)`,
      [now, KNOWN_FOR],
    );
    // Whoever holds one of these is counting on it: it stays, and nobody waits for another here.
    await affected(
      runner,
      `DELETE FROM sign_in_backoff WHERE subject IN
         (SELECT subject FROM sign_in_backoff WHERE (subject = $1 AND failures = 0) OR last_failure_at < $2::timestamptz - interval '2 days'
           LIMIT 100 FOR UPDATE SKIP LOCKED)`,
      [address, now],
    );
  });
}
