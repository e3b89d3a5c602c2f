import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { z } from 'zod';
import { readConfig } from '../config';
import { openServingGround } from '../open-ground';
import { openPapers } from '../papers/open';
import { sayWhy } from '../platform/programs';
import { StartRefused } from '../platform/start-refused';
import { loadCity } from './load';

const say = (line: string) => process.stdout.write(`${line}\n`);

const wanted = z.object({
  cases: z.coerce.number().int().min(1).max(1_000_000),
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
});

function askedFor(): z.output<typeof wanted> {
  const usage = '用法 (usage): npm run city -- --cases 50000 [--seed 2026]';
  try {
    const { values } = parseArgs({ options: { cases: { type: 'string' }, seed: { type: 'string' } } });
    const parsed = wanted.safeParse(values);
    if (parsed.success) return parsed.data;
  } catch {
    // an option that is not known
  }
  throw new StartRefused(usage);
}

/** Adds case files to the rehearsal city, in the database that `npm start` uses; the server must not be running on it. */
async function main(): Promise<void> {
  const config = readConfig();
  const { cases, seed } = askedFor();
  const ground = await openServingGround(config, 1, say);
  try {
    await load({ ...ground.services, ...(await openPapers(config)) }, cases, seed);
  } finally {
    await ground.close();
  }
}

async function load(services: Parameters<typeof loadCity>[0], cases: number, seed?: number): Promise<void> {
  const bar = new SingleBar({
    format: '演练城 [{bar}] {percentage}% {value}/{total} 件，每秒 {rate} 件，还需 {eta_formatted}',
    stopOnComplete: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  const began = Date.now();
  const seconds = () => Math.max(0.001, (Date.now() - began) / 1000);
  let asked = false;
  const finish = () => {
    asked = true;
  };
  process.on('SIGINT', finish);
  process.on('SIGTERM', finish);
  bar.start(cases, 0, { rate: 0 });
  try {
    const {
      cases: loaded,
      total,
      asOf,
    } = await loadCity(services, {
      cases,
      seed,
      enough: () => asked,
      onProgress: (done) => bar.update(done, { rate: Math.round(done / seconds()) }),
    });
    bar.stop();
    say(`已载入${loaded}件，共${total}件，截至${asOf}，用时${(seconds() / 60).toFixed(1)}分钟 (loaded)`);
  } finally {
    bar.stop();
  }
}

main().catch((error: unknown) => {
  sayWhy(error);
  process.exitCode = 1;
});
