import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../processes';
import { StartRefused } from '../start-refused';

/** When a process began, where the system tells: numbers of processes come round again, in containers after every start. */
function beganAt(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** One Anzhi at a time in a data folder; a lock left by a process that is gone does not count. */
export function lockDataFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  try {
    accessSync(dataDir, constants.W_OK);
  } catch {
    throw new StartRefused(`数据目录不可写 (data folder not writable): ${dataDir}`);
  }
  const lock = join(dataDir, 'anzhi.pid');
  const claim = () => writeFileSync(lock, `${process.pid} ${beganAt(process.pid)}\n`, { flag: 'wx' });
  try {
    claim();
  } catch {
    const [number = '', began = ''] = readFileSync(lock, 'utf8').trim().split(' ');
    const holder = Number(number);
    const same = began === '' || began === beganAt(holder);
    if (holder && holder !== process.pid && same && isRunning(holder))
      throw new StartRefused(`数据目录正被另一个案质使用 (data folder in use by process ${holder}): ${dataDir}`);
    rmSync(lock, { force: true });
    claim();
  }
  return () => rmSync(lock, { force: true });
}
