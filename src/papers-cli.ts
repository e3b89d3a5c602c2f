import 'reflect-metadata';
import { auditPapers } from './case-files/paper-audit';
import { sweepPapers } from './case-files/paper-sweep';
import { readConfig } from './config';
import { openGround } from './open-ground';
import { openPaperStore } from './papers/open';
import type { Services } from './platform/context';
import { sayWhy } from './platform/programs';
import { StartRefused } from './platform/start-refused';

type Kept = Pick<Services, 'config' | 'dataSource' | 'keys' | 'clock' | 'log' | 'papers'>;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** `npm run verify-papers`: 0 where every paper is whole, 3 where one is not. */
async function verify(services: Kept): Promise<number> {
  const { checked, broken } = await auditPapers(services);
  for (const { digest, problem } of broken) say(`${problem} ${digest}`);
  say(`核对材料文件 (papers checked): ${checked}，有问题 (broken): ${broken.length}`);
  return broken.length ? 3 : 0;
}

/** `npm run sweep-papers` */
async function sweep(services: Kept): Promise<number> {
  const { arrivals, papers, strays } = await sweepPapers(services, { strays: true });
  say(`过期的上传 (arrivals): ${arrivals}，清理的材料文件 (papers): ${papers}，无主文件 (strays): ${strays}`);
  return 0;
}

const COMMANDS: Readonly<Record<string, (services: Kept) => Promise<number>>> = { verify, sweep };

/** With the embedded database the server must not be running: it sweeps by itself. */
async function main(): Promise<number> {
  const command = COMMANDS[process.argv[2] ?? ''];
  if (!command) throw new StartRefused('用法 (usage): npm run verify-papers | npm run sweep-papers');
  const config = readConfig();
  const ground = await openGround(config);
  try {
    return await command({ ...ground.services, papers: await openPaperStore(config.papers) });
  } finally {
    await ground.close();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    sayWhy(error);
    process.exitCode = 1;
  },
);
