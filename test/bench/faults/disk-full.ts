import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { arrivedIn, keptIn, settled } from './papers-kept';
import { call, type Findings, onEnd, Site, signIn } from './support';
import { type Handler, type Paper, paperOf, seedOnlyHandlers, upload } from './traffic';

/** A small file system in memory, gone at the end. */
export function smallDisk(folder: string, mb: number): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mb}m,mode=700`, 'tmpfs', folder]);
  onEnd(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Uploads go on until there is no room, are refused without a trace, and go on again once room is made. */
export async function fillDisk(
  site: Site,
  handler: Handler,
  folder: string,
  findings: Findings,
  { diskMb, paperMb, room }: { diskMb: number; paperMb: number; room: () => void },
): Promise<string> {
  const token = await signIn(site.url, handler);
  const send = (paper: Paper) => upload(site.url, token, handler.caseFileId, paper);
  const papers = Array.from({ length: Math.ceil(diskMb / paperMb) + 4 }, (_, n) =>
    paperOf(`full ${n}`, paperMb * 1_000_000, n % 2 ? 'pdf' : 'wav'),
  );
  const taken: Paper[] = [];
  const refused: Paper[] = [];
  const book = async (paper: Paper) => {
    const { status, code } = await send(paper);
    const full = status === 507 && code === 'PAPERS_FULL';
    findings.expect(status === 200 || full, `upload: HTTP ${status} ${code}`);
    (status === 200 ? taken : refused).push(paper);
  };
  for (const paper of papers.slice(0, -4)) await book(paper);
  await Promise.all(papers.slice(-4).map(book));
  findings.expect(taken.length > 0 && refused.length >= 4, `${taken.length} taken, ${refused.length} refused`);
  const whole = async () => {
    await settled(folder, findings);
    const [kept, arrived] = [await keptIn(folder, findings), await arrivedIn(site)];
    const same = (found: Set<string>) => found.size === taken.length && taken.every(({ digest }) => found.has(digest));
    findings.expect(same(kept), `${kept.size} files in the store for ${taken.length} taken`);
    findings.expect(same(arrived), `${arrived.size} arrivals for ${taken.length} taken`);
  };
  await whole();
  const read = await call(site.url, '{ regions { code } }', {});
  findings.expect(read.data?.regions?.length > 0, `a read while the disk is full: ${JSON.stringify(read)}`);
  const [before, none] = [taken.length, refused.length];
  room();
  for (const paper of refused.splice(0)) await book(paper);
  findings.expect(refused.length === 0, `${refused.length} still refused although there is room`);
  await whole();
  findings.expect(site.said.includes('ENOSPC'), 'the log does not say why papers were refused');
  findings.expect(!site.said.includes('"fault"'), `the server said: ${site.said.slice(-600)}`);
  return `${before} papers of ${paperMb} MB taken on ${diskMb} MB, ${none} refused as PAPERS_FULL (507) without a trace, all ${none} taken after room was made`;
}

/** The store of the papers on a disk of 30 MB. */
export async function diskFull(args: string[], findings: Findings): Promise<string> {
  const { values } = parseArgs({
    args,
    options: { disk: { type: 'string', default: '30' }, size: { type: 'string', default: '5' } },
  });
  if (process.getuid?.() !== 0) throw new Error('mounting a small file system needs root');
  const [diskMb, paperMb] = [Number(values.disk), Number(values.size)];
  const folder = `/var/tmp/anzhi-small-disk-${process.pid}`;
  smallDisk(folder, diskMb);
  const { site, seeded } = await Site.build(seedOnlyHandlers(1), {
    settings: { ANZHI_PAPERS_DIR: folder },
  });
  await site.startServer();
  const room = () => execFileSync('mount', ['-o', `remount,size=${diskMb * 4}m`, folder]);
  const told = await fillDisk(site, seeded[0] as Handler, folder, findings, { diskMb, paperMb, room });
  findings.expect((await site.endServer('SIGTERM')) === 0, 'the server did not stop in order at the end');
  return told;
}
