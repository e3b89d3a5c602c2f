import { connect, type Socket } from 'node:net';
import { abandonedReadings, holdWhileReading, letGo } from '../../src/case-files/register-reading-lock';
import type { Statements } from '../../src/case-files/register-staging';
import { sweepRegisters } from '../../src/case-files/register-sweep';
import { eventually } from '../support/paper-traffic';
import { type AgencySeed, type Member, seedCity } from '../support/seed';
import { readRegister, registerImport, uploadRegister } from '../support/seed-registers';
import { cell, repeated, sharedStrings, sheetOf, workbook } from '../support/workbooks';
import { useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;
let other: AgencySeed;
let clerk: Member;

beforeAll(async () => {
  const city = await seedCity(suite.world);
  agency = await city.agency('110105');
  other = await city.agency('110108');
  clerk = await agency.clerk;
});

const HEADING = '案卷编号,受援人姓名,身份证号码,案件类型,阶段,案由,援助由来,收到日期';
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** An upload that begins and says no more. */
async function silentUpload(): Promise<Socket> {
  const socket = connect(Number(new URL(suite.world.server.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  const token = await clerk.current();
  socket.write(
    `POST /case-registers?agencyId=${agency.id} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-length: 1000000\r\n\r\nabc`,
  );
  return socket;
}

/** What another server's connection would do. */
const elsewhere: Statements = {
  sql: async (text, params = []) => (await suite.world.app.query(text, [...params])).rows,
};

test('silent uploads of one account close the import neither to others nor, when they end, to the account', async () => {
  const refused: string[] = [];
  for (let n = 0; n < 10; n += 1) {
    const socket = await silentUpload();
    socket.on('data', (data) => refused.push(data.toString('utf8')));
  }
  await eventually(() => expect(refused).toHaveLength(8));
  for (const answer of refused) expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*UPLOADS_BUSY/);
  const found = await readRegister(suite.world, await other.clerk, other.id, HEADING);
  expect(found.state).toBe('READ');
  const mine = await uploadRegister(suite.world, clerk, agency.id, HEADING);
  expect([mine.status, mine.body.code]).toEqual([503, 'UPLOADS_BUSY']);
  for (const socket of sockets.splice(0)) socket.destroy();
  await eventually(async () => {
    expect((await uploadRegister(suite.world, clerk, agency.id, `${HEADING}\n`)).status).toBe(202);
  });
  // An agency reads one register at a time: the next test begins when this one is read.
  await eventually(async () => {
    expect(await suite.world.rows(`SELECT FROM register_import WHERE state = 'READING'`)).toEqual([]);
  });
});

test('while a hostile workbook is read, the server answers, and memory stays as it is', async () => {
  // Sixty million characters from a few kilobytes, each row of it just within what a row may hold.
  const bytes = await workbook(
    repeated(
      `<row>${'<c t="s"><v>0</v></c>'.repeat(30)}</row>`,
      60,
      sheetOf('').replace(/<\/sheetData>.*/, `<row>${HEADING.split(',').map(cell).join('')}</row>`),
      '</sheetData></worksheet>',
    ),
    sharedStrings('中'.repeat(32_000)),
  );
  expect(bytes.length).toBeLessThan(30_000);
  const before = process.memoryUsage().rss;
  const { body } = await uploadRegister(suite.world, clerk, agency.id, bytes);
  const answers: number[] = [];
  let most = before;
  let state = 'READING';
  while (state === 'READING') {
    answers.push((await fetch(suite.world.server.url.replace('/graphql', '/health/live'))).status);
    most = Math.max(most, process.memoryUsage().rss);
    ({ state } = await registerImport(clerk, body.importId));
  }
  expect(new Set(answers)).toEqual(new Set([200]));
  // While it was read, not only before and after.
  expect(answers.length).toBeGreaterThan(5);
  expect(most - before).toBeLessThan(200_000_000);
});

test('one register at a time for an agency; a repeated upload gives the same import', async () => {
  await holdWhileReading(elsewhere, agency.id);
  await suite.world.rows(
    `INSERT INTO register_import (id, agency_id, uploaded_by, uploaded_at, digest, bytes, state, touched_at) VALUES (gen_random_uuid(), $1, $2, $3, sha256('x'), 1, 'READING', $3)`,
    [agency.id, clerk.personId, suite.world.clock.now()],
  );
  const second = await uploadRegister(suite.world, clerk, agency.id, HEADING);
  expect([second.status, second.body.code]).toEqual([409, 'IMPORT_RUNNING']);
  await sweepRegisters(suite.world.services);
  expect((await suite.world.rows(`SELECT state FROM register_import WHERE digest = sha256('x')`))[0].state).toBe(
    'READING',
  );
  // Its server is gone, and its connection with it: the next upload closes it.
  await letGo(elsewhere, agency.id);
  expect(await abandonedReadings(elsewhere)).toEqual([agency.id]);
  const headers = { 'idempotency-key': 'the-same-upload-twice' };
  const first = await uploadRegister(suite.world, clerk, agency.id, `${HEADING}\n`, headers);
  expect(first.status).toBe(202);
  const again = await uploadRegister(suite.world, clerk, agency.id, `${HEADING}\n`, headers);
  expect(again.body.importId).toBe(first.body.importId);
  const differing = await uploadRegister(suite.world, clerk, agency.id, `${HEADING}\n\n\n`, headers);
  expect([differing.status, differing.body.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
  const [lost] = await suite.world.rows(`SELECT state, failure_code FROM register_import WHERE digest = sha256('x')`);
  expect(lost).toEqual({ state: 'FAILED', failure_code: 'INTERRUPTED' });
  await eventually(async () => expect((await registerImport(clerk, first.body.importId)).state).toBe('READ'));
  // Nothing stays locked behind a reading.
  await eventually(async () => {
    expect(
      await suite.world.rows(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      ),
    ).toEqual([]);
  });
});

test('a reading that hangs is lost after a while, though its server seems to live', async () => {
  await holdWhileReading(elsewhere, other.id);
  await suite.world.rows(
    `INSERT INTO register_import (id, agency_id, uploaded_by, uploaded_at, digest, bytes, state, touched_at) VALUES (gen_random_uuid(), $1, $2, $3, sha256('y'), 1, 'READING', $3)`,
    [other.id, clerk.personId, suite.world.clock.now()],
  );
  suite.world.clock.setDay('2026-03-03');
  await sweepRegisters(suite.world.services);
  expect((await suite.world.rows(`SELECT state FROM register_import WHERE digest = sha256('y')`))[0].state).toBe(
    'FAILED',
  );
  await letGo(elsewhere, other.id);
});
