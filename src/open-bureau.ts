import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readConfig } from './config';
import { openGround } from './open-ground';
import { openBureau } from './organizations/bootstrap';
import { newPassword } from './organizations/sign-in.inputs';
import { sayWhy } from './platform/programs';
import { StartRefused } from './platform/start-refused';

const administrator = z.object({
  name: z.string().trim().min(1).max(50),
  idNumber: z.string().trim(),
  login: z.string().trim().toLowerCase().min(3).max(64),
  password: newPassword(),
});
const input = z.object({
  regionCode: z.string().regex(/^\d{6}$/),
  name: z.string().trim().min(1).max(100),
  agencies: z
    .array(
      z.object({
        regionCode: z.string().regex(/^\d{6}$/),
        name: z.string().trim().min(1),
        fileCode: z.string().trim().min(1),
      }),
    )
    .min(1),
  administrators: z.tuple([administrator, administrator]),
});

/** Opens a bureau from a file: `npm run open-bureau -- bureau.json`, or `-` for standard input. */
async function main(): Promise<void> {
  const file = process.argv[2];
  if (!file) throw new StartRefused('用法 (usage): npm run open-bureau -- bureau.json');
  const parsed = input.safeParse(JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8')));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new StartRefused(`内容有误 (input): ${problems.join('; ')}`);
  }
  const ground = await openGround(readConfig());
  try {
    const opened = await openBureau(ground.services, parsed.data);
    process.stdout.write(`${JSON.stringify(opened)}\n`);
  } finally {
    await ground.close();
  }
}

main().catch((error: unknown) => {
  sayWhy(error instanceof SyntaxError ? new StartRefused(error.message) : error);
  process.exit(1);
});
