import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Config } from '../../config';
import { keyCheck } from '../crypto';
import { StartRefused } from '../start-refused';
import { keptSecret } from './open';

const WAY_OUT =
  '请用 ANZHI_KEY 或 ANZHI_KEY_FILE 给出这个数据库原来的主密钥；没有它，证件号码打不开，签字也无法验证 (give the master key that this database was begun with)';

/**
 * The master key that belongs to this database. The first server to open an empty one settles it; from then on a key
 * that is another, or missing, stops the start: under a wrong key numbers do not open and every signature looks foreign.
 */
export async function masterKeyOf(
  dataSource: DataSource,
  config: Pick<Config, 'masterKey' | 'dataDir'>,
): Promise<Buffer> {
  const path = join(config.dataDir, 'keys', 'master');
  const made = !config.masterKey && !existsSync(path);
  if (made && (await checkOf(dataSource))) throw new StartRefused(`主密钥不在 (no master key): ${path}。${WAY_OUT}`);
  const master = config.masterKey ?? keptSecret(config.dataDir, 'master');
  const check = Buffer.from(keyCheck(master), 'hex');
  await dataSource.query('INSERT INTO master_key_check (digest, begun_at) VALUES ($1, now()) ON CONFLICT DO NOTHING', [
    check,
  ]);
  if ((await checkOf(dataSource))?.equals(check)) return master;
  // Two servers at once on an empty database: this one's key has sealed nothing yet.
  if (made) rmSync(path);
  throw new StartRefused(`主密钥与数据库不符 (not this database's master key)。${WAY_OUT}`);
}

async function checkOf(dataSource: DataSource): Promise<Buffer | null> {
  const [row] = await dataSource.query('SELECT digest FROM master_key_check');
  return row?.digest ?? null;
}
