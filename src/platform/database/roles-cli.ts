import { randomBytes } from 'node:crypto';
import { APP_ROLE, ensureRoles, OWNER_ROLE } from './roles';

const USAGE = `用法 (usage): npm run database-roles -- postgres://超级用户:密码@主机:端口/数据库
在该数据库中建立两个角色并交出所有权：${OWNER_ROLE}（迁移）、${APP_ROLE}（服务器）。
密码取自环境变量 ANZHI_OWNER_PASSWORD、ANZHI_APP_PASSWORD；未给出则生成并显示一次。`;

/** Prepares a PostgreSQL of the user's own; safe to repeat. */
async function main(): Promise<number> {
  const url = process.argv[2];
  if (!url || !URL.canParse(url)) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const passwords = {
    owner: process.env.ANZHI_OWNER_PASSWORD ?? randomBytes(24).toString('base64url'),
    app: process.env.ANZHI_APP_PASSWORD ?? randomBytes(24).toString('base64url'),
  };
  try {
    await ensureRoles(url, passwords);
  } catch (error) {
    process.stderr.write(`未能建立角色 (roles not created): ${(error as Error).message}\n`);
    return 1;
  }
  const as = (role: string, password: string) => {
    const target = new URL(url);
    target.username = role;
    target.password = encodeURIComponent(password);
    return target.href;
  };
  process.stdout.write(
    `DATABASE_URL=${as(APP_ROLE, passwords.app)}\nDATABASE_OWNER_URL=${as(OWNER_ROLE, passwords.owner)}\n`,
  );
  return 0;
}

main().then((code) => {
  process.exitCode = code;
});
