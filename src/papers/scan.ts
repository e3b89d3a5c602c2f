import { spawn } from 'node:child_process';
import { conflict } from '../platform/refusal';
import type { PapersConfig } from '../settings/papers';

/** What a program needs to find its way; the server's settings, and with them its secrets, are not the scanner's. */
const ITS_OWN = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SYSTEMROOT'];
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => ITS_OWN.includes(name.toUpperCase())));

const unavailable = (why: unknown) =>
  conflict('SCAN_UNAVAILABLE', '病毒扫描暂时不能使用，文件未保存；请稍后重新上传').because(why);

/** Has the configured command look at a file; refuses PAPER_INFECTED, and SCAN_UNAVAILABLE where it fails or lasts too long: nothing goes by unseen. */
export async function scanPaper(scan: PapersConfig['scan'], path: string): Promise<void> {
  if (!scan) return;
  const [command, ...args] = scan.command as [string, ...string[]];
  const code = await new Promise<number | null>((ended, failed) => {
    const process = spawn(command, [...args, path], {
      stdio: 'ignore',
      shell: false,
      env: environment(),
      timeout: scan.seconds * 1000,
      killSignal: 'SIGKILL',
    });
    process.once('error', (error) => failed(unavailable(error)));
    process.once('exit', ended);
  });
  if (code === 1) throw conflict('PAPER_INFECTED', '病毒扫描没有通过，文件未保存');
  if (code !== 0) throw unavailable(new Error(`the scan of a paper ended with ${code ?? 'no answer in time'}`));
}
