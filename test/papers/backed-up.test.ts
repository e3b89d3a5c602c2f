import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { hasPaper, paperPath, placePaper } from '../../src/backup/papers';
import { sha256Hex } from '../support/paper-traffic';
import { useFolder } from '../support/papers';

const folder = useFolder();

test('two backups into one folder that meet at the same paper both place it, and nothing lies beside it', async () => {
  const root = folder.path('papers');
  const bytes = Buffer.alloc(300_000, '案');
  const digest = sha256Hex(bytes);
  let go: () => void = () => undefined;
  const meanwhile = new Promise<void>((done) => {
    go = done;
  });
  async function* slowly() {
    yield bytes.subarray(0, 100_000);
    await meanwhile;
    yield bytes.subarray(100_000);
  }
  const slow = placePaper(root, digest, Readable.from(slowly()));
  expect(await placePaper(root, digest, Readable.from([bytes]))).toBe(true);
  go();
  expect(await slow).toBe(true);
  expect(await hasPaper(root, { digest, size: bytes.length })).toBe(true);
  expect(readFileSync(paperPath(root, digest)).equals(bytes)).toBe(true);
  expect(readdirSync(folder.path(`papers/${digest.slice(0, 2)}`))).toEqual([digest]);
});
