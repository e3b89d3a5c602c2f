import { idNumberCheckDigit } from '../../src/platform/crypto';
import { type AgencySeed, type Member, type PractitionerSeed, seedCity } from '../support/seed';
import { act, commitmentOf, organOf, registrationOf, succeed } from '../support/seed-case-files';
import { readRegister, registerImport, rowsOfImport } from '../support/seed-registers';
import { cell, sheetOf, workbook } from '../support/workbooks';
import { type Answer, expectRefusal, useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;
let clerk: Member;

beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
  clerk = await agency.clerk;
});

const COLUMNS = [
  '案卷编号',
  '受援人姓名',
  '身份证号码',
  '联系电话',
  '案件类型',
  '阶段',
  '案由',
  '援助由来',
  '收到日期',
  '承办人',
  '执业证号',
  '承办机构',
  '指派方式',
  '指派日期',
  '年度',
  '办案机关',
  '办案机关案号',
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

const idOf = (n: number) => {
  const first17 = `11010519900307${String(n).padStart(3, '0')}`;
  return first17 + idNumberCheckDigit(first17);
};
let made = 100;
const row = (more: Row = {}): Row => {
  made += 1;
  return {
    案卷编号: `登${made}`,
    受援人姓名: `林${'甲乙丙丁戊己庚辛壬癸'[made % 10]}`,
    身份证号码: idOf(made),
    案件类型: '民事',
    阶段: '诉讼',
    案由: '追索劳动报酬',
    援助由来: '申请',
    收到日期: '2026-01-05',
    ...more,
  };
};
const csv = (...rows: Row[]): string =>
  [COLUMNS.join(','), ...rows.map((each) => COLUMNS.map((column) => each[column] ?? '').join(','))].join('\n');

const read = (...rows: Row[]) => readRegister(suite.world, clerk, agency.id, csv(...rows));
const keep = (found: Answer, more: object = {}) =>
  act(clerk, 'keepRegisterImport', { importId: found.id, ...more }, 'registerImport { state counts { good } }');
const problemsOf = async (found: Answer) =>
  (await rowsOfImport(clerk, found.id)).flatMap(({ problems }) =>
    problems.map(({ code, column }: Answer) => `${column}: ${code}`),
  );

const licenceOf = async ({ practitionerId }: PractitionerSeed): Promise<string> =>
  (await suite.world.rows('SELECT licence_number AS licence FROM practitioner WHERE id = $1', [practitionerId]))[0]
    .licence;

describe('what a row becomes', () => {
  test('S0-8.3, S4-4.4a: a file in progress with its engagement, commitment and part, as if registered and commissioned one by one', async () => {
    const firm = await agency.lawFirm();
    const commitmentId = await commitmentOf(agency, firm);
    const lawyer = await firm.lawyer();
    const given = row({
      承办人: lawyer.name,
      执业证号: await licenceOf(lawyer),
      指派方式: '点援',
      指派日期: '2026-01-06',
    });
    const found = await read(given, row());
    expect(found.counts).toMatchObject({ good: 2, bad: 0 });
    expect((await keep(found)).registerImport.state).toBe('KEPT');
    const [file] = await suite.world.rows(
      `SELECT f.state, f.year, f.registered_by, e.way, e.began_on::text, e.commitment_id, e.service_organization_id, e.commissioned_by, p.part, r.name, r.birth_date::text
         FROM case_file f JOIN engagement e ON e.case_file_id = f.id JOIN part p ON p.case_file_id = f.id JOIN recipient r ON r.id = f.recipient_id WHERE f.number = $1`,
      [given.案卷编号],
    );
    expect(file).toEqual({
      state: 'IN_PROGRESS',
      year: 2026,
      registered_by: clerk.personId,
      way: 'RECIPIENT_CHOICE',
      began_on: '2026-01-06',
      commitment_id: commitmentId,
      service_organization_id: firm.id,
      commissioned_by: clerk.personId,
      part: 'PRACTITIONER',
      name: given.受援人姓名,
      birth_date: '1990-03-07',
    });
    const seen = await clerk.send(
      'query ($number: String!) { caseFiles(first: 5, filter: { number: $number }) { edges { node { state engagements { practitioner { id } } recipient { personData: personalData { idNumber } } } } } }',
      { number: given.案卷编号 },
    );
    expect(seen.caseFiles.edges[0].node).toMatchObject({
      engagements: [{ practitioner: { id: lawyer.practitionerId } }],
      recipient: { personData: { idNumber: given.身份证号码 } },
    });
  });

  test('volunteers and lawyers without a commitment, those who left, staff of others: each a problem of its row (S4-4.4a)', async () => {
    const volunteer = await agency.volunteer();
    const left = await agency.staff();
    await suite.world.rows(`UPDATE practitioner SET left_on = '2026-01-01' WHERE id = $1`, [left.practitionerId]);
    const mine = await agency.staff();
    const foreign = await (await agency.city.agency('110108')).staff();
    const names = await suite.world.rows('SELECT id, name FROM agency');
    const place = (id: string) => names.find((each) => each.id === id)?.name;
    const commissioned = (who: Member, at: string) =>
      row({ 承办人: who.name, 承办机构: place(at), 指派方式: '轮流指派', 指派日期: '2026-01-06' });
    const found = await read(
      commissioned(volunteer, agency.id),
      commissioned(left, agency.id),
      commissioned(mine, agency.id),
      commissioned(foreign, (await agency.city.agency('110108')).id),
    );
    expect(await problemsOf(found)).toEqual([
      '承办人: COMMISSION_COMMITMENT',
      '承办人: COMMISSION_PRACTITIONER_ACTIVE',
      '承办人: COMMISSION_STAFF_OF_AGENCY',
    ]);
    const [bad] = await rowsOfImport(clerk, found.id, 'BAD');
    expect(bad.problems[0]).toMatchObject({ provisions: ['S4-4.4a'], mend: '由志愿者签署本机构提出的承诺书' });
    await succeed(clerk, 'discardRegisterImport', { importId: found.id });
  });

  test('one person of one identity number is one recipient, with the address that the latest file knows', async () => {
    const same = { 受援人姓名: '同一人', 身份证号码: idOf(901) };
    const first = [
      row({ ...same, 联系电话: '13800000001', 收到日期: '2025-12-01' }),
      row({ ...same, 联系电话: '13800000002', 收到日期: '2026-01-20' }),
    ];
    await keep(await read(...first));
    const people = () => suite.world.rows(`SELECT id, phone FROM recipient WHERE name = '同一人'`);
    expect(await people()).toMatchObject([{ phone: '13800000002' }]);
    await keep(await read(row({ ...same, 联系电话: '13800000003' })));
    expect(await people()).toMatchObject([{ phone: '13800000002' }]);
    expect((await read(...first)).counts).toMatchObject({ unchanged: 2, bad: 0 });
    const other = await read(row({ ...same, 受援人姓名: '另一人' }));
    expect(await problemsOf(other)).toEqual(['受援人姓名: RECIPIENT_DIFFERS']);
  });
});

describe('what cannot be read', () => {
  test('is said of the cell that is wrong, in Chinese, and not again of what would have followed from it', async () => {
    const found = await read(
      row({ 收到日期: '收到' }),
      row({ 收到日期: '', 年度: '' }),
      row({ 收到日期: '', 年度: '去年' }),
    );
    expect(await problemsOf(found)).toEqual([
      '收到日期: DATE_UNREADABLE',
      '收到日期: MISSING',
      '年度: YEAR_UNREADABLE',
      '收到日期: MISSING',
    ]);
    for (const { problems } of await rowsOfImport(clerk, found.id))
      for (const { reason } of problems) expect(reason).not.toMatch(/[a-z]/i);
  });

  test('numbers of files and organs lose their last digits as identity numbers do', async () => {
    const heading = COLUMNS.map(cell).join('');
    const line = (more: Row, column: (typeof COLUMNS)[number], number: string) => {
      const given = row(more);
      return COLUMNS.map((each) => (each === column ? `<c><v>${number}</v></c>` : cell(given[each] ?? ''))).join('');
    };
    const lines = [
      line({}, '案卷编号', '202400120000000000'),
      line({}, '办案机关案号', '1.1010520240012301E17'),
      line({}, '办案机关案号', '110105202400120'),
    ];
    const sheet = sheetOf([heading, ...lines].map((each) => `<row>${each}</row>`).join(''));
    const found = await readRegister(suite.world, clerk, agency.id, await workbook(sheet));
    expect(found.counts).toMatchObject({ good: 1, bad: 2 });
    expect(await problemsOf(found)).toEqual([
      '案卷编号: LONG_NUMBER_LOST_DIGITS',
      '办案机关案号: LONG_NUMBER_LOST_DIGITS',
    ]);
    const text = await read(row({ 办案机关案号: '1.10105E+17' }), row({ 办案机关案号: '（2026）京0105刑初12号' }));
    expect(await problemsOf(text)).toEqual(['办案机关案号: LONG_NUMBER_LOST_DIGITS']);
  });
});

describe('the same number again', () => {
  test('with other content is bad, and every column that differs is named; with the same it is unchanged', async () => {
    const given = row();
    await keep(await read(given));
    expect((await read(given)).counts).toMatchObject({ unchanged: 1, good: 0, bad: 0 });
    const other = await read({ ...given, 案由: '工伤', 收到日期: '2026.1.6' });
    expect(await problemsOf(other)).toEqual(['案由、收到日期: NUMBER_HAS_OTHER_CONTENT']);
    const before = await read({ ...given, 年度: '2025' });
    expect(await problemsOf(before)).toEqual(['年度: NUMBER_HAS_OTHER_CONTENT']);
    const commissioned = await agency.staff();
    const [file] = await suite.world.rows('SELECT id FROM case_file WHERE number = $1', [given.案卷编号]);
    await succeed(clerk, 'commissionPractitioner', {
      caseFileId: file.id,
      practitionerId: commissioned.practitionerId,
      way: 'ROTATION',
    });
    expect((await read(given)).counts).toMatchObject({ unchanged: 1 });
    const [{ place, beganOn }] = await suite.world.rows(
      `SELECT a.name AS place, e.began_on::text AS "beganOn" FROM engagement e, agency a WHERE e.case_file_id = $1 AND a.id = $2`,
      [file.id, agency.id],
    );
    const engaged = {
      ...given,
      承办人: commissioned.name,
      承办机构: place,
      指派方式: '轮流指派',
      指派日期: beganOn,
    };
    expect((await read(engaged)).counts).toMatchObject({ unchanged: 1 });
    const elsewhere = await read({ ...engaged, 承办机构: `${place}另一处` });
    expect(await problemsOf(elsewhere)).toEqual(['承办人: NUMBER_HAS_OTHER_CONTENT']);
  });

  test('the register keeps its own numbers, and the counter goes on behind them', async () => {
    await keep(await read(row({ 案卷编号: '(2026)朝援民0041号' })));
    const { caseFile } = await succeed(clerk, 'registerCaseFile', await registrationOf(agency), 'caseFile { number }');
    expect(caseFile.number).toBe('（2026）朝援刑0042号');
  });
});

describe('between preview and keeping', () => {
  test('what changed meanwhile stops all of it: a number taken, a commitment ended (S4-4.4a)', async () => {
    const firm = await agency.lawFirm();
    const commitmentId = await commitmentOf(agency, firm);
    const lawyer = await firm.lawyer();
    const given = row({
      承办人: lawyer.name,
      执业证号: await licenceOf(lawyer),
      指派方式: '轮流指派',
      指派日期: '2026-01-06',
    });
    const found = await read(row(), given);
    await succeed(clerk, 'endCommitment', { commitmentId, reason: '双方协商终止合作' });
    const refused = expectRefusal(await keep(found), 'IMPORT_OUT_OF_DATE');
    expect(refused.message).toContain('第3行');
    expect(await suite.world.rows('SELECT FROM case_file WHERE number = $1', [given.案卷编号])).toHaveLength(0);
    expect((await registerImport(clerk, found.id)).state).toBe('READ');

    const taken = row();
    const second = await read(taken);
    await succeed(clerk, 'registerCaseFile', { ...(await registrationOf(agency)), number: taken.案卷编号 });
    expectRefusal(await keep(second), 'IMPORT_OUT_OF_DATE');
    for (const each of [found, second]) await succeed(clerk, 'discardRegisterImport', { importId: each.id });
    expectRefusal(await keep(second), 'WRONG_STATE');
  });

  test('two who keep the same at once: one does, the other is told', async () => {
    const found = await read(row(), row(), row());
    const results = await Promise.all([keep(found), keep(found)]);
    expect(results.map(({ code }) => code ?? 'KEPT').sort()).toEqual(['KEPT', 'WRONG_STATE']);
  });
});

describe('what is left behind', () => {
  test('one line in the ledger, read under the import and under every file; nothing personal in it', async () => {
    const rows = [row(), row(), row({ 身份证号码: '1.10105E+17' })];
    const found = await read(...rows);
    const kept = await keep(found, { goodRowsOnly: true });
    const lines = await suite.world.rows(
      `SELECT e.id, e.facts, e.role, count(*) FILTER (WHERE t.kind = 'CaseFile')::integer AS files, count(*)::integer AS things
         FROM ledger_entry e JOIN ledger_thing t ON t.entry_id = e.id WHERE e.event = 'REGISTER_KEPT' AND e.facts ->> 'importId' = $1 GROUP BY e.id`,
      [found.id],
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      id: kept.receipt.entryId,
      role: 'CLERK',
      files: 2,
      things: 3,
      facts: { files: 2, bad: 1, goodRowsOnly: true },
    });
    expect(JSON.stringify(lines[0].facts)).not.toContain(rows[0]?.身份证号码);
    const [file] = await suite.world.rows('SELECT id FROM case_file WHERE number = $1', [rows[0]?.案卷编号]);
    const { history } = await clerk.send(
      'query ($id: ID!) { history(kind: CaseFile, id: $id, first: 5) { edges { node { event hashMatches } } } }',
      { id: file.id },
    );
    expect(history.edges).toEqual([{ node: { event: 'REGISTER_KEPT', hashMatches: true } }]);
  });

  test('rows are sealed while they wait, and erased when they are decided or nobody decides in seven days (LAL-21, HOUSE)', async () => {
    const given = row();
    const waiting = await read(given);
    const [{ staged, sealed }] = await suite.world.rows(
      `SELECT string_agg(r::text, '') AS staged, count(*) FILTER (WHERE sealed IS NOT NULL)::integer AS sealed FROM register_import_row r WHERE import_id = $1`,
      [waiting.id],
    );
    expect(sealed).toBe(1);
    expect(staged).not.toContain(given.受援人姓名);
    expect(staged).not.toContain(given.身份证号码);
    expect(staged).not.toContain(Buffer.from(given.受援人姓名 ?? '').toString('hex'));
    const left = async (id: string) =>
      (
        await suite.world.rows(
          'SELECT count(*)::integer AS rows FROM register_import_row WHERE import_id = $1 AND num_nonnulls(sealed, number, id_number_digest, name_digest) > 0',
          [id],
        )
      )[0].rows;
    const kept = await read(row());
    await keep(kept);
    const discarded = await read(row());
    await succeed(clerk, 'discardRegisterImport', { importId: discarded.id });
    expect([await left(waiting.id), await left(kept.id), await left(discarded.id)]).toEqual([1, 0, 0]);

    suite.world.clock.setDay('2026-03-08');
    const later = await read(row());
    expect((await registerImport(clerk, waiting.id)).state).toBe('READ');
    suite.world.clock.setDay('2026-03-10');
    await read(row());
    expect((await registerImport(clerk, waiting.id)).state).toBe('EXPIRED');
    expect([await left(waiting.id), await left(later.id)]).toEqual([0, 1]);
    expectRefusal(await keep(waiting), 'WRONG_STATE');
    suite.world.clock.setDay('2026-03-02');
  });
});

