import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own that is gone with the run's database, however the suite or the bench ends. */
export const folderOfRun = (prefix: string): string =>
  mkdtempSync(join(process.env.ANZHI_TEST_FOLDER ?? tmpdir(), prefix));

const ON_DISK = '/var/tmp';
const IN_MEMORY = '/dev/shm';
/** Bytes; a whole run held 0.7e9 of them at a time. */
const ROOM = 3e9;

/** A folder for a database: of this process, and known as such. Benches have theirs on the disk: there it is what they measure. */
export function databaseFolder(what: 'test' | 'start' | 'replica'): string {
  const base = process.env.ANZHI_TEST_DATABASES ?? ON_DISK;
  const folder = mkdtempSync(join(base, `anzhi-${what}-${process.pid}-`));
  // Its user is not whoever runs the tests.
  chmodSync(folder, 0o755);
  return folder;
}

/** Suites throw away what they write, and each has a database of hundreds of files made: in memory, where there is room for them. */
export function databasesInMemory(): void {
  removeLeftBehind(IN_MEMORY);
  process.env.ANZHI_TEST_DATABASES ??= hasRoom(IN_MEMORY) ? IN_MEMORY : ON_DISK;
}

/** A run that was killed left its folders; databases that still run in them end by themselves once their folder is gone. */
function removeLeftBehind(base: string): void {
  if (!existsSync(base)) return;
  for (const name of readdirSync(base)) {
    const [, pid] = /^anzhi-(?:test|start|replica)-(\d+)-/.exec(name) ?? [];
    if (pid && !runs(Number(pid))) rmSync(join(base, name), { recursive: true, force: true });
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}
