import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { withCa } from './platform/database/connection';
import { StartRefused } from './platform/start-refused';
import { type LocalSignIn, type OidcConfig, oidcConfig, oidcSettings } from './settings/oidc';
import { type OperationConfig, operationConfig, operationSettings } from './settings/operations';
import { type PagesConfig, pageSettings, pagesConfig } from './settings/pages';
import { type PapersConfig, paperSettings, papersConfig } from './settings/papers';
import { readSettings } from './settings/reading';
import { type RegisterConfig, registerConfig, registerSettings } from './settings/registers';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Every setting of the server, with its default; nothing else reads the environment. `npm run configuration` prints them. */
export const settings = z.object({
  PORT: whole(0, 65535).default(4000).describe('TCP port of the API').meta({ zh: '接口的TCP端口' }),
  HOST: z.string().default('127.0.0.1').describe('address to listen on').meta({ zh: '监听的地址' }),
  ANZHI_TRUSTED_PROXIES: z
    .string()
    .default('')
    .describe('reverse proxies (comma-separated, CIDR allowed) whose X-Forwarded-For and request ids are believed')
    .meta({ zh: '可信反向代理的地址（逗号分隔，可用CIDR），只相信它们转来的客户端地址和请求编号' }),
  ANZHI_DATA_DIR: z
    .string()
    .default('data')
    .describe('folder of the embedded database and of generated keys')
    .meta({ zh: '自带数据库和自动生成的密钥所在的文件夹' }),
  DATABASE_URL: z
    .string()
    .url()
    .optional()
    .describe("your own PostgreSQL 15 or later, as the server's role anzhi_app")
    .meta({ secret: true, zh: '自备的PostgreSQL（15或更高），用角色 anzhi_app' }),
  DATABASE_OWNER_URL: z
    .string()
    .url()
    .optional()
    .describe('the same database as role anzhi_owner, for migrations')
    .meta({ secret: true, zh: '同一数据库，用角色 anzhi_owner，供结构更新使用' }),
  DATABASE_READER_URL: z
    .string()
    .url()
    .optional()
    .describe('the same database as role anzhi_reader, for blind reading; a server needs it with DATABASE_URL')
    .meta({ secret: true, zh: '同一数据库，用角色 anzhi_reader，供盲评阅卷；设了 DATABASE_URL 的服务器必须设置' }),
  DATABASE_POOL: whole(2, 200)
    .default(16)
    .describe('connections of the server at most')
    .meta({ zh: '数据库连接数上限' }),
  DATABASE_READER_POOL: whole(1, 200)
    .default(4)
    .describe('connections for blind reading at most, beside those')
    .meta({ zh: '盲评阅卷另用的数据库连接数上限' }),
  ANZHI_DATABASE_CA: z
    .string()
    .optional()
    .describe('PEM file of the CA of your own PostgreSQL and replicas; with it, sslmode=verify-full is the default')
    .meta({ zh: '自备PostgreSQL及其副本的CA证书（PEM文件）；给出后默认 sslmode=verify-full' }),
  REPLICA_URLS: z
    .string()
    .default('')
    .transform((text) => text.split(/[,\s]+/).filter(Boolean))
    .pipe(z.array(z.url({ protocol: /^postgres(ql)?$/ })))
    .describe('read replicas of your own PostgreSQL, comma-separated URLs, as role anzhi_app')
    .meta({ secret: true, zh: '自备PostgreSQL的只读副本（逗号分隔的地址），用角色 anzhi_app' }),
  ANZHI_REPLICA_LAG: whole(1, 3600)
    .default(10)
    .describe('a replica that lags by more than this is not read until it has caught up')
    .meta({ unit: '秒 seconds', zh: '副本落后超过这个时间就不再读，直到追上' }),
  ANZHI_POSTGRES_PROGRAMS: z
    .string()
    .optional()
    .describe(
      'folder of pg_dump, pg_restore and psql, for backups of your own PostgreSQL; default: where the shell finds them',
    )
    .meta({ zh: '备份自备PostgreSQL所用的 pg_dump、pg_restore 和 psql 所在的文件夹；默认按系统路径查找' }),
  ANZHI_DEMO: flag
    .optional()
    .describe('rehearsal city, IDE and introspection; default: on with the embedded database')
    .meta({ zh: '演练城、查询界面和内省；用自带数据库时默认打开' }),
  ANZHI_CITY_CASES: whole(0, 200_000)
    .default(300)
    .describe('case files of the rehearsal city at first start')
    .meta({ zh: '首次启动时演练城的案件数' }),
  ANZHI_CITY_SEED: whole(0, 2 ** 31 - 1)
    .default(2026)
    .describe('seed of the rehearsal city')
    .meta({ zh: '演练城的随机种子' }),
  ANZHI_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .optional()
    .describe('the master key, 64 hex digits; default: generated in the data folder')
    .meta({ secret: true, zh: '主密钥，64位十六进制数；默认在数据文件夹中生成' }),
  ANZHI_TOKEN_MINUTES: whole(1, 24 * 60)
    .default(30)
    .describe('life of a sign-in token')
    .meta({ unit: '分钟 minutes', zh: '登录令牌的有效时间' }),
  ANZHI_SIGNATURE: z
    .enum(['ED25519', 'SM2_SM3'])
    .default('ED25519')
    .describe('algorithm of new signing keys')
    .meta({ zh: '新签字密钥的算法' }),
  ANZHI_MAX_DEPTH: whole(4, 100).default(14).describe('deepest query').meta({ unit: '层 levels', zh: '查询最深层级' }),
  ANZHI_MAX_ALIASES: whole(1, 1000)
    .default(30)
    .describe('aliases in one query at most')
    .meta({ unit: '个', zh: '一次查询中别名的上限' }),
  ANZHI_MAX_TOKENS: whole(100, 100_000)
    .default(4000)
    .describe('tokens in one query at most')
    .meta({ unit: '个', zh: '一次查询中词元的上限' }),
  ANZHI_MAX_COST: whole(100, 10_000_000)
    .default(200_000)
    .describe('cost of one query at most: fields times page sizes')
    .meta({ unit: '字段 fields', zh: '一次查询的代价上限：字段数乘以每页条数' }),
  ...operationSettings,
  ...paperSettings,
  ...pageSettings,
  ...registerSettings,
  ...oidcSettings,
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('least level logged')
    .meta({ zh: '记录日志的最低级别' }),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly trustedProxies: readonly string[];
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly ownerUrl: string | null;
  readonly readerUrl: string | null;
  readonly pool: number;
  readonly readerPool: number;
  readonly replicas: { readonly urls: readonly string[]; readonly maxLagSeconds: number };
  readonly backup: { readonly programs: string | null };
  readonly demo: boolean;
  readonly cityCases: number;
  readonly citySeed: number;
  /** Null: the data folder keeps one of its own. */
  readonly masterKey: Buffer | null;
  readonly tokenMinutes: number;
  readonly signature: 'ED25519' | 'SM2_SM3';
  readonly limits: { readonly depth: number; readonly aliases: number; readonly tokens: number; readonly cost: number };
  readonly oidc: OidcConfig | null;
  readonly localSignIn: LocalSignIn;
  readonly operations: OperationConfig;
  readonly papers: PapersConfig;
  readonly pages: PagesConfig;
  readonly registers: RegisterConfig;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const value = readSettings(settings, environment);
  if (value.REPLICA_URLS.length && !value.DATABASE_URL) {
    throw new StartRefused('REPLICA_URLS 须与 DATABASE_URL 一起设置 (REPLICA_URLS needs DATABASE_URL)');
  }
  const database = (url: string) => withCa(url, value.ANZHI_DATABASE_CA ? resolve(value.ANZHI_DATABASE_CA) : null);
  const demo = value.ANZHI_DEMO ?? value.DATABASE_URL === undefined;
  return {
    port: value.PORT,
    host: value.HOST,
    trustedProxies: value.ANZHI_TRUSTED_PROXIES.split(',')
      .map((each) => each.trim())
      .filter(Boolean),
    dataDir: resolve(value.ANZHI_DATA_DIR),
    databaseUrl: value.DATABASE_URL ? database(value.DATABASE_URL) : null,
    ownerUrl: value.DATABASE_OWNER_URL ? database(value.DATABASE_OWNER_URL) : null,
    readerUrl: value.DATABASE_READER_URL ? database(value.DATABASE_READER_URL) : null,
    pool: value.DATABASE_POOL,
    readerPool: value.DATABASE_READER_POOL,
    replicas: { urls: value.REPLICA_URLS.map(database), maxLagSeconds: value.ANZHI_REPLICA_LAG },
    backup: { programs: value.ANZHI_POSTGRES_PROGRAMS ? resolve(value.ANZHI_POSTGRES_PROGRAMS) : null },
    demo,
    cityCases: value.ANZHI_CITY_CASES,
    citySeed: value.ANZHI_CITY_SEED,
    masterKey: value.ANZHI_KEY ? Buffer.from(value.ANZHI_KEY, 'hex') : null,
    tokenMinutes: value.ANZHI_TOKEN_MINUTES,
    signature: value.ANZHI_SIGNATURE,
    limits: {
      depth: value.ANZHI_MAX_DEPTH,
      aliases: value.ANZHI_MAX_ALIASES,
      tokens: value.ANZHI_MAX_TOKENS,
      cost: value.ANZHI_MAX_COST,
    },
    oidc: oidcConfig(value),
    localSignIn: value.ANZHI_LOCAL_SIGN_IN,
    operations: operationConfig(value, demo),
    papers: papersConfig(value, value.ANZHI_DATA_DIR),
    pages: pagesConfig(value, value.ANZHI_DATA_DIR),
    registers: registerConfig(value),
    logLevel: value.LOG_LEVEL,
  };
}

/** A key that the data folder keeps, as 32 bytes. */
export function readKeyFile(path: string): Buffer {
  if (!existsSync(path)) throw new StartRefused(`密钥文件不存在 (no key file): ${path}`);
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  if (key.length !== 32) throw new StartRefused(`密钥文件须为64位十六进制数 (64 hex digits wanted): ${path}`);
  return key;
}
