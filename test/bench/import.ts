import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import ExcelJS from 'exceljs';
import { encode } from 'iconv-lite';
import { idNumberCheckDigit } from '../../src/platform/crypto';
import { SAMPLE_HEADINGS, SAMPLE_LAWYERS } from '../samples/register';
import { folderOfRun } from '../support/folders';
import { City } from '../support/seed';
import { registerImport, seedSampleGround } from '../support/seed-registers';
import { startTestServer, stopOnSignal } from '../support/test-server';
import { newKey, World } from '../support/world';

/** A register of many rows through the API: `npm run bench:import -- --rows 100000 [--format csv|xlsx] [--export csv|xlsx]`. */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    format: { type: 'string', default: 'csv' },
    export: { type: 'string' },
  },
});
const ROWS = Number(values.rows);

const KEEP = `mutation ($input: KeepRegisterImportInput!, $key: String!) { keepRegisterImport(input: $input, idempotencyKey: $key) {
  ... on KeepRegisterImportSuccess { registerImport { state counts { good } } } ... on Refusal { code message } } }`;

function rowOf(n: number): (string | null)[] {
  const year = 1940 + (n % 65);
  const first17 = `${110101 + (Math.floor(n / 65_000) % 16)}${year}${String((n % 12) + 1).padStart(2, '0')}${String((n % 28) + 1).padStart(2, '0')}${String(Math.floor(n / 65) % 1000).padStart(3, '0')}`;
  const day = new Date(Date.UTC(2022, 0, 4) + (n % 1400) * 86_400_000).toISOString().slice(0, 10);
  const lawyer = SAMPLE_LAWYERS[n % (SAMPLE_LAWYERS.length - 1)];
  const number = `（${day.slice(0, 4)}）朝援民${String(n).padStart(6, '0')}号`;
  const name = `受援人${n}`;
  return [
    String(n + 1),
    number,
    name,
    first17 + idNumberCheckDigit(first17),
    null,
    `138${String(n).padStart(8, '0')}`,
    '民事',
    '诉讼',
    '追索劳动报酬',
    '申请',
    day.replace(/-/g, '.'),
    day,
    null,
    '否',
    lawyer?.name ?? null,
    lawyer?.licence ?? null,
    lawyer?.firm ?? null,
    '轮流指派',
    day,
    '本行的备注',
  ];
}

async function writeCsv(path: string): Promise<void> {
  const lines = function* () {
    yield encode(`${SAMPLE_HEADINGS.join(',')}\r\n`, 'gb18030');
    for (let n = 0; n < ROWS; n += 1) yield encode(`${rowOf(n).join(',')}\r\n`, 'gb18030');
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

async function writeXlsx(path: string): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true });
  const sheet = book.addWorksheet('登记簿');
  sheet.addRow([...SAMPLE_HEADINGS]).commit();
  for (let n = 0; n < ROWS; n += 1) {
    sheet.addRow(rowOf(n)).commit();
    if (n % 1000 === 0) await new Promise((wake) => setImmediate(wake));
  }
  await book.commit();
}

const mb = (bytes: number) => Math.round(bytes / 1_048_576);

async function bench(world: World, path: string): Promise<void> {
  const agency = await new City(world).agency('110105');
  const clerk = await agency.clerk;
  await seedSampleGround(agency);
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const phase = async (name: string, work: () => Promise<string>) => {
    global.gc?.();
    const before = process.memoryUsage.rss();
    peak = before;
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    const said = await work();
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(
      `${name}: ${seconds.toFixed(1)} s (CPU of this process ${((user + system) / 1e6).toFixed(1)} s), ${Math.round(ROWS / seconds)} rows/s, RSS before ${mb(before)} MB, peak ${mb(peak)} MB; ${said}\n`,
    );
  };
  try {
    let id = '';
    await phase('staging', async () => {
      const response = await fetch(`${world.server.url.replace('/graphql', '')}/case-registers?agencyId=${agency.id}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await clerk.current()}`, 'content-type': 'application/octet-stream' },
        body: Readable.toWeb(createReadStream(path)) as never,
        duplex: 'half',
      } as RequestInit);
      const answer = (await response.json()) as { importId?: string };
      if (!answer.importId) throw new Error(JSON.stringify(answer));
      id = answer.importId;
      for (;;) {
        const found = await registerImport(clerk, id);
        if (found.state !== 'READING') return `${found.state} ${JSON.stringify(found.counts)} ${found.failure ?? ''}`;
        await new Promise((wake) => setTimeout(wake, 250));
      }
    });
    await phase('keeping', async () => {
      const { keepRegisterImport } = await clerk.send(KEEP, { input: { importId: id }, key: newKey() });
      return JSON.stringify(keepRegisterImport);
    });
    if (values.export) {
      await phase(`export ${values.export}`, async () => {
        const response = await fetch(`${world.server.url.replace('/graphql', '')}/export/caseFiles.${values.export}`, {
          headers: { authorization: `Bearer ${await clerk.current()}` },
        });
        let bytes = 0;
        for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) bytes += chunk.length;
        return `${response.status}, ${mb(bytes)} MB`;
      });
    }
    const [files] = await world.rows('SELECT count(*)::integer AS files FROM case_file');
    process.stdout.write(`case files in the database: ${files.files}\n`);
  } finally {
    clearInterval(watch);
  }
}

async function main(): Promise<void> {
  const stop = await startTestServer({});
  stopOnSignal(stop);
  const path = join(folderOfRun('bench-'), `register.${values.format}`);
  try {
    await (values.format === 'xlsx' ? writeXlsx(path) : writeCsv(path));
    process.stdout.write(`${ROWS} rows, ${values.format}, ${mb(statSync(path).size)} MB\n`);
    const world = await World.open({ LOG_LEVEL: 'error', ANZHI_REGISTER_ROWS: String(Math.max(ROWS, 200_000)) });
    try {
      await bench(world, path);
    } finally {
      await world.close();
    }
  } finally {
    await stop();
  }
}

main();
