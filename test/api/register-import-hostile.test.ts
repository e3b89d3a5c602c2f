import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import os from 'node:os';
import { type AgencySeed, type Member, seedCity } from '../support/seed';
import { readRegister, rowsOfImport, uploadRegister } from '../support/seed-registers';
import { cell, repeated, sharedStrings, sheetOf, workbook } from '../support/workbooks';
import { useWorld } from '../support/world';

const suite = useWorld({ ANZHI_REGISTER_MB: '3', ANZHI_REGISTER_UNFOLDED_MB: '8', ANZHI_REGISTER_ROWS: '50' });
let agency: AgencySeed;
let clerk: Member;

beforeAll(async () => {
  const city = await seedCity(suite.world);
  agency = await city.agency('110105');
  clerk = await agency.clerk;
});

const HEADING = '案卷编号,受援人姓名,身份证号码,案件类型,阶段,案由,援助由来,收到日期';
const headingRow = `<row r="1">${HEADING.split(',').map(cell).join('')}</row>`;
const alive = async () => {
  expect((await clerk.send('{ me { id } }')).me.id).toBe(clerk.accountId);
  const [left] = await suite.world.rows(
    `SELECT count(*)::integer AS rows FROM register_import_row r JOIN register_import i ON i.id = r.import_id
      WHERE i.state = 'FAILED' AND num_nonnulls(r.sealed, r.number, r.id_number_digest, r.name_digest) > 0`,
  );
  expect(left.rows).toBe(0);
};

describe('who may upload', () => {
  test('clerks of the agency, and nobody else', async () => {
    const codes = await Promise.all(
      [null, await agency.admin, await agency.finance, await agency.supervisor].map(async (who) => {
        const { status, body } = await uploadRegister(suite.world, who, agency.id, HEADING);
        return `${status} ${body.code}`;
      }),
    );
    expect(codes).toEqual(['401 NOT_SIGNED_IN', '403 FORBIDDEN', '403 FORBIDDEN', '403 FORBIDDEN']);
    const foreign = await uploadRegister(suite.world, clerk, '0190a0a0-0000-7000-8000-00000000dead', HEADING);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'NOT_FOUND']);
    const nowhere = await uploadRegister(suite.world, clerk, '', HEADING);
    expect([nowhere.status, nowhere.body.code]).toEqual([400, 'INVALID_INPUT']);
    expect(await suite.world.rows('SELECT FROM register_import')).toHaveLength(0);
  });
});

describe('what is refused on the way', () => {
  test('more bytes than allowed, said or only sent', async () => {
    const large = Buffer.alloc(3_200_000, 'a');
    const said = await uploadRegister(suite.world, clerk, agency.id, large);
    expect([said.status, said.body.code]).toEqual([413, 'REGISTER_TOO_LARGE']);
    // Sent without saying how much, and all of it before the answer is read.
    const { origin, port } = new URL(suite.world.server.url);
    const sending = request(`${origin}/case-registers?agencyId=${agency.id}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await clerk.current()}`, 'transfer-encoding': 'chunked' },
      agent: new Agent({ keepAlive: false }),
      port,
    });
    const status = await new Promise<number>((told, failed) => {
      sending.once('response', (response) => told(response.resume().statusCode ?? 0));
      sending.once('error', failed);
      sending.end(Buffer.alloc(6_000_000, 'a'));
    });
    expect(status).toBe(413);
    await alive();
  });

  test('a stranger is told so before a byte of the register is sent', async () => {
    const { port } = new URL(suite.world.server.url);
    const socket = connect(Number(port), '127.0.0.1');
    const heard = new Promise<string>((tell, fail) => {
      socket.once('data', (data) => tell(data.toString('utf8')));
      setTimeout(() => fail(new Error('no answer')), 5000).unref();
    });
    socket.write(
      `POST /case-registers?agencyId=0190a0a0-0000-7000-8000-00000000dead HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await clerk.current()}\r\ncontent-type: text/csv\r\ncontent-length: 100000\r\n\r\n`,
    );
    expect(await heard).toMatch(/^HTTP\/1\.1 404 /);
    socket.destroy();
  });

  test('where there is no room for temporary files it is told to be sent again later, and nothing is stored', async () => {
    const away = jest.spyOn(os, 'tmpdir').mockReturnValue('/nowhere/at/all');
    try {
      const refused = await uploadRegister(suite.world, clerk, agency.id, HEADING);
      expect([refused.status, refused.body.code]).toEqual([503, 'STORE_UNAVAILABLE']);
      expect(refused.body.message).toMatch(/暂存空间/);
    } finally {
      away.mockRestore();
    }
    expect(await suite.world.rows('SELECT FROM register_import')).toHaveLength(0);
    await alive();
  });

  test('an upload that is cut leaves nothing', async () => {
    const { port } = new URL(suite.world.server.url);
    const socket = connect(Number(port), '127.0.0.1');
    const token = await clerk.current();
    await new Promise<void>((sent) => {
      socket.write(
        `POST /case-registers?agencyId=${agency.id} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: text/csv\r\ncontent-length: 100000\r\n\r\n${HEADING}`,
        () => sent(),
      );
    });
    await new Promise((wake) => setTimeout(wake, 300));
    socket.destroy();
    await new Promise((wake) => setTimeout(wake, 300));
    expect(await suite.world.rows('SELECT FROM register_import')).toHaveLength(0);
    await alive();
  });
});

