import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { endUndone, StartRefused } from '../start-refused';
import { connectionOf, whyUnreachable, withCa } from './connection';
import { APP_ROLE, ensureRoles, OWNER_ROLE, READER_ROLE, VAULT_ROLE } from './roles';

const USAGE = `用法 (usage): npm run database-roles -- [--into 目录] [postgres://管理员:密码@主机:端口/数据库]
在该数据库中建立四个角色：${OWNER_ROLE}（迁移）、${APP_ROLE}（服务器）、${READER_ROLE}（盲评阅卷）、${VAULT_ROLE}（盲评对照表，不能登录）。
管理员须有CREATEROLE并且是该数据库的所有者，不必是超级用户。可重复执行。
管理员地址也可由环境变量 ANZHI_ADMIN_URL 或文件 ANZHI_ADMIN_URL_FILE 给出，免得密码出现在进程列表中。
密码取自 ANZHI_OWNER_PASSWORD、ANZHI_APP_PASSWORD、ANZHI_READER_PASSWORD，或同名加 _FILE 的变量所指的文件；
未给出时：新角色生成密码，已有角色的密码不变。生成的密码只显示一次；用 --into 则写入目录中只有本人可读的文件，不显示。`;

type Environment = NodeJS.ProcessEnv;

function setting(environment: Environment, name: string): string | null {
  const path = environment[`${name}_FILE`];
  if (environment[name] && path) throw new StartRefused(`${name} 与 ${name}_FILE 只能给一个 (give one of the two)`);
  if (!path) return environment[name] || null;
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch (error) {
    throw new StartRefused(`${name}_FILE 读不到 (cannot be read): ${(error as Error).message}`);
  }
}

async function rolesThatAre(url: string): Promise<Set<string>> {
  const client = new Client(connectionOf(url));
  try {
    await client.connect();
    const { rows } = await client.query('SELECT rolname AS name FROM pg_roles WHERE rolname = ANY ($1)', [
      [OWNER_ROLE, APP_ROLE, READER_ROLE],
    ]);
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    throw new StartRefused(whyUnreachable(url, error));
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Settled {
  readonly setting: string;
  readonly role: string;
  readonly password: string | null;
  readonly generated: boolean;
}

/** The line for the server's configuration; a password that was not made here is not shown. */
function urlOf(url: string, { role, password, generated }: Settled): string {
  const target = new URL(url);
  target.username = role;
  target.password = '';
  const secret = generated && password ? encodeURIComponent(password) : '<密码>';
  return target.href.replace('@', `:${secret}@`);
}

/** Prepares a PostgreSQL of the user's own; safe to repeat. */
async function main(args: readonly string[], environment: Environment): Promise<void> {
  const into = args.indexOf('--into');
  const folder = into >= 0 ? args[into + 1] : undefined;
  const given = args.filter((_, index) => into < 0 || (index !== into && index !== into + 1));
  const administrator = given[0] ?? setting(environment, 'ANZHI_ADMIN_URL');
  if (!administrator || !URL.canParse(administrator) || given.length > 1 || (into >= 0 && !folder)) {
    throw new StartRefused(USAGE);
  }
  const ca = environment.ANZHI_DATABASE_CA;
  const url = withCa(administrator, ca ? resolve(ca) : null);
  const there = await rolesThatAre(url);
  const settle = (role: string, variable: string, secret: string): Settled => {
    const password = setting(environment, secret);
    if (password !== null || there.has(role)) return { setting: variable, role, password, generated: false };
    return { setting: variable, role, password: randomBytes(24).toString('base64url'), generated: true };
  };
  const owner = settle(OWNER_ROLE, 'DATABASE_OWNER_URL', 'ANZHI_OWNER_PASSWORD');
  const app = settle(APP_ROLE, 'DATABASE_URL', 'ANZHI_APP_PASSWORD');
  const reader = settle(READER_ROLE, 'DATABASE_READER_URL', 'ANZHI_READER_PASSWORD');
  const all = [app, reader, owner];
  const path = (each: Settled) => join(resolve(folder ?? '.'), each.setting);
  const taken = folder && all.find((each) => each.generated && existsSync(path(each)));
  if (taken) throw new StartRefused(`文件已存在，不覆盖 (file exists): ${path(taken)}`);
  await ensureRoles(url, { owner: owner.password, app: app.password, reader: reader.password });
  for (const each of all) {
    const line = urlOf(administrator, each);
    if (folder && each.generated) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(path(each), `${line}\n`, { mode: 0o600, flag: 'wx' });
      process.stdout.write(`${each.setting}_FILE=${path(each)}\n`);
    } else {
      process.stdout.write(`${each.setting}=${line}\n`);
    }
  }
}

main(process.argv.slice(2), process.env).catch((error: unknown) => {
  endUndone(error, USAGE, '未能建立角色 (roles not created)');
});
