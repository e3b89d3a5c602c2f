import 'reflect-metadata';
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { auditPapers } from '../../src/case-files/paper-audit';
import { onDisk } from '../support/paper-traffic';
import { seedCity } from '../support/seed';
import { caseFileOf } from '../support/seed-case-files';
import { smallPdf } from '../support/seed-papers';
import { startTestServer, stopOnSignal } from '../support/test-server';
import { World } from '../support/world';

/** Uploads at once from a process of their own, a third of them cut: the server's memory, and what is left of them. */
const UPLOADS = Number(process.env.BENCH_UPLOADS ?? 500);
const AT_ONCE = Number(process.env.BENCH_AT_ONCE ?? 50);
const BYTES = Number(process.env.BENCH_MB ?? 20) * 1_000_000;

interface Job {
  readonly url: string;
  readonly token: string;
}
interface Report {
  readonly acknowledged: readonly string[];
  readonly cut: number;
  readonly failed: readonly string[];
}

/** What follows the header is a comment of random bytes that no two papers share. */
function paper(): Buffer {
  const pdf = smallPdf(randomBytes(8).toString('hex'));
  const filler = randomBytes((BYTES - pdf.length) / 2).toString('hex');
  return Buffer.concat([pdf.subarray(0, 9), Buffer.from(`%${filler}\n`), pdf.subarray(9)]);
}

/** The digest where it was acknowledged, null where it was cut on purpose, else what went wrong. */
const send = ({ url, token }: Job, cut: boolean): Promise<string | null | Error> =>
  new Promise((done) => {
    const bytes = paper();
    const digest = createHash('sha256').update(bytes).digest('hex');
    const headers = { authorization: `Bearer ${token}`, 'content-length': bytes.length };
    const sending = request(`${url}/${digest}`, { method: 'PUT', headers }, (response) => {
      response
        .resume()
        .on('end', () => done(response.statusCode === 200 ? digest : new Error(`${response.statusCode}`)));
    });
    sending.on('error', (error) => done(cut ? null : error));
    if (cut) sending.write(bytes.subarray(0, bytes.length / 2), () => sending.destroy());
    else sending.end(bytes);
  });

async function client(job: Job): Promise<Report> {
  const acknowledged: string[] = [];
  const failed: string[] = [];
  let [next, cut] = [0, 0];
  const work = async () => {
    for (let mine = next++; mine < UPLOADS; mine = next++) {
      const result = await send(job, mine % 3 === 2);
      if (typeof result === 'string') acknowledged.push(result);
      else if (result) failed.push(result.message);
      else cut += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { acknowledged, cut, failed };
}

const mb = (bytes: number) => Math.round(bytes / 1_000_000);

async function main(): Promise<void> {
  const stop = await startTestServer({});
  stopOnSignal(stop);
  const world = await World.open({ ANZHI_TOKEN_MINUTES: '600' });
  const agency = await (await seedCity(world)).agency('110105');
  const file = await (await caseFileOf(agency)).commissioned();
  const token = await file.practitioner!.current();
  const job: Job = { url: world.server.url.replace('/graphql', `/case-files/${file.id}/papers`), token };
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  const began = Date.now();
  const child = fork(__filename, ['client'], { env: { ...process.env } });
  child.send(job);
  const report = await new Promise<Report>((done) => child.once('message', (message) => done(message as Report)));
  clearInterval(watch);
  const seconds = (Date.now() - began) / 1000;
  const { checked, broken } = await auditPapers(world.services);
  const { kept, incoming } = onDisk(world);
  const lost = report.acknowledged.filter((digest) => !kept.includes(digest));
  process.stdout.write(
    `${UPLOADS} uploads of ${mb(BYTES)} MB, ${AT_ONCE} at a time, in ${seconds.toFixed(0)} s: acknowledged ${report.acknowledged.length}, cut ${report.cut}, failed ${report.failed.length} ${[...new Set(report.failed)].join(' ')}
server memory before ${mb(before)} MB, most ${mb(most)} MB; kept ${kept.length}, verified ${checked}, broken ${broken.length}, lost ${lost.length}, half files ${incoming.length}\n`,
  );
  const wrong = [report.failed, broken, lost, incoming].some((list) => list.length > 0);
  if (wrong || kept.length !== report.acknowledged.length) process.exitCode = 1;
  await world.close();
  await stop();
}

if (process.argv[2] === 'client') {
  process.once('message', (job) => {
    client(job as Job).then((report) => process.send?.(report, () => process.exit(0)));
  });
} else {
  main().catch((error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  });
}
