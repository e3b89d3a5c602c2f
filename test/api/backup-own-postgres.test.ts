import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import '../../src/platform/database/data-source';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded';
import { ensureRoles } from '../../src/platform/database/roles';
import { Caller, expectWhole, inspectCopy, keepActing, runBackup, runRestore } from '../support/backups';
import { smallPdf } from '../support/seed-papers';
import { dataFolder, endProcesses, start } from '../support/server-process';
import { testPrograms } from '../support/test-server';

/** The packaged PostgreSQL has no pg_dump: these need a whole one, Debian's 15 or the one that the suite runs on. */
const programs = testPrograms() ?? '/usr/lib/postgresql/15/bin';
const whole = existsSync(join(programs, 'pg_dump')) && existsSync(join(programs, 'pg_restore'));
const withPrograms = (name: string, run: () => Promise<void>) =>
  whole
    ? test(name, run, 180_000)
    : test.skip(`${name} – SKIPPED: no pg_dump in ${programs} (apt install postgresql)`, run);

const KEY = 'c5'.repeat(32);
let server: EmbeddedPostgres;

beforeAll(async () => {
  if (!whole) return;
  server = await startEmbeddedPostgres({ dataDir: dataFolder(), programs });
  const admin = new Client({ connectionString: server.superuserUrl });
  await admin.connect();
  for (const name of ['first', 'second']) await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const at = (name: string) => server.superuserUrl.replace(/\/postgres$/, `/${name}`);
  await ensureRoles(at('first'), { owner: 'owner-word', app: 'app-word', reader: 'reader-word' });
  await ensureRoles(at('second'), { owner: null, app: null, reader: null });
});

afterAll(async () => {
  await server?.stop();
  endProcesses();
});

const environment = (database: string, folder: string): NodeJS.ProcessEnv => ({
  DATABASE_URL: server.urlFor('anzhi_app', 'app-word', database),
  DATABASE_READER_URL: server.urlFor('anzhi_reader', 'reader-word', database),
  DATABASE_OWNER_URL: server.urlFor('anzhi_owner', 'owner-word', database),
  ANZHI_POSTGRES_PROGRAMS: programs,
  ANZHI_DATA_DIR: folder,
  ANZHI_KEY: KEY,
  ANZHI_DEMO: 'true',
  ANZHI_CITY_CASES: '24',
});

/** The programs with one of them whose script goes through another command. */
function programsWhere(program: string, through: string): string {
  const folder = dataFolder();
  for (const name of readdirSync(programs)) symlinkSync(join(programs, name), join(folder, name));
  rmSync(join(folder, program));
  const script = `#!/bin/bash\nset -o pipefail\ncase "$*" in --file=-*) ${join(programs, program)} "$@" | (${through});; *) exec ${join(programs, program)} "$@";; esac\n`;
  writeFileSync(join(folder, program), script, { mode: 0o755 });
  return folder;
}

