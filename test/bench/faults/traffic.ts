import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { type AgencySeed, City } from '../../support/seed';
import { caseFileOf } from '../../support/seed-case-files';
import type { Row, World } from '../../support/world';
import type { Login } from './support';

/** Somebody who handles a file and may put papers into it. */
export interface Handler extends Login {
  readonly caseFileId: string;
}

/** Files in progress, each with a practitioner of its own. */
export async function seedHandlers(agency: AgencySeed, files: number): Promise<Handler[]> {
  const handlers: Handler[] = [];
  for (let n = 0; n < files; n += 1) {
    const file = await (await caseFileOf(agency)).commissioned();
    const { login, password } = file.practitioner as Login;
    handlers.push({ login, password, caseFileId: file.id });
  }
  return handlers;
}

/** The same in a city with nothing else in it. */
export const seedOnlyHandlers = (files: number) => async (world: World) =>
  seedHandlers(await new City(world).agency('110105'), files);

/** Bytes in common, so that papers of tens of megabytes cost no memory each; what differs stands before them. */
const COMMON = randomBytes(1 << 20);

/** A paper of its own content, in pieces. */
export interface Paper {
  readonly digest: string;
  readonly size: number;
  pieces(): Generator<Buffer>;
}

/** A scan (PDF of one page with a large stream) or a recording (WAV) of about so many bytes, different for each name. */
export function paperOf(name: string, bytes: number, kind: 'pdf' | 'wav'): Paper {
  const unique = createHash('sha512').update(name).digest();
  const filler = Math.max(0, bytes - 1000);
  const [head, tail] = kind === 'wav' ? wav(filler + unique.length) : pdf(filler + unique.length);
  function* pieces(): Generator<Buffer> {
    yield head;
    yield unique;
    for (let left = filler; left > 0; left -= COMMON.length) yield COMMON.subarray(0, Math.min(left, COMMON.length));
    yield tail;
  }
  const hash = createHash('sha256');
  for (const piece of pieces()) hash.update(piece);
  return { digest: hash.digest('hex'), size: head.length + unique.length + filler + tail.length, pieces };
}

function wav(data: number): [Buffer, Buffer] {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    head.writeUInt16LE(value, at);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.write('data', 36);
  head.writeUInt32LE(data, 40);
  return [head, Buffer.alloc(0)];
}

function pdf(data: number): [Buffer, Buffer] {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
  ];
  let head = '%PDF-1.4\n';
  const places: number[] = [];
  for (const [index, object] of objects.entries()) {
    places.push(head.length);
    head += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  places.push(head.length);
  head += `4 0 obj\n<< /Length ${data} >>\nstream\n`;
  const end = '\nendstream\nendobj\n';
  const table = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const tail = `${end}xref\n0 5\n0000000000 65535 f \n${table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${head.length + data + end.length}\n%%EOF\n`;
  return [Buffer.from(head), Buffer.from(tail)];
}

export interface Sent {
  /** Null: the connection ended without an answer. */
  readonly status: number | null;
  readonly code: string | null;
}

/** Until it takes more, or never will. */
async function writable(sending: ClientRequest): Promise<void> {
  const heard = new AbortController();
  const of = (event: string) => once(sending, event, { signal: heard.signal });
  await Promise.race([of('drain'), of('close')]).finally(() => heard.abort());
}

async function write(sending: ClientRequest, paper: Paper, upTo: number): Promise<void> {
  let sent = 0;
  for (const piece of paper.pieces()) {
    const part = piece.subarray(0, upTo - sent);
    sent += part.length;
    if (sending.destroyed) return;
    if (part.length && !sending.write(part)) await writable(sending);
    if (sent >= upTo) return;
  }
}

/** Uploads a paper to a file; with `cutAt` the connection is cut after so many bytes of the body. */
export async function upload(
  url: string,
  token: string,
  caseFileId: string,
  paper: Paper,
  cutAt: number | null = null,
): Promise<Sent> {
  const sending = request(new URL(`/case-files/${caseFileId}/papers/${paper.digest}`, url), {
    method: 'PUT',
    agent: false,
    headers: { authorization: `Bearer ${token}`, 'content-length': paper.size },
  });
  const answered = new Promise<Sent>((done) => {
    sending.once('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
      });
      response.once('close', () => {
        const code = /"code":"(\w+)"/.exec(text)?.[1] ?? null;
        done({ status: response.complete ? (response.statusCode ?? null) : null, code });
        sending.destroy();
      });
    });
    sending.once('close', () => done({ status: null, code: null }));
    sending.on('error', () => undefined);
  });
  await write(sending, paper, cutAt ?? paper.size).catch(() => undefined);
  if (cutAt !== null) sending.destroy();
  else sending.end();
  return answered;
}

/** Digest and size of what comes down for a material. */
export async function download(
  url: string,
  token: string,
  materialId: string,
): Promise<{ status: number; digest: string; size: number }> {
  const response = await fetch(new URL(`/materials/${materialId}/file`, url), {
    headers: { authorization: `Bearer ${token}` },
  });
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of response.body ?? []) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { status: response.status, digest: hash.digest('hex'), size };
}

export const RECORD_MATERIAL = `mutation ($input: RecordMaterialInput!, $key: String!) {
  result: recordMaterial(input: $input, idempotencyKey: $key) {
    __typename
    ... on RecordMaterialSuccess { receipt { entryId } material { id size } }
    ... on Refusal { code message }
  }
}`;

export const RECORD_ACTIVITY = `mutation ($input: RecordActivityInput!, $key: String!) {
  result: recordActivity(input: $input, idempotencyKey: $key) {
    __typename
    ... on RecordActivitySuccess { receipt { entryId } activity { id } }
    ... on Refusal { code message }
  }
}`;

export const activityOf = (caseFileId: string, on: string): Row => ({
  caseFileId,
  kind: 'MEETING',
  tookPlaceOn: on,
  place: '看守所',
  present: '承办人、受援人',
  summary: '了解案情，告知权利义务和风险',
  toldRights: true,
  toldDuties: true,
  toldRisks: true,
});
