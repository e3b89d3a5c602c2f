import { migrations } from '../migrations';
import type { Config } from './config';
import { entities } from './entities';
import { createLog } from './operations/log';
import { systemClock } from './platform/clock';
import type { Services } from './platform/context';
import { deriveKeys } from './platform/crypto';
import { lockDataFolder } from './platform/database/data-folder';
import { masterKeyOf } from './platform/database/master-key';
import { openDatabase } from './platform/database/open';
import { prepareDatabase, requireStructure } from './platform/database/prepare';
import { loadReferenceData } from './reference';

/** What every program of ours stands on. */
export interface Ground {
  readonly services: Pick<Services, 'config' | 'dataSource' | 'keys' | 'clock' | 'log'>;
  readonly databaseUrl: string;
  /** For `openBlind`. */
  readonly readerUrl: string | null;
  close(): Promise<void>;
}

export interface Opening {
  /** Brings the structure and the reference data up to date first, where the owner's URL is known. */
  readonly migrate: boolean;
  readonly say: (line: string) => void;
}

/** The database of this configuration, with the structure of this build and the key it was begun with; else refused. */
export async function openGround(config: Config, { migrate, say }: Opening): Promise<Ground> {
  const undo: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    if (!config.databaseUrl) undo.push(lockDataFolder(config.dataDir));
    const database = await openDatabase(config, { entities, migrations }, say);
    undo.push(() => database.close());
    const { dataSource, owner, ownerUrl } = database;
    const known = migrations.map(({ name }) => name);
    if (migrate && owner && ownerUrl) {
      const done = await prepareDatabase(owner, ownerUrl, known, loadReferenceData, say);
      if (done) say(`数据库结构已更新 (migrations): ${done}`);
    }
    await dataSource.initialize();
    await requireStructure(dataSource, known);
    const keys = deriveKeys(await masterKeyOf(dataSource, config));
    const services = { config, dataSource, keys, clock: systemClock, log: createLog(config.logLevel) };
    return { services, databaseUrl: database.url, readerUrl: database.readerUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}
