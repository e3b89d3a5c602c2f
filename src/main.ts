import 'reflect-metadata';
import { readConfig } from './config';
import { isEmpty, loadCity } from './demo/load';
import { welcome } from './demo/welcome';
import { openServingGround } from './open-ground';
import type { Patience } from './operations/drain';
import { openPapers } from './papers/open';
import type { Services } from './platform/context';
import { aloneIn, LOCKS } from './platform/database/prepare';
import { Replicas } from './platform/database/replicas';
import { sayWhy } from './platform/programs';
import { StartRefused } from './platform/start-refused';
import { type RunningServer, startServer } from './server';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Starts everything and gives back how to stop it, in order. */
async function start(): Promise<(patience: Patience) => Promise<void>> {
  const config = readConfig();
  const undo: ((patience: Patience) => void | Promise<void>)[] = [];
  const stop = async (patience: Patience) => {
    for (const step of undo.splice(0).reverse()) await step(patience);
  };
  try {
    const ground = await openServingGround(config, config.readerPool, say);
    undo.push(() => ground.close());
    const { dataSource, log } = ground.services;
    const replicas = config.replicas.urls.length ? new Replicas(dataSource, config.replicas, log) : null;
    if (replicas) {
      undo.push(() => replicas.stop());
      await replicas.start();
    }
    const services: Services = { ...ground.services, replicas, ...(await openPapers(config)) };
    if (config.demo && config.cityCases > 0) {
      const waiting = () => say('另一台服务器正在载入演练城，等待中 (waiting: another server is loading the city) …');
      await aloneIn(ground.databaseUrl, LOCKS.city, waiting, async () => {
        if (!(await isEmpty(services))) return;
        say(`正在载入演练城 (rehearsal city): ${config.cityCases}件 …`);
        const city = await loadCity(services, { cases: config.cityCases, seed: config.citySeed });
        say(`演练城已载入 (loaded): ${city.cases}件，截至${city.asOf}`);
      });
    }
    const server: RunningServer = await startServer(services, config.demo ? welcome : null);
    undo.push((patience) => server.drain(patience));
    say(`案质已启动 (ready): ${server.url}`);
    return stop;
  } catch (error) {
    await stop({ delay: false, hurry: AbortSignal.abort() });
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new StartRefused(`端口已被占用 (port in use): ${config.port}。可用 PORT=… 换一个`);
    }
    throw error;
  }
}

/** What a second signal leaves for closing the database. */
const LAST_SECONDS = 5;

async function main(): Promise<void> {
  let stop: ((patience: Patience) => Promise<void>) | null = null;
  let asked: NodeJS.Signals | null = null;
  let stopping = false;
  const hurry = new AbortController();
  const finish = async () => {
    if (!stop || !asked || stopping) return;
    stopping = true;
    say('正在停止 (stopping) …');
    // Nobody balances between servers that are stopped by hand.
    await stop({ delay: asked === 'SIGTERM', hurry: hurry.signal });
    process.exit(0);
  };
  const hear = (signal: NodeJS.Signals) => {
    if (stopping) {
      say('立即停止 (at once) …');
      hurry.abort();
      setTimeout(() => process.exit(1), LAST_SECONDS * 1000).unref();
      return;
    }
    asked = signal;
    void finish();
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  stop = await start();
  await finish();
}

main().catch((error: unknown) => {
  sayWhy(error);
  process.exit(1);
});
