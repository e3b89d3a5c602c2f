import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { getFile, onDisk, put, sha256Hex } from '../support/paper-traffic';
import { type AgencySeed, seedCity } from '../support/seed';
import { type CaseFileSeed, caseFileOf } from '../support/seed-case-files';
import { smallPdf } from '../support/seed-papers';
import { useWorld } from '../support/world';

/** A scanner as they come: told the path, it looks at the bytes and answers by the way it ends. */
const folder = mkdtempSync(join(tmpdir(), 'anzhi-scan-'));
const scanner = join(folder, 'scan');
const log = join(folder, 'log');
writeFileSync(
  scanner,
  `#!/bin/sh
printf '%s\\n' "$#" "$@" >> '${log}'
env > '${folder}/env'
for path; do :; done
if grep -q INFECTED "$path"; then exit 1; fi
if grep -q BROKEN "$path"; then exit 2; fi
if grep -q ENDLESS "$path"; then exec sleep 60; fi
exit 0
`,
);
chmodSync(scanner, 0o755);

const said: string[] = [];
const suite = useWorld(
  {
    ANZHI_PAPERS_SCAN: `${scanner} --fast $(touch ${folder}/shell)`,
    ANZHI_PAPERS_SCAN_SECONDS: '1',
  },
  pino({ level: 'warn' }, { write: (line: string) => said.push(line) }),
);
let agency: AgencySeed;
let file: CaseFileSeed;
beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
  file = await (await caseFileOf(agency)).commissioned();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const marked = (mark: string) => Buffer.concat([smallPdf(mark), Buffer.from(`\n% ${mark}\n`)]);

test.each([
  ['INFECTED', 422, 'PAPER_INFECTED'],
  ['BROKEN', 503, 'SCAN_UNAVAILABLE'],
  ['ENDLESS', 503, 'SCAN_UNAVAILABLE'],
])('what the scan calls %s is not kept', async (mark, status, code) => {
  const bytes = marked(mark);
  const sent = await put(suite.world, file.practitioner, file.id, bytes);
  expect([sent.status, sent.body.code]).toEqual([status, code]);
  // Whoever operates is told why.
  expect(said.splice(0).filter((line) => line.includes('the scan of a paper ended with'))).toHaveLength(
    status === 503 ? 1 : 0,
  );
  expect(onDisk(suite.world)).toEqual({ kept: [], incoming: [] });
  const digest = Buffer.from(sha256Hex(bytes), 'hex');
  expect(await suite.world.rows('SELECT FROM paper_arrival WHERE digest = $1', [digest])).toEqual([]);
});

test('a scanner that is gone is told as such, to be tried again', async () => {
  renameSync(scanner, `${scanner}-gone`);
  const sent = await put(suite.world, file.practitioner, file.id, marked('UNSEEN'));
  renameSync(`${scanner}-gone`, scanner);
  expect([sent.status, sent.body.code, sent.headers.get('retry-after')]).toEqual([503, 'SCAN_UNAVAILABLE', '60']);
  expect(said.splice(0).join()).toContain('ENOENT');
  expect(onDisk(suite.world)).toEqual({ kept: [], incoming: [] });
});

test('what is clean is kept; the scanner got its words and one path, and no shell read them', async () => {
  const bytes = marked('CLEAN');
  expect((await put(suite.world, file.practitioner, file.id, bytes)).status).toBe(200);
  expect(onDisk(suite.world).kept).toEqual([sha256Hex(bytes)]);
  const told = readFileSync(log, 'utf8').split('\n');
  expect(told.slice(0, 4)).toEqual(['4', '--fast', '$(touch', `${folder}/shell)`]);
  expect(told[4]).toMatch(/incoming\/.+\.part$/);
  expect(() => readFileSync(`${folder}/shell`)).toThrow('ENOENT');
  const environment = readFileSync(join(folder, 'env'), 'utf8');
  expect(environment).toMatch(/^PATH=/m);
  expect(environment).not.toMatch(/ANZHI_|DATABASE_|postgres:/);
  expect((await getFile(suite.world, file.practitioner, '0190a0a0-0000-7000-8000-00000000dead')).status).toBe(404);
});
