import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { StartRefused } from './platform/start-refused';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Every setting of the server, with its default; nothing else reads the environment. */
export const settings = z.object({
  PORT: whole(0, 65535).default(4000).describe('TCP port of the API'),
  HOST: z.string().default('127.0.0.1').describe('address to listen on'),
  ANZHI_TRUSTED_PROXIES: z
    .string()
    .default('')
    .describe('addresses (comma-separated, CIDR allowed) of reverse proxies whose X-Forwarded-For is believed'),
  ANZHI_DATA_DIR: z.string().default('data').describe('folder of the embedded database and of generated keys'),
  DATABASE_URL: z.string().url().optional().describe("your own PostgreSQL 15 or later, as the server's role anzhi_app"),
  DATABASE_OWNER_URL: z.string().url().optional().describe('the same database as role anzhi_owner, for migrations'),
  DATABASE_POOL: whole(2, 200).default(16).describe('connections of the server at most'),
  ANZHI_DEMO: flag.optional().describe('rehearsal city, IDE and introspection; default: on with the embedded database'),
  ANZHI_CITY_CASES: whole(0, 200_000).default(300).describe('case files of the rehearsal city at first start'),
  ANZHI_CITY_SEED: whole(0, 2 ** 31 - 1)
    .default(2026)
    .describe('seed of the rehearsal city'),
  ANZHI_KEY_FILE: z
    .string()
    .optional()
    .describe('file with the 32-byte master key in hex; default: generated in the data folder'),
  ANZHI_TOKEN_MINUTES: whole(1, 24 * 60)
    .default(30)
    .describe('life of a sign-in token in minutes'),
  ANZHI_SIGNATURE: z.enum(['ED25519', 'SM2_SM3']).default('ED25519').describe('algorithm of new signing keys'),
  ANZHI_MAX_DEPTH: whole(4, 100).default(14).describe('deepest query'),
  ANZHI_MAX_ALIASES: whole(1, 1000).default(30).describe('aliases in one query at most'),
  ANZHI_MAX_TOKENS: whole(100, 100_000).default(4000).describe('tokens in one query at most'),
  ANZHI_MAX_COST: whole(100, 10_000_000)
    .default(200_000)
    .describe('cost of one query at most: fields times page sizes'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('least level logged'),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly trustedProxies: readonly string[];
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly ownerUrl: string | null;
  readonly pool: number;
  readonly demo: boolean;
  readonly cityCases: number;
  readonly citySeed: number;
  readonly keyFile: string | null;
  readonly tokenMinutes: number;
  readonly signature: 'ED25519' | 'SM2_SM3';
  readonly limits: { readonly depth: number; readonly aliases: number; readonly tokens: number; readonly cost: number };
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const known = Object.fromEntries(
    Object.keys(settings.shape)
      .map((key) => [key, environment[key]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = settings.safeParse(known);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new StartRefused(`配置有误 (configuration): ${issues.join('; ')}`);
  }
  const value = parsed.data;
  return {
    port: value.PORT,
    host: value.HOST,
    trustedProxies: value.ANZHI_TRUSTED_PROXIES.split(',')
      .map((each) => each.trim())
      .filter(Boolean),
    dataDir: resolve(value.ANZHI_DATA_DIR),
    databaseUrl: value.DATABASE_URL ?? null,
    ownerUrl: value.DATABASE_OWNER_URL ?? null,
    pool: value.DATABASE_POOL,
    demo: value.ANZHI_DEMO ?? value.DATABASE_URL === undefined,
    cityCases: value.ANZHI_CITY_CASES,
    citySeed: value.ANZHI_CITY_SEED,
    keyFile: value.ANZHI_KEY_FILE ? resolve(value.ANZHI_KEY_FILE) : null,
    tokenMinutes: value.ANZHI_TOKEN_MINUTES,
    signature: value.ANZHI_SIGNATURE,
    limits: {
      depth: value.ANZHI_MAX_DEPTH,
      aliases: value.ANZHI_MAX_ALIASES,
      tokens: value.ANZHI_MAX_TOKENS,
      cost: value.ANZHI_MAX_COST,
    },
    logLevel: value.LOG_LEVEL,
  };
}

/** The master key from a file, as 32 bytes. */
export function readKeyFile(path: string): Buffer {
  if (!existsSync(path)) throw new StartRefused(`密钥文件不存在 (no key file): ${path}`);
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  if (key.length !== 32) throw new StartRefused(`密钥文件须为64位十六进制数 (64 hex digits wanted): ${path}`);
  return key;
}
