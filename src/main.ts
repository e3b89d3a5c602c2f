import 'reflect-metadata';
import { pino } from 'pino';
import { migrations } from '../migrations';
import { readConfig } from './config';
import { isEmpty, loadCity } from './demo/load';
import { welcome } from './demo/welcome';
import { entities } from './entities';
import { systemClock } from './platform/clock';
import type { Services } from './platform/context';
import { deriveKeys } from './platform/crypto';
import { lockDataFolder } from './platform/database/embedded';
import { keptSecret, openDatabase } from './platform/database/open';
import { aloneIn, LOCKS, prepareDatabase, requireStructure } from './platform/database/prepare';
import { Replicas } from './platform/database/replicas';
import { StartRefused } from './platform/start-refused';
import { loadReferenceData } from './reference';
import { type RunningServer, startServer } from './server';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Starts everything and gives back how to stop it, in order. */
async function start(): Promise<() => Promise<void>> {
  const config = readConfig();
  const undo: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    if (!config.databaseUrl) undo.push(lockDataFolder(config.dataDir));
    const database = await openDatabase(config, { entities, migrations }, say);
    undo.push(() => database.close());
    const known = migrations.map(({ name }) => name);
    if (database.owner && database.ownerUrl) {
      const done = await prepareDatabase(database.owner, database.ownerUrl, known, loadReferenceData, say);
      if (done) say(`数据库结构已更新 (migrations): ${done}`);
    }
    await database.dataSource.initialize();
    await requireStructure(database.dataSource, known);
    const log = pino({ level: config.logLevel });
    const replicas = config.replicas.urls.length ? new Replicas(database.dataSource, config.replicas, log) : null;
    if (replicas) {
      undo.push(() => replicas.stop());
      await replicas.start();
    }
    const services: Services = {
      config,
      dataSource: database.dataSource,
      keys: deriveKeys(config.masterKey ?? keptSecret(config.dataDir, 'master')),
      clock: systemClock,
      log,
      replicas,
    };
    if (config.demo && config.cityCases > 0) {
      const waiting = () => say('另一台服务器正在载入演练城，等待中 (waiting: another server is loading the city) …');
      await aloneIn(database.url, LOCKS.city, waiting, async () => {
        if (!(await isEmpty(services))) return;
        say(`正在载入演练城 (rehearsal city): ${config.cityCases}件 …`);
        const city = await loadCity(services, { cases: config.cityCases, seed: config.citySeed });
        say(`演练城已载入 (loaded): ${city.cases}件，截至${city.asOf}`);
      });
    }
    const server: RunningServer = await startServer(services, config.demo ? welcome : null);
    undo.push(() => server.close());
    say(`案质已启动 (ready): ${server.url}`);
    return stop;
  } catch (error) {
    await stop();
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new StartRefused(`端口已被占用 (port in use): ${config.port}。可用 PORT=… 换一个`);
    }
    throw error;
  }
}

async function main(): Promise<void> {
  let stop: (() => Promise<void>) | null = null;
  let asked = false;
  const finish = async () => {
    if (asked || !stop) {
      asked = true;
      return;
    }
    asked = true;
    say('正在停止 (stopping) …');
    await stop();
    process.exit(0);
  };
  process.on('SIGINT', finish);
  process.on('SIGTERM', finish);
  stop = await start();
  if (asked) {
    asked = false;
    await finish();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof StartRefused ? `${error.message}\n` : `${(error as Error).stack}\n`);
  process.exit(1);
});
