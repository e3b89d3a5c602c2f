import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own that is gone with the run's database, however the suite or the bench ends. */
export const folderOfRun = (prefix: string): string =>
  mkdtempSync(join(process.env.ANZHI_TEST_FOLDER ?? tmpdir(), prefix));

const ON_DISK = '/var/tmp';
const IN_MEMORY = '/dev/shm';
/** Bytes; a whole run held 0.7e9 of them at a time. */
const ROOM = 3e9;

/** Where databases of the run lie. Benches leave it on the disk: there it is what they measure. */
export const databasesFolder = (): string => process.env.ANZHI_TEST_DATABASES ?? ON_DISK;

/** Suites throw away what they write, and each has a database of hundreds of files made: in memory, where there is room for them. */
export function databasesInMemory(): void {
  process.env.ANZHI_TEST_DATABASES ??= hasRoom(IN_MEMORY) ? IN_MEMORY : ON_DISK;
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}
