import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import type { Member } from './seed';
import type { Answer, World } from './world';

export const sha256Hex = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const origin = (world: World) => world.server.url.replace(/\/graphql$/, '');

const authorized = async (who: Member | null): Promise<Record<string, string>> =>
  who ? { authorization: `Bearer ${await who.current()}` } : {};

export interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Answer;
}

/** Sends bytes to a file's papers as a client does; the digest is the true one unless another is given. */
export async function put(
  world: World,
  who: Member | null,
  caseFileId: string,
  bytes: Buffer,
  { digest = sha256Hex(bytes), headers = {} }: { digest?: string; headers?: Record<string, string> } = {},
): Promise<Sent> {
  const response = await fetch(`${origin(world)}/case-files/${caseFileId}/papers/${digest}`, {
    method: 'PUT',
    headers: { ...(await authorized(who)), ...headers },
    body: new Uint8Array(bytes),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

export interface Fetched {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

export async function getFile(
  world: World,
  who: Member | null,
  materialId: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Fetched> {
  const response = await fetch(`${origin(world)}/materials/${materialId}/file`, {
    method,
    headers: { ...(await authorized(who)), ...headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

/** An upload that says it is longer than what comes: after these bytes the connection is cut. */
export async function cutUpload(world: World, who: Member, caseFileId: string, bytes: Buffer): Promise<void> {
  const url = new URL(`${origin(world)}/case-files/${caseFileId}/papers/${sha256Hex(bytes)}`);
  const headers = { ...(await authorized(who)), 'content-length': bytes.length * 2 };
  await new Promise<void>((done) => {
    const sending = httpRequest(url, { method: 'PUT', headers });
    sending.once('error', () => done());
    sending.once('close', () => done());
    sending.write(bytes, () => setTimeout(() => sending.destroy(), 150));
  });
}

/** Digests that the local store keeps, and uploads that wait in it. */
export function onDisk({ services }: World): { readonly kept: string[]; readonly incoming: string[] } {
  const { dir } = services.config.papers;
  const folder = (name: string) => (existsSync(join(dir, name)) ? readdirSync(join(dir, name)) : []);
  const shards = readdirSync(dir).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return { kept: shards.flatMap(folder).sort(), incoming: folder('incoming') };
}

/** Tries until it is so, for what happens after an answer. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  const until = performance.now() + 60_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((wake) => setTimeout(wake, 20));
    }
  }
}
