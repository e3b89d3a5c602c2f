import ExcelJS from 'exceljs';
import { type AgencySeed, type Member, seedCity } from '../support/seed';
import { caseFileOf, commitmentOf } from '../support/seed-case-files';
import { seedReleasable } from '../support/seed-subsidies';
import { type Answer, useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;
let elsewhere: AgencySeed;
let clerk: Member;

const FILES = 130;

const get = async (who: Member | null, path: string, init: RequestInit = {}) =>
  fetch(`${suite.world.server.url.replace(/\/graphql$/, '')}/export/${path}`, {
    ...init,
    headers: who ? { authorization: `Bearer ${await who.current()}` } : {},
  });
const withFilter = (list: string, filter: object) => `${list}?filter=${encodeURIComponent(JSON.stringify(filter))}`;

/** Rows of a CSV of ours, by a reading of its own: every text is quoted. */
const parsed = (text: string): string[][] =>
  text
    .slice(1)
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1]?.replace(/""/g, '"') ?? m[2] ?? ''),
    );

const ledger = async () =>
  suite.world.rows(`SELECT event, facts, account_id FROM ledger_entry WHERE act = 'exportList' ORDER BY id`);

beforeAll(async () => {
  const city = await seedCity(suite.world);
  agency = await city.agency('110105');
  elsewhere = await city.agency('110108');
  clerk = await agency.clerk;
  await caseFileOf(elsewhere);
  const first = await caseFileOf(agency);
  await first.commissioned();
  // Many more, so that the list has several pages; as owner, for speed.
  await suite.world.rows(
    `INSERT INTO case_file (id, agency_id, year, number, proceeding_id, recipient_id, case_kind, stage, ground, stage_began_on, organ_id, in_custody, group_case, sensitive_case, sealed_record, received_on, state, registered_by, registered_at)
     SELECT gen_random_uuid(), agency_id, 2025, 'A-' || n, proceeding_id, recipient_id, case_kind, stage, ground, stage_began_on, organ_id, in_custody, group_case, sensitive_case, sealed_record, received_on, 'REGISTERED', registered_by, registered_at
       FROM case_file, generate_series(1, ${FILES - 1}) AS n WHERE id = $1`,
    [first.id],
  );
});

