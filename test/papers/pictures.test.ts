import 'reflect-metadata';
import { createReadStream, readdirSync, rmSync, writeFileSync } from 'node:fs';
import promises, { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { PictureCache } from '../../src/papers/picture-cache';
import { usualChineseFont } from '../../src/papers/reading/chinese-font';
import { PaperReader } from '../../src/papers/reading/paper-reader';
import { type PicturedPaper, Pictures } from '../../src/papers/thumbnail';
import { sha256Hex } from '../support/paper-traffic';
import { pdf, pdfWithoutItsFont, picture, rawPdf, tiff, useFolder, wav } from '../support/papers';

const files = useFolder();
const reader = new PaperReader({ processes: 1, seconds: 20, patience: 6, megabytes: 1024, font: null });
afterAll(() => reader.close());

let made = 0;
async function cacheOf(most: number): Promise<{ cache: PictureCache; folder: string }> {
  made += 1;
  const folder = files.path(`cache-${made}`);
  const cache = new PictureCache(folder, most);
  await cache.prepare();
  return { cache, folder };
}
const bytes = (size: number) => (into: string) => writeFile(into, Buffer.alloc(size));
const nothing = async () => undefined;

describe('files that can be made again', () => {
  it('made once for all who want it at the same time, and not again', async () => {
    const { cache } = await cacheOf(1000);
    let times = 0;
    const make = async (into: string) => {
      times += 1;
      await new Promise((wake) => setTimeout(wake, 20));
      await writeFile(into, 'x');
    };
    await Promise.all(Array.from({ length: 10 }, () => cache.use('a', make, nothing)));
    await cache.use('a', make, nothing);
    expect(times).toBe(1);
  });

  it('beyond the limit the one not wanted for longest goes, and never the one that is being read', async () => {
    const { cache, folder } = await cacheOf(250);
    const step = () => new Promise((wake) => setTimeout(wake, 5));
    for (const name of ['a', 'b']) {
      await cache.use(name, bytes(100), nothing);
      await step();
    }
    await cache.use('a', bytes(100), nothing);
    await step();
    await cache.use('c', bytes(100), nothing);
    expect(readdirSync(folder).sort()).toEqual(['a', 'c']);
    await cache.use('a', bytes(100), async () => {
      await step();
      await cache.use('c', bytes(100), nothing);
      await cache.use('d', bytes(100), nothing);
    });
    expect(readdirSync(folder).sort()).toEqual(['a', 'd']);
    expect(cache.size).toBe(200);
  });

  it('what failed leaves nothing and is tried again; what was taken away is made again', async () => {
    const { cache, folder } = await cacheOf(1000);
    const half = async (into: string) => {
      await writeFile(into, 'half');
      throw new Error('cut');
    };
    await expect(cache.use('a', half, nothing)).rejects.toThrow('cut');
    expect(readdirSync(folder)).toEqual([]);
    await cache.use('a', bytes(10), nothing);
    rmSync(`${folder}/a`);
    await cache.use('a', bytes(20), nothing);
    expect(cache.size).toBe(20);
  });

  it('where the folder cannot be written, what is there is shown, and the rest refused as to be had later', async () => {
    const { cache, folder } = await cacheOf(1000);
    await cache.use('a', bytes(10), nothing);
    const utimes = jest
      .spyOn(promises, 'utimes')
      .mockRejectedValue(Object.assign(new Error('EROFS'), { code: 'EROFS' }));
    await expect(cache.use('a', bytes(10), async () => 'shown')).resolves.toBe('shown');
    utimes.mockRestore();
    rmSync(folder, { recursive: true });
    await expect(cache.use('b', bytes(10), nothing)).rejects.toMatchObject({ refusal: { code: 'STORE_UNAVAILABLE' } });
    await promises.mkdir(folder);
    const cut = async () => Promise.reject(new Error('cut'));
    await expect(cache.use('b', cut, nothing)).rejects.toThrow('cut');
    await expect(cache.use('b', bytes(10), async () => 'shown')).resolves.toBe('shown');
    expect(readdirSync(folder)).toEqual(['b']);
  });

  it('after a restart what is whole counts and what is half is gone', async () => {
    const { cache, folder } = await cacheOf(1000);
    await cache.use('a', bytes(300), nothing);
    writeFileSync(`${folder}/b.part`, 'half');
    const again = new PictureCache(folder, 1000);
    await again.prepare();
    expect([again.size, readdirSync(folder)]).toEqual([300, ['a']]);
    const smaller = new PictureCache(folder, 200);
    await smaller.prepare();
    expect([smaller.size, readdirSync(folder)]).toEqual([0, []]);
  });
});

describe('pages as pictures', () => {
  /** A store far away: every opening counted. */
  async function pictures(named: Readonly<Record<string, Buffer>>) {
    const papers = Object.fromEntries(Object.values(named).map((bytes) => [sha256Hex(bytes), bytes]));
    const { cache, folder } = await cacheOf(50_000_000);
    let opened = 0;
    const store = {
      pathOf: () => null,
      size: async (digest: string) => papers[digest]?.length ?? null,
      open: async (digest: string) => {
        opened += 1;
        return createReadStream(files.write(`${made}-${digest}`, papers[digest]!));
      },
    };
    const real = new Pictures(store, cache, reader);
    const pictures = {
      picture: (paper: PicturedPaper, page: number, width: number) =>
        real.picture({ ...paper, digest: sha256Hex(named[paper.digest] as Buffer) }, page, width),
    };
    return { pictures, folder, opened: () => opened };
  }
  const PDF = 'application/pdf';
  const middle = async (picture: Buffer): Promise<number[]> => {
    const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
    const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
    return [...data.subarray(at, at + 3)].map((value) => Math.round(value / 255));
  };

  it('page 2 of a PDF and of a TIFF is page 2, as wide as asked, fetched from far away once', async () => {
    const colours = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ] as const;
    const { pictures: of, opened } = await pictures({ pdf: await pdf(3), tiff: tiff(colours, 300) });
    const paper = { digest: 'pdf', mediaType: PDF, pages: 3 };
    const second = await of.picture(paper, 2, 240);
    expect(await sharp(second).metadata()).toMatchObject({ format: 'webp', width: 240 });
    expect([await middle(second), await middle(await of.picture(paper, 1, 240))]).toEqual([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expect(opened()).toBe(1);
    const scans = { digest: 'tiff', mediaType: 'image/tiff', pages: 3 };
    expect(await middle(await of.picture(scans, 2, 120))).toEqual([0, 1, 0]);
    expect(await middle(await of.picture(scans, 3, 120))).toEqual([0, 0, 1]);
  });

  it('a smaller version of a page, as scanners put it into a TIFF, is no page: page 2 is the next page', async () => {
    const scanned = tiff(
      [
        [255, 0, 0],
        [255, 0, 0],
        [0, 0, 255],
      ],
      300,
    );
    // The second directory says of its compression (1, as is usual anyway) nothing, and of itself that it is a smaller version (1).
    const second = scanned.readUInt32LE(8 + 2 + 9 * 12);
    expect(scanned.readUInt16LE(second + 2 + 3 * 12)).toBe(259);
    scanned.writeUInt16LE(254, second + 2 + 3 * 12);
    expect(await reader.inspect(files.write('scanned.tif', scanned))).toEqual({ mediaType: 'image/tiff', pages: 2 });
    const { pictures: of } = await pictures({ scanned });
    const paper = { digest: 'scanned', mediaType: 'image/tiff', pages: 2 };
    expect(await middle(await of.picture(paper, 1, 120))).toEqual([1, 0, 0]);
    expect(await middle(await of.picture(paper, 2, 120))).toEqual([0, 0, 1]);
  });

  it('a photograph is shown upright and without what the camera wrote into it', async () => {
    const photo = await sharp(await picture('jpeg', '#00aa00', 400, 200))
      .withMetadata({ orientation: 6 })
      .withExif({ IFD0: { Make: 'Invented' }, IFD3: { GPSLatitude: '39/1 54/1 0/1' } })
      .jpeg()
      .toBuffer();
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const { pictures: of } = await pictures({ photo });
    const shown = await sharp(
      await of.picture({ digest: 'photo', mediaType: 'image/jpeg', pages: 1 }, 1, 120),
    ).metadata();
    expect(shown).toMatchObject({ width: 120, height: 240 });
    expect([shown.exif, shown.xmp, shown.icc, shown.iptc]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each<[string, string, number, string]>([
    ['pdf', PDF, 4, 'PAGE_BEYOND_END'],
    ['pdf', PDF, 0, 'PAGE_BEYOND_END'],
    ['wav', 'audio/wav', 1, 'PAPER_WITHOUT_PICTURE'],
    ['ofd', 'application/ofd', 1, 'PAPER_WITHOUT_PICTURE'],
  ])('%s %s page %i: %s', async (digest, mediaType, page, code) => {
    const { pictures: of, folder } = await pictures({ pdf: await pdf(3), wav: wav(), ofd: wav() });
    await expect(of.picture({ digest, mediaType, pages: 3 }, page, 240)).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a page as long as a road or as large as a field fits into its frame', async () => {
    const page = (box: string) =>
      rawPdf([
        '<< /Type /Catalog /Pages 2 0 R >>',
        '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
        `<< /Type /Page /Parent 2 0 R /MediaBox [${box}] >>`,
      ]);
    const { pictures: of } = await pictures({ road: page('0 0 1 100000'), field: page('0 0 2000000 2000000') });
    const sizes = ['road', 'field'].map(async (digest) => {
      const { width, height } = await sharp(await of.picture({ digest, mediaType: PDF, pages: 1 }, 1, 240)).metadata();
      return [width, height];
    });
    expect(await Promise.all(sizes)).toEqual([
      [1, 480],
      [240, 240],
    ]);
  });

  it('Chinese in a font that the PDF does not bring along is drawn in one of the system, or refused rather than left out', async () => {
    const paper = files.write('by-name.pdf', pdfWithoutItsFont());
    const order = (name: string) => ({ mediaType: PDF, page: 1, width: 240, into: files.path(name) });
    await expect(reader.draw(paper, order('none'))).rejects.toMatchObject({ code: 'PAGE_FONT_MISSING' });
    await expect(reader.inspect(paper)).resolves.toEqual({ mediaType: PDF, pages: 1 });
    const font = usualChineseFont();
    if (!font) return;
    const equipped = new PaperReader({ processes: 1, seconds: 20, patience: 6, megabytes: 1024, font });
    await equipped.draw(paper, order('some'));
    equipped.close();
    const ink = (await sharp(files.path('some')).greyscale().raw().toBuffer()).filter((value) => value < 128).length;
    expect(ink).toBeGreaterThan(500);
  });

  it('a copy that is not what the paper was is not shown', async () => {
    const { cache } = await cacheOf(50_000_000);
    const bytes = await pdf(1);
    const store = {
      pathOf: () => null,
      size: async () => bytes.length,
      open: async () => createReadStream(files.write('other.pdf', bytes)),
    };
    const paper = { digest: 'f'.repeat(64), mediaType: PDF, pages: 1 };
    await expect(new Pictures(store, cache, reader).picture(paper, 1, 240)).rejects.toThrow('is not what it was');
    expect(cache.size).toBe(0);
  });

  it('a paper of our own disk that is not what it was is not shown either; put right, it is', async () => {
    const { cache } = await cacheOf(50_000_000);
    const bytes = await pdf(2);
    const altered = Buffer.from(bytes);
    altered[altered.indexOf('1 0 0 rg') + 2] = 0x31;
    const path = files.write('own.pdf', altered);
    const store = { pathOf: () => path, size: async () => bytes.length, open: async () => createReadStream(path) };
    const paper = { digest: sha256Hex(bytes), mediaType: PDF, pages: 2 };
    const pictures = new Pictures(store, cache, reader);
    await expect(pictures.picture(paper, 1, 240)).rejects.toThrow('is not what it was');
    expect(cache.size).toBe(0);
    files.write('own.pdf', bytes);
    expect((await sharp(await pictures.picture(paper, 1, 240)).metadata()).width).toBe(240);
  });
});