const failures: readonly (readonly [name: string, code: string, bytes: () => Buffer | string | Promise<Buffer>])[] = [
  ['nothing at all', 'NOT_A_SHEET', () => ''],
  ['an old XLS or a workbook with a password', 'NOT_A_SHEET', () => Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['a PDF', 'NOT_A_SHEET', () => '%PDF-1.7 '],
  ['a web page that is called XLS', 'NOT_A_SHEET', () => '<html><table><tr><td>案卷编号</td></tr></table></html>'],
  [
    'bytes of no encoding',
    'ENCODING_UNKNOWN',
    () => Buffer.concat([Buffer.from(HEADING), Buffer.from([0x0a, 0xff, 0xff, 0x80, 0x20])]),
  ],
  ['UTF-16', 'ENCODING_UNKNOWN', () => Buffer.from(`\ufeff${HEADING}`, 'utf16le')],
  [
    'broken UTF-8 behind a mark',
    'ENCODING_UNKNOWN',
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(HEADING), Buffer.from([0xc3, 0x28])]),
  ],
  ['a text with zero bytes', 'NOT_A_SHEET', () => `${HEADING}\n\0\0`],
  ['a quote that never closes', 'NOT_A_SHEET', () => `${HEADING}\n"${'x'.repeat(1_500_000)}`],
  ['a quote that never closes, to the end', 'NOT_A_SHEET', () => `${HEADING}\n"abc`],
  ['no heading', 'HEADING_NOT_FOUND', () => Array.from({ length: 40 }, (_, n) => `a${n},b,c`).join('\n')],
  ['nothing but a title', 'HEADING_NOT_FOUND', () => '登记簿'],
  ['columns that are missing', 'COLUMNS_MISSING', () => '案卷编号,受援人姓名,案件类型\n1,2,3'],
  ['a column twice', 'COLUMN_TWICE', () => `${HEADING},受援人\n`],
  ['too many rows', 'TOO_MANY_ROWS', () => `${HEADING}\n${'1,2,3,4,5,6,7,8\n'.repeat(60)}`],
  ['too many columns', 'TOO_MANY_COLUMNS', () => `${HEADING}\n${'x,'.repeat(300)}x`],
  ['a zip of something else', 'NOT_A_SHEET', async () => workbook('<a/>', { 'xl/workbook.xml': '<workbook/>' })],
  ['a cut zip', 'NOT_A_SHEET', async () => (await workbook(sheetOf(headingRow))).subarray(0, -30)],
  [
    'a damaged zip',
    'NOT_A_SHEET',
    async () => {
      const bytes = await workbook(sheetOf(headingRow.repeat(50)));
      bytes.fill(0x55, 700, 760);
      return bytes;
    },
  ],
  ['broken XML', 'NOT_A_SHEET', () => workbook(`<worksheet><sheetData>${headingRow}<row></worksheet>`)],
  [
    'a document type with entities',
    'NOT_A_SHEET',
    () => workbook(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${sheetOf(headingRow)}`),
  ],
  ['an entity that is not there', 'NOT_A_SHEET', () => workbook(sheetOf(`<row>${cell('&x;')}</row>`))],
  [
    'endless depth',
    'NOT_A_SHEET',
    () =>
      workbook(repeated('<a>', 100_000, '<worksheet><sheetData>', `${'</a>'.repeat(100_000)}</sheetData></worksheet>`)),
  ],
  [
    'one endless text',
    'NOT_A_SHEET',
    () =>
      workbook(
        repeated('x'.repeat(1000), 4000, '<worksheet><sheetData><row><c><v>', '</v></c></row></sheetData></worksheet>'),
      ),
  ],
  [
    'a zip bomb',
    'SHEET_UNFOLDS_TOO_FAR',
    () => workbook(repeated('<row></row>'.repeat(100), 20_000, '<worksheet><sheetData>', '</sheetData></worksheet>')),
  ],
  [
    'a bomb of shared strings',
    'SHEET_UNFOLDS_TOO_FAR',
    async () =>
      workbook(sheetOf(headingRow), { 'xl/sharedStrings.xml': `<sst>${'<si><t>字</t></si>'.repeat(600_000)}</sst>` }),
  ],
  ['a cell far to the right', 'TOO_MANY_COLUMNS', () => workbook(sheetOf('<row r="1"><c r="XFD1"><v>1</v></c></row>'))],
  ['a row twice', 'NOT_A_SHEET', () => workbook(sheetOf(`${headingRow}<row r="2">${cell('1')}</row>`.repeat(2)))],
  ['a row beyond the last', 'NOT_A_SHEET', () => workbook(sheetOf(`${headingRow}<row r="9999999999"></row>`))],
  ['a row of no number', 'NOT_A_SHEET', () => workbook(sheetOf(`${headingRow}<row r="-2"></row>`))],
  [
    'a heading with a zero character',
    'COLUMNS_MISSING',
    () => workbook(sheetOf(headingRow.replace('案卷编号', '案卷编号_x0000_'))),
  ],
  [
    'one long string in every cell',
    'ROW_TOO_LONG',
    () =>
      workbook(
        sheetOf(`<row>${'<c t="s"><v>0</v></c>'.repeat(200)}</row>`.repeat(600)),
        sharedStrings('中'.repeat(32_000)),
      ),
  ],
  [
    'one long string in some cells of every row',
    'SHEET_UNFOLDS_TOO_FAR',
    () =>
      workbook(
        sheetOf(`${headingRow}${`<row>${'<c t="s"><v>0</v></c>'.repeat(30)}</row>`.repeat(20)}`),
        sharedStrings('中'.repeat(32_000)),
      ),
  ],
  [
    'merged cells without end',
    'TOO_MANY_MERGES',
    () => workbook(sheetOf(headingRow, `<mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(1000)}</mergeCells>`)),
  ],
];

test.each(failures)('%s: %s', async (_name, code, bytes) => {
  const found = await readRegister(suite.world, clerk, agency.id, await bytes());
  expect({ state: found.state, code: found.failureCode }).toEqual({ state: 'FAILED', code });
  expect(found.failure).toMatch(/[\u4e00-\u9fff]{2}/);
  await alive();
});

test('a cell that is too long spoils its row, not the register', async () => {
  const found = await readRegister(
    suite.world,
    clerk,
    agency.id,
    `${HEADING}\n1,${'长'.repeat(33_000)},,刑事,审判,盗窃,申请,2024-01-01`,
  );
  expect(found).toMatchObject({ state: 'READ', counts: { good: 0, bad: 1 } });
  const [row] = await rowsOfImport(clerk, found.id);
  expect(row.problems.map(({ code }: { code: string }) => code)).toContain('CELL_TOO_LONG');
});

test.each([
  ['a zero character', '_x0000_'],
  ['half a character', '_xD800_'],
  ['the other half', '_xDC00_'],
  ['a bell', '_x0007_'],
  ['a sign that turns the order of reading', '_x202E_'],
])('%s in a cell spoils its row, and says in which column', async (_name, escaped) => {
  const rowWith = (changes: Record<number, string>) =>
    ['（2024）1号', '陈映雪', '', '刑事', '审判', '盗窃', '申请', '2024-01-01']
      .map((text, at) => cell(changes[at] ?? text))
      .join('');
  for (const shared of [false, true]) {
    const whole = `${headingRow}<row>${rowWith({ 0: `（2024）${escaped}1号` })}</row><row>${rowWith({ 5: `盗${escaped}窃` })}</row>`;
    const texts: string[] = [];
    const pointing = whole.replace(/<c t="inlineStr"><is><t>([^<]*)<\/t><\/is><\/c>/g, (_, text: string) => {
      texts.push(text);
      return `<c t="s"><v>${texts.length - 1}</v></c>`;
    });
    const bytes = shared ? await workbook(sheetOf(pointing), sharedStrings(...texts)) : await workbook(sheetOf(whole));
    const found = await readRegister(suite.world, clerk, agency.id, bytes);
    expect(found).toMatchObject({ state: 'READ', counts: { good: 0, bad: 2 } });
    const rows = await rowsOfImport(clerk, found.id);
    const unsound = rows.map(({ problems }) =>
      problems
        .filter(({ code }: { code: string }) => code === 'CHARACTERS_UNSOUND')
        .map(({ column }: { column: string }) => column),
    );
    expect(unsound).toEqual([['案卷编号'], ['案由']]);
  }
});

test('a zip that lies about its sizes is damaged', async () => {
  const bytes = await workbook(repeated('<row></row>', 1000, '<worksheet><sheetData>', '</sheetData></worksheet>'));
  // The directory claims ten bytes for the sheet.
  const at = bytes.lastIndexOf(Buffer.from('xl/worksheets/sheet1.xml'));
  bytes.writeUInt32LE(10, at - 46 + 24);
  const found = await readRegister(suite.world, clerk, agency.id, bytes);
  expect(found).toMatchObject({ state: 'FAILED', failureCode: 'NOT_A_SHEET' });
});
