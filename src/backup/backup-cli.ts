import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, readKeyFile } from '../config';
import { endUndone, StartRefused } from '../platform/start-refused';
import { backUp } from './backup';

const USAGE = `用法 (usage): npm run backup -- [--with-keys] 目录
数据库和材料文件备份到该目录下以时间命名的新文件夹；材料文件由该目录下的各次备份共用，只复制新的。服务器可以照常运行。
--with-keys：连同主密钥一起备份。`;

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const [folder, ...more] = args.filter((arg) => !arg.startsWith('--'));
  const withKeys = args.includes('--with-keys');
  if (!folder || more.length || args.some((arg) => arg.startsWith('--') && arg !== '--with-keys')) {
    throw new StartRefused(USAGE);
  }
  const config = readConfig();
  const master = config.masterKey ?? readKeyFile(join(config.dataDir, 'keys', 'master'));
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as { version: string };
  const { folder: made, manifest } = await backUp(folder, { config, master, withKeys, version, say });
  const { database, papers } = manifest;
  const lines = database.rows.ledger_entry ?? 0;
  say(`备份完成 (backed up): ${made}，台账${lines}行，材料文件${papers.count}份${papers.bytes}字节`);
  if (papers.store === 's3')
    say(`材料在S3中，未复制；须有的文件见 papers.txt (papers are in S3: papers.txt lists what must be there)`);
  if (!withKeys) {
    say('注意：备份不含主密钥。没有它，身份证号码和机构密钥永远打不开，签名也无法再核对根密钥。请另行妥善保管密钥。');
    say(
      'WARNING: the master key is NOT in this backup. Keep it elsewhere: without it identity numbers and agency keys stay closed for ever.',
    );
  }
  if (papers.missing.length === 0) return 0;
  process.stderr.write(
    `材料库缺${papers.missing.length}份文件，备份中也没有 (papers missing in the store and so in the backup): ${papers.missing.slice(0, 5).join(' ')}\n`,
  );
  return 1;
}

main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    endUndone(error, USAGE, '备份未完成 (not backed up)');
  });
