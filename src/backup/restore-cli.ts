import 'reflect-metadata';
import { migrations } from '../../migrations';
import { readConfig } from '../config';
import { endUndone, StartRefused } from '../platform/start-refused';
import { restore } from './restore';

const USAGE = `用法 (usage): npm run restore -- [--without-key] 备份目录
恢复到 ANZHI_DATA_DIR（内置数据库）或 DATABASE_URL 与 DATABASE_OWNER_URL（自备数据库，须为空，先用 npm run database-roles 建好角色）。
给出的若是存放多次备份的目录，取其中最新的一次。备份逐字节核对之后才开始写；不覆盖已有内容。`;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(args: readonly string[]): Promise<void> {
  const [folder, ...more] = args.filter((arg) => !arg.startsWith('--'));
  if (!folder || more.length || args.some((arg) => arg.startsWith('--') && arg !== '--without-key')) {
    throw new StartRefused(USAGE);
  }
  const manifest = await restore(folder, {
    config: readConfig(),
    migrations: migrations.map(({ name }) => name),
    withoutKey: args.includes('--without-key'),
    say,
  });
  say(`恢复完成 (restored): ${manifest.begunAt} 的备份。请照常启动，再用查询 verificationSweep 核对全部签名。`);
  if (manifest.papers.missing.length) {
    say(`备份时材料库就缺${manifest.papers.missing.length}份文件 (papers were missing already when it was backed up)`);
  }
  if (!manifest.keys.included)
    say('备份不含主密钥：启动时须给出原主密钥 (start with the old master key: ANZHI_KEY_FILE)');
}

main(process.argv.slice(2)).catch((error: unknown) => {
  endUndone(error, USAGE, '恢复未完成 (not restored)');
});
