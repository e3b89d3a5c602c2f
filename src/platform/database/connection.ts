import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { ClientConfig } from 'pg';
import { StartRefused } from '../start-refused';

const TLS_PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'ssl', 'uselibpqcompat'];
const MODES = ['disable', 'require', 'verify-ca', 'verify-full'];

const file = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartRefused(`数据库证书文件读不到 (certificate file of the database): ${(error as Error).message}`);
  }
};

/**
 * A database URL as libpq reads it, and so as operators know it from psql: `require` encrypts and, where a CA is given,
 * checks it; `verify-ca` checks the CA; `verify-full` the host name as well. The driver's own reading differs (it takes
 * all three for verify-full), and would fall back to nothing for `prefer`: that is refused.
 */
export function connectionOf(url: string): Pick<ClientConfig, 'connectionString' | 'ssl'> {
  const bare = new URL(url);
  const given = (name: string) => bare.searchParams.get(name);
  const mode = given('sslmode') ?? (given('sslrootcert') ? 'verify-full' : 'disable');
  if (!MODES.includes(mode)) {
    throw new StartRefused(`数据库地址中的 sslmode=${mode} 不支持 (not supported)，可用: ${MODES.join(', ')}`);
  }
  const root = given('sslrootcert');
  const [cert, key] = [given('sslcert'), given('sslkey')];
  for (const name of TLS_PARAMETERS) bare.searchParams.delete(name);
  if (mode === 'disable') return { connectionString: bare.href, ssl: false };
  if (mode === 'verify-ca' && (!root || root === 'system')) {
    throw new StartRefused('sslmode=verify-ca 须给出CA证书 (needs a CA): ANZHI_DATABASE_CA 或 sslrootcert');
  }
  const ssl: ConnectionOptions = {
    rejectUnauthorized: mode === 'verify-full' || root !== null,
    ...(root && root !== 'system' ? { ca: file(root) } : {}),
    ...(mode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
    ...(cert ? { cert: file(cert) } : {}),
    ...(key ? { key: file(key) } : {}),
  };
  return { connectionString: bare.href, ssl };
}

/** The same URL with the CA file that configuration names, unless it names one itself or wants no TLS. */
export function withCa(url: string, caFile: string | null): string {
  if (!caFile) return url;
  const target = new URL(url);
  if (target.searchParams.has('sslrootcert') || target.searchParams.get('sslmode') === 'disable') return url;
  target.searchParams.set('sslrootcert', caFile);
  return target.href;
}

/** Host, port and database: what a message may say of a URL. */
export const placeOf = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
};

const TLS_CODES =
  /^(ERR_TLS_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED|ERR_SSL_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;

/** Why a connection could not be made, in one line without secrets. */
export function whyUnreachable(url: string, error: unknown): string {
  const { message, code = '' } = error as { message?: string; code?: string };
  const why = (message || code).replace(/\s+/g, ' ').trim();
  if (TLS_CODES.test(code)) {
    return `数据库的TLS证书未通过验证 (certificate of the database not accepted) ${placeOf(url)}: ${why}`;
  }
  if (/does not support SSL/.test(why)) {
    return `数据库没有启用TLS (the database offers no TLS) ${placeOf(url)}: ${why}`;
  }
  return `数据库连不上 (database unreachable) ${placeOf(url)}: ${why}`;
}