describe('the template', () => {
  test.each(['csv', 'xlsx'])('as %s is itself a register that is read, with every column known', async (format) => {
    const response = await fetch(`${suite.world.server.url.replace('/graphql', '')}/case-registers/template.${format}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toContain(encodeURIComponent(`案件登记簿模板.${format}`));
    const bytes = Buffer.from(await response.arrayBuffer());
    const found = await readRegister(suite.world, clerk, agency.id, bytes);
    expect(found).toMatchObject({ state: 'READ', rowsRead: 0, counts: { good: 0, bad: 0 } });
    expect(found.notes.filter((note: string) => note.includes('没有导入的列'))).toEqual([]);
  });
});

test('brackets of another width name the same organ', async () => {
  await suite.world.rows(
    `INSERT INTO case_organ (id, kind, region_code, name) VALUES (gen_random_uuid(), 'COURT', '110105', '某区人民法院（东区）')`,
  );
  const text = csv(
    row({
      受援人姓名: '阿依·古丽',
      案件类型: '刑事',
      阶段: '审判',
      案由: '盗窃',
      援助由来: '应当通知',
      办案机关: '某区人民法院(东区)',
    }),
  );
  const found = await readRegister(suite.world, clerk, agency.id, text);
  expect(await problemsOf(found)).toEqual([]);
  await keep(found);
  expect((await readRegister(suite.world, clerk, agency.id, text.replace('·', '•'))).counts).toMatchObject({
    unchanged: 1,
  });
});

test('a notice of an organ that the register names in full is registered with it (S0-28)', async () => {
  const organId = await organOf(suite.world, 'COURT', '110105');
  const [{ name }] = await suite.world.rows('SELECT name FROM case_organ WHERE id = $1', [organId]);
  const text = csv(
    row({ 案卷编号: '登900', 案件类型: '刑事', 阶段: '审判', 案由: '盗窃', 援助由来: '应当通知', 办案机关: name }),
  );
  const found = await readRegister(suite.world, clerk, agency.id, text);
  expect(await problemsOf(found)).toEqual([]);
  await keep(found);
  const [file] = await suite.world.rows(`SELECT organ_id, ground FROM case_file WHERE number = '登900'`);
  expect(file).toEqual({ organ_id: organId, ground: 'NOTICE_MUST' });
});
