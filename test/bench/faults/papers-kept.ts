import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Findings, type Site, sleep } from './support';

const listed = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** Uploads that wait in a store: none once every sender is gone. */
export const waitingIn = (folder: string): Promise<string[]> => listed(join(folder, 'incoming'));

/** Every file of a local store, each read and hashed: nothing half, and nothing that is not what its name says. */
export async function keptIn(folder: string, findings: Findings): Promise<Set<string>> {
  const kept = new Set<string>();
  for (const shard of (await listed(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const name of await listed(join(folder, shard))) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(join(folder, shard, name)), hash);
      findings.expect(hash.digest('hex') === name, `the file ${name} is not what its name says`);
      kept.add(name);
    }
  }
  return kept;
}

/** Nothing waits any more, at the latest after this time: the server notices by itself that a sender is gone. */
export async function settled(folder: string, findings: Findings, seconds = 15): Promise<void> {
  for (const until = Date.now() + seconds * 1000; Date.now() < until; await sleep(100)) {
    if ((await waitingIn(folder)).length === 0) return;
  }
  findings.fail(`left over: ${(await waitingIn(folder)).join(' ')}`);
}

/** Digests for which a file's papers arrived, as the database says. */
export async function arrivedIn(site: Site): Promise<Set<string>> {
  const rows = await site.rows(`SELECT DISTINCT encode(digest, 'hex') AS digest FROM paper_arrival`);
  return new Set(rows.map(({ digest }) => digest as string));
}