describe('a list as a CSV', () => {
  test('is what the API lists, all pages of it, as Excel in China opens it', async () => {
    const response = await get(clerk, 'caseFiles.csv');
    expect(response.status).toBe(200);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="caseFiles-2026-03-02.csv"; filename*=UTF-8''${encodeURIComponent('案卷-2026-03-02.csv')}`,
    );
    const [headings, ...rows] = parsed(bytes.toString('utf8'));
    expect(headings?.slice(0, 4)).toEqual(['案卷编号', '案件类型', '阶段', '年度']);
    expect(rows).toHaveLength(FILES);
    const ids = new Set<string>();
    for (let after: string | null = null; ; ) {
      const { caseFiles } = await clerk.send(
        'query ($after: String) { caseFiles(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node { id } } } }',
        { after },
      );
      for (const { node } of caseFiles.edges) ids.add(node.id);
      if (!caseFiles.pageInfo.hasNextPage) break;
      after = caseFiles.pageInfo.endCursor;
    }
    expect(new Set(rows.map((row) => row.at(-1)))).toEqual(ids);
    expect(rows[0]?.[1]).toBe('刑事');
    const shown = headings?.indexOf('受援人') ?? -1;
    expect(rows.every((row) => /某/.test(row[shown] ?? ''))).toBe(true);
  });

  test('passes the same filter and the same access: other agencies, other roles, nobody', async () => {
    const running = parsed(
      await (await get(clerk, withFilter('caseFiles.csv', { filter: { state: 'IN_PROGRESS' } }))).text(),
    );
    expect(running).toHaveLength(2);
    const foreign = await get(clerk, withFilter('caseFiles.csv', { filter: { agencyId: elsewhere.id } }));
    expect(parsed(await foreign.text())).toHaveLength(1);
    const administrator = await get(await agency.admin, 'caseFiles.csv');
    expect([administrator.status, ((await administrator.json()) as Answer).code]).toEqual([403, 'FORBIDDEN']);
    const nobody = await get(null, 'caseFiles.csv');
    expect([nobody.status, ((await nobody.json()) as Answer).code]).toEqual([401, 'NOT_SIGNED_IN']);
    const finance = parsed(await (await get(await agency.finance, 'caseFiles.csv')).text());
    expect(finance[1]?.[finance[0]?.indexOf('受援人') ?? -1]).toBe('');
  });

  test('refuses what is no list, no filter, no format', async () => {
    for (const [path, status, code] of [
      ['nothing.csv', 404, 'NOT_FOUND'],
      ['caseFiles.pdf', 404, 'NOT_FOUND'],
      ['caseFiles', 404, 'NOT_FOUND'],
      ['../caseFiles.csv', 404, 'NOT_FOUND'],
      ['caseFiles.csv?filter=[1]', 400, 'INVALID_INPUT'],
      ['caseFiles.csv?filter=x', 400, 'INVALID_INPUT'],
      ['caseFiles.csv?filters={}', 400, 'INVALID_INPUT'],
      ['caseFiles.csv?filter[state]=CLOSED', 400, 'INVALID_INPUT'],
      ['caseFiles.csv?filter={}&state=CLOSED', 400, 'INVALID_INPUT'],
      [withFilter('caseFiles.csv', { after: 'x' }), 400, 'INVALID_INPUT'],
      [withFilter('caseFiles.csv', { filter: { state: 'NOWHERE' } }), 400, 'INVALID_INPUT'],
      [withFilter('history.csv', { kind: 'CaseFile', id: 'x' }), 404, 'NOT_FOUND'],
      [withFilter('history.csv', {}), 400, 'INVALID_INPUT'],
      [withFilter('releaseOutcomes.csv', { id: '0190a0a0-0000-7000-8000-00000000dead' }), 404, 'NOT_FOUND'],
    ] as const) {
      const response = await get(clerk, path);
      expect([path, response.status, ((await response.json()) as Answer).code]).toEqual([path, status, code]);
    }
  });
});

test('a list as a workbook: numbers that are names stay text, amounts are numbers, nothing is a formula', async () => {
  const firm = await agency.lawFirm();
  await commitmentOf(agency, firm);
  const lawyer = await firm.lawyer();
  await suite.world.rows(`UPDATE person SET name = '=HYPERLINK("http://x","点我")' WHERE id = $1`, [lawyer.personId]);
  await suite.world.rows(`UPDATE practitioner SET specialties = ARRAY['+86', '＠工资', E'\\t刑事'] WHERE id = $1`, [
    lawyer.practitionerId,
  ]);
  const response = await get(clerk, withFilter('practitioners.xlsx', { serviceOrganizationId: firm.id }));
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await response.arrayBuffer()) as never);
  const [sheet] = book.worksheets;
  const row = sheet?.getRow(2);
  expect(row?.getCell(1).value).toBe('=HYPERLINK("http://x","点我")');
  expect(row?.getCell(1).type).toBe(ExcelJS.ValueType.String);
  expect(row?.getCell(3).type).toBe(ExcelJS.ValueType.String);
  expect(String(row?.getCell(3).value)).toMatch(/^\d{17}$/);
  expect(row?.getCell(3).numFmt).toBe('@');
  // Wide enough for what stands in it, no wider than a page; printed across, with its headings on every page.
  expect(sheet?.getColumn(1).width).toBe(31);
  expect(sheet?.getColumn(3).width).toBe(19);
  expect(sheet?.columns.every(({ width }) => width && width >= 8 && width <= 42)).toBe(true);
  expect(sheet?.pageSetup).toMatchObject({ orientation: 'landscape', paperSize: 9, printTitlesRow: '1:1' });

  const csv = parsed(
    await (await get(clerk, withFilter('practitioners.csv', { serviceOrganizationId: firm.id }))).text(),
  );
  expect(csv[1]?.[0]).toBe(`'=HYPERLINK("http://x","点我")`);
  expect(csv[1]?.[2]).toMatch(/^\d{17}\t$/);
  expect(csv[1]?.[6]?.startsWith(`'+86；＠工资`)).toBe(true);
});

describe('the ledger', () => {
  test('says who took which list with which filter, and how many rows left; words that were searched for are not repeated', async () => {
    const before = (await ledger()).length;
    await (await get(clerk, withFilter('practitioners.csv', { name: '王望舒', kind: 'LAWYER' }))).text();
    const lines = (await ledger()).slice(before);
    expect(lines.map(({ event }) => event)).toEqual(['LIST_EXPORT_BEGUN', 'LIST_EXPORTED']);
    expect(lines[1]).toMatchObject({
      account_id: clerk.accountId,
      facts: { list: 'practitioners', format: 'csv', filter: { name: '…', kind: 'LAWYER' }, rows: 0, complete: true },
    });
    expect(lines[0].facts.exportId).toBe(lines[1].facts.exportId);
    // A login is a name in pinyin, and names are written in Latin letters too.
    await (await get(await agency.admin, withFilter('accounts.csv', { login: 'zhangsan', name: 'AHMED' }))).text();
    expect((await ledger()).at(-1).facts.filter).toEqual({ login: '…', name: '…' });
    await (
      await get(
        clerk,
        withFilter('caseFiles.csv', { filter: { agencyId: agency.id, number: 'A-1', state: 'REGISTERED' } }),
      )
    ).text();
    expect((await ledger()).at(-1).facts.filter).toEqual({
      filter: { agencyId: agency.id, number: '…', state: 'REGISTERED' },
    });
    const all = (await ledger()).filter(({ facts, event }) => facts.list === 'caseFiles' && event === 'LIST_EXPORTED');
    expect(all[0].facts.rows).toBe(FILES);
  });

  test('says nothing of rows that did not leave: HEAD is no export', async () => {
    const before = (await ledger()).length;
    expect((await get(clerk, 'caseFiles.csv', { method: 'HEAD' })).status).toBe(404);
    expect(await ledger()).toHaveLength(before);
  });

  test('is itself a list that an auditor may take away', async () => {
    const [file] = await suite.world.rows(`SELECT id FROM case_file WHERE state = 'IN_PROGRESS' AND agency_id = $1`, [
      agency.id,
    ]);
    const rows = parsed(
      await (await get(await agency.auditor, withFilter('history.csv', { kind: 'CaseFile', id: file.id }))).text(),
    );
    expect(rows.length).toBeGreaterThan(2);
    expect(rows[0]).toContain('摘要相符');
  });
});

test('a download that is broken off stops reading, and the ledger says how far it came', async () => {
  const many = 20_000;
  await suite.world.rows(
    `INSERT INTO case_organ (id, kind, region_code, name) SELECT gen_random_uuid(), 'COURT', '110105', '远方法院' || n || repeat('远', 200) FROM generate_series(1, ${many}) AS n`,
  );
  const stop = new AbortController();
  const before = (await ledger()).length;
  const response = await get(clerk, 'caseOrgans.csv', { signal: stop.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  stop.abort();
  await reader?.cancel().catch(() => undefined);
  for (let tries = 0; tries < 200 && (await ledger()).length < before + 2; tries += 1) {
    await new Promise((wake) => setTimeout(wake, 50));
  }
  const [, ended] = (await ledger()).slice(before);
  expect(ended.event).toBe('LIST_EXPORTED');
  expect(ended.facts.complete).toBe(false);
  expect(ended.facts.rows).toBeLessThan(many);
});

test('amounts are yuan with two decimals: numbers in the workbook, to be added up', async () => {
  const [{ subsidyId } = { subsidyId: '' }] = await seedReleasable(agency, 1, { amountFen: 123_450 });
  const finance = await agency.finance;
  const [headings, ...rows] = parsed(await (await get(finance, 'subsidies.csv')).text());
  const row = rows.find((each) => each.at(-1) === subsidyId);
  const at = headings?.indexOf('金额（元）') ?? -1;
  expect(row?.[at]).toBe('1234.50');
  expect(row?.[headings?.indexOf('产生时间') ?? -1]).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+08:00$/);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await (await get(finance, 'subsidies.xlsx')).arrayBuffer()) as never);
  const sheet = book.worksheets[0];
  const values = (sheet?.getColumn(at + 1).values ?? []).filter((value) => typeof value === 'number');
  expect(values).toContain(1234.5);
});
