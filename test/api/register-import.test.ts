import { expectedProblems, sampleCsv, sampleSheet, sampleXlsx } from '../samples/register';
import { type AgencySeed, type Member, seedCity } from '../support/seed';
import { act, succeed } from '../support/seed-case-files';
import { readRegister, registerImport, rowsOfImport, seedSampleGround } from '../support/seed-registers';
import { expectRefusal, useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;
let clerk: Member;

const TABLES = ['proceeding', 'recipient', 'case_file', 'part', 'engagement', 'case_number_counter', 'ledger_thing'];
/** One digest over every row of the tables that an import writes. */
const digests = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      TABLES.filter((table) => table !== 'ledger_thing').map(async (table) => {
        const [row] = await suite.world.rows(
          `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest FROM ${table} t`,
        );
        return [table, row.digest];
      }),
    ),
  );

const expectRows = async (id: string, format: 'CSV' | 'XLSX') => {
  const { rowOf } = sampleSheet();
  const bad = await rowsOfImport(clerk, id, 'BAD');
  const found = bad.map(({ rowNo, problems }) => [rowNo, problems[0].code]);
  expect(found).toEqual(expectedProblems(format).map(({ n, code }) => [rowOf(n), code]));
  for (const { problems } of bad) {
    for (const { column, reason, mend } of problems) {
      expect(column).not.toBe('');
      expect(reason).toMatch(/[\u4e00-\u9fff]/);
      expect(mend).toMatch(/[\u4e00-\u9fff]/);
    }
  }
  return bad;
};

beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
  clerk = await agency.clerk;
  await seedSampleGround(agency);
});

describe('the sample of 200 rows', () => {
  test('as XLSX: 148 rows are good, 52 are bad, each for the reason that it has', async () => {
    const found = await readRegister(suite.world, clerk, agency.id, await sampleXlsx());
    expect(found).toMatchObject({ state: 'READ', format: 'XLSX', encoding: null, rowsRead: 200 });
    await expectRows(found.id, 'XLSX');
    expect(found.counts).toEqual({ good: 148, unchanged: 0, bad: 52, skipped: 4 });
    expect(found.notes.join('\n')).toContain('另有1张没有读取');
    expect(await suite.world.rows('SELECT FROM case_file')).toHaveLength(0);
    await succeed(clerk, 'discardRegisterImport', { importId: found.id });
  });

  test('as GB18030 CSV: two more are bad, for a CSV has no merged cells; kept, and kept again without any change', async () => {
    const found = await readRegister(suite.world, clerk, agency.id, sampleCsv());
    expect(found).toMatchObject({ state: 'READ', format: 'CSV', encoding: 'GB18030', rowsRead: 200 });
    const bad = await expectRows(found.id, 'CSV');
    expect(found.counts).toEqual({ good: 146, unchanged: 0, bad: 54, skipped: 4 });
    expect(bad.find(({ problems }) => problems[0].code === 'COMMISSION_COMMITMENT')?.problems[0].provisions).toEqual([
      'S4-4.4a',
    ]);

    expectRefusal(await act(clerk, 'keepRegisterImport', { importId: found.id }), 'IMPORT_HAS_BAD_ROWS');
    expect(await suite.world.rows('SELECT FROM case_file')).toHaveLength(0);
    const before = await digests();
    const shown = await act(clerk, 'keepRegisterImport', { importId: found.id, goodRowsOnly: true }, '', {
      preview: true,
    });
    expect(shown.receipt).toMatchObject({ preview: true, entryId: null });
    expect(await digests()).toEqual(before);

    const kept = await succeed(
      clerk,
      'keepRegisterImport',
      { importId: found.id, goodRowsOnly: true },
      'registerImport { state }',
    );
    expect(kept.registerImport.state).toBe('KEPT');
    const [counted] = await suite.world.rows(
      `SELECT count(*)::integer AS files, count(*) FILTER (WHERE state = 'IN_PROGRESS')::integer AS running FROM case_file`,
    );
    const [engagements] = await suite.world.rows('SELECT count(*)::integer AS all FROM engagement');
    expect(counted.files).toBe(146);
    expect(engagements.all).toBe(counted.running);
    const after = await digests();

    const again = await readRegister(suite.world, clerk, agency.id, sampleCsv());
    expect(again.counts).toEqual({ good: 0, unchanged: 146, bad: 54, skipped: 4 });
    await succeed(clerk, 'keepRegisterImport', { importId: again.id, goodRowsOnly: true });
    expect(await digests()).toEqual(after);
    // The workbook says the same of the rows that both can read.
    const book = await readRegister(suite.world, clerk, agency.id, await sampleXlsx());
    expect(book.counts).toEqual({ good: 2, unchanged: 146, bad: 52, skipped: 4 });
    await succeed(clerk, 'discardRegisterImport', { importId: book.id });
    expect(await digests()).toEqual(after);
    expect((await registerImport(clerk, again.id)).state).toBe('KEPT');
  });
});
