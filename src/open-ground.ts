import { migrations } from '../migrations';
import type { Config } from './config';
import { entities } from './entities';
import { createLog } from './operations/log';
import { systemClock } from './platform/clock';
import type { Services } from './platform/context';
import { deriveKeys } from './platform/crypto';
import { openBlind } from './platform/database/blind';
import { lockDataFolder } from './platform/database/data-folder';
import { masterKeyOf } from './platform/database/master-key';
import { type OpenDatabase, openDatabase } from './platform/database/open';
import { prepareDatabase, requireStructure } from './platform/database/prepare';
import { loadReferenceData } from './reference';

type Say = (line: string) => void;
type Undo = (() => void | Promise<void>)[];
type Standing = Pick<Services, 'config' | 'dataSource' | 'keys' | 'clock' | 'log'>;

/** What every program of ours stands on. */
export interface Ground<More = object> {
  readonly services: Standing & More;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

interface Opening<More> {
  /** Brings the structure and the reference data up to date first, where the owner's URL is known. */
  readonly migrate: boolean;
  readonly say: Say;
  more(database: OpenDatabase, undo: Undo): Promise<More>;
}

/** The key comes last: whatever is refused before has settled none for an empty database. */
async function open<More>(config: Config, { migrate, say, more }: Opening<More>): Promise<Ground<More>> {
  const undo: Undo = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    if (!config.databaseUrl) undo.push(lockDataFolder(config.dataDir));
    const database = await openDatabase(config, { entities, migrations }, say);
    undo.push(() => database.close());
    const { dataSource, owner, ownerUrl, url } = database;
    const known = migrations.map(({ name }) => name);
    if (migrate && owner && ownerUrl) {
      const done = await prepareDatabase(owner, ownerUrl, known, loadReferenceData, say);
      if (done) say(`数据库结构已更新 (migrations): ${done}`);
    }
    await dataSource.initialize();
    await requireStructure(dataSource, known);
    const added = await more(database, undo);
    const keys = deriveKeys(await masterKeyOf(dataSource, config));
    const services = { config, dataSource, keys, clock: systemClock, log: createLog(config.logLevel), ...added };
    return { services, databaseUrl: url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The database of this configuration, with the structure of this build and the key it was begun with; else refused. */
export const openGround = (config: Config): Promise<Ground> =>
  open(config, { migrate: false, say: () => undefined, more: async () => ({}) });

/** The same brought up to date first, and with the pool for blind reading. */
export const openServingGround = (
  config: Config,
  readerPool: number,
  say: Say,
): Promise<Ground<Pick<Services, 'blind'>>> =>
  open(config, {
    migrate: true,
    say,
    async more({ readerUrl, dataSource }, undo) {
      const blind = await openBlind(readerUrl, readerPool, dataSource);
      undo.push(() => blind.destroy());
      return { blind };
    },
  });
