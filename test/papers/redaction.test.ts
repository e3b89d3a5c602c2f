import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { jpegExtent, pdfOf } from '../../src/papers/page-pdf';
import { PictureCache } from '../../src/papers/picture-cache';
import { PaperReader } from '../../src/papers/reading/paper-reader';
import { blacken, type RedactionBox } from '../../src/papers/redaction';
import { Pictures } from '../../src/papers/thumbnail';
import { pdf, picture, useFolder } from '../support/papers';

const files = useFolder();
const reader = new PaperReader({ processes: 1, seconds: 20, patience: 6, megabytes: 1024, font: null });
afterAll(() => reader.close());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A store of one paper. */
async function picturesOf(bytes: Buffer): Promise<{ pictures: Pictures; digest: string }> {
  const digest = sha256(bytes);
  const path = files.write(digest, bytes);
  const cache = new PictureCache(files.path(`cache-${digest.slice(0, 8)}`), 1 << 26);
  await cache.prepare();
  const store = {
    pathOf: () => path,
    size: async () => bytes.length,
    open: async () => createReadStream(path),
  };
  return { pictures: new Pictures(store, cache, reader), digest };
}

const pixel = async (bytes: Buffer, x: number, y: number): Promise<number[]> => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (y * info.width + x) * info.channels;
  return [...data.subarray(at, at + 3)];
};

const isBlack = (colour: number[]) => Math.max(...colour) < 24;

test('pixels under a box are black, those beside it as they were, also where a box reaches over the edge', () => {
  const white = () => ({ data: Buffer.alloc(100 * 100 * 3, 255), width: 100, height: 100, channels: 3 });
  const one = white();
  blacken(one, [{ left: 2000, top: 3000, width: 1000, height: 500 }]);
  const at = (x: number, y: number) => one.data[(y * 100 + x) * 3];
  for (const [x, y] of [
    [20, 30],
    [29, 34],
    [18, 28],
    [31, 36],
  ] as const)
    expect([x, y, at(x, y)]).toEqual([x, y, 0]);
  for (const [x, y] of [
    [17, 30],
    [32, 30],
    [20, 27],
    [20, 37],
  ] as const)
    expect([x, y, at(x, y)]).toEqual([x, y, 255]);
  const edge = white();
  blacken(edge, [{ left: 9900, top: 9900, width: 100, height: 100 }]);
  expect(edge.data.at(-1)).toBe(0);
  const opaque = { data: Buffer.alloc(4 * 4 * 4), width: 4, height: 4, channels: 4 };
  blacken(opaque, [{ left: 0, top: 0, width: 10_000, height: 10_000 }]);
  expect(opaque.data.readUInt32LE(0)).toBe(0xff000000);
});

const BOX: RedactionBox = { left: 2000, top: 3000, width: 6000, height: 4000 };

test('a page of a PDF is drawn anew with what lay under a box gone, and without a word of the document', async () => {
  const original = await pdf(2, { info: { Title: '某某委托书', Author: '某律师' } }, 'secret-name');
  const { pictures, digest } = await picturesOf(original);
  const paper = { digest, mediaType: 'application/pdf', pages: 2 };
  const page = (boxes: RedactionBox[]) => pictures.blinded(paper, 1, boxes, (path) => readFile(path));
  const [bare, hidden] = [await page([]), await page([BOX])];
  const { width, height } = jpegExtent(hidden);
  expect([width, Math.round((height / width) * 1000)]).toEqual([1600, 1414]);
  const middle = [width / 2, Math.round(height / 2)] as const;
  expect(isBlack(await pixel(bare, ...middle))).toBe(false);
  expect(isBlack(await pixel(hidden, ...middle))).toBe(true);
  // Two papers that differ only under the box are the same bytes.
  const other = await picturesOf((await pdf(2)).subarray());
  const top: RedactionBox = { left: 0, top: 0, width: 10_000, height: 1000 };
  const masked = await pictures.blinded(paper, 1, [top], (path) => readFile(path));
  const otherMasked = await other.pictures.blinded({ ...paper, digest: other.digest }, 1, [top], (path) =>
    readFile(path),
  );
  expect(sha256(masked)).toBe(sha256(otherMasked));
  expect(
    sha256(await other.pictures.blinded({ ...paper, digest: other.digest }, 1, [], (path) => readFile(path))),
  ).not.toBe(sha256(bare));
  for (const word of ['secret', 'Exif', 'pdfkit', digest]) expect(hidden.includes(word)).toBe(false);
  await expect(page([BOX]).then(() => pictures.blinded(paper, 3, [], readFile))).rejects.toMatchObject({
    code: 'PAGE_BEYOND_END',
  });
});

test('a photograph loses its place, its device and what lay under a box', async () => {
  const original = await sharp(await picture('jpeg', '#ff0000'))
    .withExif({ IFD0: { Make: 'secret-camera', Copyright: 'secret-owner' } })
    .jpeg()
    .toBuffer();
  expect(original.includes('secret-camera')).toBe(true);
  const { pictures, digest } = await picturesOf(original);
  const paper = { digest, mediaType: 'image/jpeg', pages: 1 };
  const hidden = await pictures.blinded(paper, 1, [BOX], (path) => readFile(path));
  expect(hidden.includes('secret')).toBe(false);
  const { exif, xmp, icc, iptc } = await sharp(hidden).metadata();
  expect([exif, xmp, icc, iptc]).toEqual([undefined, undefined, undefined, undefined]);
  expect(isBlack(await pixel(hidden, 200, 150))).toBe(true);
  expect(await pixel(hidden, 10, 10)).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
  expect((await pixel(hidden, 10, 10))[0]).toBeGreaterThan(240);
});

test('the pages go into a PDF that says nothing of itself and that our own reader opens', async () => {
  const pages = [await picture('jpeg', '#123456', 160, 200), await picture('jpeg', '#654321', 200, 100)];
  const chunks: Buffer[] = [];
  for await (const chunk of pdfOf(2, async (page) => pages[page - 1] as Buffer)) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  expect(await reader.inspect(files.write('made.pdf', whole))).toEqual({ mediaType: 'application/pdf', pages: 2 });
  expect(whole.toString('latin1')).not.toMatch(/Producer|Creator|CreationDate|ModDate|Author|Title|\/ID\b|\/Info\b/);
  const { pictures, digest } = await picturesOf(whole);
  const drawn = await pictures.blinded({ digest, mediaType: 'application/pdf', pages: 2 }, 2, [], (path) =>
    readFile(path),
  );
  const { width, height } = jpegExtent(drawn);
  expect(Math.round((width / height) * 100)).toBe(200);
  const [red, green, blue] = await pixel(drawn, 40, 40);
  expect(
    Math.abs((red as number) - 0x65) + Math.abs((green as number) - 0x43) + Math.abs((blue as number) - 0x21),
  ).toBeLessThan(12);
});