withPrograms(
  'a PostgreSQL of one’s own is dumped while acts go on, and restored into an empty database: exactly the rows of one moment, sound signatures, whole papers',
  async () => {
    const home = dataFolder();
    const backups = join(dataFolder(), 'backups');
    const first = start(environment('first', home));
    const clerk = await Caller.signIn(await first.ready, 'clerk.chaoyang');
    const acting = keepActing(clerk, await clerk.fileInProgress(), smallPdf);
    while (acting.papers.length < 3) await new Promise((wake) => setTimeout(wake, 20));
    const before = { organs: [...acting.organs], papers: [...acting.papers] };
    const made = await runBackup(environment('first', home), backups);
    expect([made.code, made.said]).toEqual([0, expect.stringContaining('备份完成')]);
    expect(made.said).not.toContain('owner-word');
    await acting.end();

    const target = dataFolder();
    const full = await runRestore(environment('first', target), backups);
    expect([full.code, full.said]).toEqual([1, expect.stringContaining('目标数据库不是空的')]);
    expect(readdirSync(target)).toEqual([]);
    const {
      DATABASE_URL: _,
      DATABASE_OWNER_URL: __,
      DATABASE_READER_URL: ___,
      ...embedded
    } = environment('second', target);
    const wrongPlace = await runRestore(embedded, backups);
    expect([wrongPlace.code, wrongPlace.said]).toEqual([1, expect.stringContaining('自备PostgreSQL的备份')]);

    const [folder] = readdirSync(backups).filter((name) => name !== 'papers');
    const dump = join(backups, folder as string, 'database.dump');
    expect(statSync(dump).mode & 0o077).toBe(0);
    const bytes = readFileSync(dump);
    writeFileSync(dump, bytes.subarray(0, bytes.length - 1));
    const cut = await runRestore(environment('second', target), backups);
    expect([cut.code, cut.said]).toEqual([1, expect.stringContaining('备份已损坏')]);
    expect(readdirSync(target)).toEqual([]);
    writeFileSync(dump, bytes);

    const cutShort = programsWhere('pg_restore', 'head -c 20000; exit 1');
    const failing = await runRestore({ ...environment('second', target), ANZHI_POSTGRES_PROGRAMS: cutShort }, backups);
    expect([failing.code, failing.said]).toEqual([1, expect.stringContaining('pg_restore 未完成')]);
    rmSync(join(target, 'papers'), { recursive: true });

    // As of 17 pg_restore sets this first; the servers of 15 and 16 do not know it.
    const newer = programsWhere('pg_restore', `sed '1,40s/^SET client_encoding/SET transaction_timeout = 0;\\n&/'`);
    const restored = await runRestore({ ...environment('second', target), ANZHI_POSTGRES_PROGRAMS: newer }, backups);
    expect([restored.code, restored.said]).toEqual([0, expect.stringContaining('恢复完成')]);
    // The server's role has in the copy what migrations granted it, and no more: it starts without the owner.
    const second = start({ ...environment('second', target), DATABASE_OWNER_URL: '' });
    const again = await Caller.signIn(await second.ready, 'clerk.chaoyang');
    expect(second.said()).not.toContain('演练城');
    const found = await inspectCopy(
      server.urlFor('anzhi_owner', 'owner-word', 'second'),
      join(target, 'papers'),
      Buffer.from(KEY, 'hex'),
    );
    await expectWhole(found, before.organs);
    // The maps of blind reading belong to their own role again, and are closed to the server's.
    const { rows: owners } = await found.client.query(
      `SELECT DISTINCT pg_get_userbyid(relowner) AS owner, has_table_privilege('anzhi_app', oid, 'SELECT') AS open FROM pg_class
        WHERE relnamespace = 'vault'::regnamespace AND relkind = 'r'`,
    );
    expect(owners).toEqual([{ owner: 'anzhi_vault', open: false }]);
    const { rows: definers } = await found.client.query(
      `SELECT DISTINCT pg_get_userbyid(proowner) AS owner FROM pg_proc WHERE pronamespace = 'vault'::regnamespace`,
    );
    expect(definers).toEqual([{ owner: 'anzhi_vault' }]);
    const { rows: positions } = await found.client.query('SELECT FROM account_position');
    expect(positions).toEqual([]);
    await expect(found.client.query('UPDATE ledger_entry SET act = act')).rejects.toThrow(/it is a record/);
    await found.client.end();
    await again.registerOrgan('恢复之后的法院');
    for (const each of [first, second]) {
      each.child.kill('SIGINT');
      expect(await each.ended).toBe(0);
    }
  },
);

withPrograms('client programs that are missing or older than the database are refused in one line', async () => {
  const folder = dataFolder();
  writeFileSync(join(folder, 'pg_dump'), '#!/bin/sh\necho "pg_dump (PostgreSQL) 14.9"\n');
  chmodSync(join(folder, 'pg_dump'), 0o755);
  for (const [where, words] of [
    [folder, '旧 (older than the server): pg_dump (PostgreSQL) 14.9'],
    [join(folder, 'nowhere'), '找不到 pg_dump'],
  ] as const) {
    const backups = join(dataFolder(), 'backups');
    const made = await runBackup({ ...environment('first', folder), ANZHI_POSTGRES_PROGRAMS: where }, backups);
    expect([made.code, made.said]).toEqual([1, expect.stringContaining(words)]);
    expect(made.said.trim().split('\n')).toHaveLength(2);
    expect(existsSync(join(backups, readdirSync(backups)[0] as string, 'manifest.json'))).toBe(false);
  }
});
