import type { ChildProcess } from 'node:child_process';
import { truncateSync } from 'node:fs';
import sharp from 'sharp';
import { PaperReader } from '../../src/papers/reading/paper-reader';
import { pdf, pdfWithoutEnd, picture, rawPdf, tiff, useFolder, wav } from '../support/papers';
import { mp3, mp4 } from '../support/recordings';
import { zipped } from '../support/zips';

const folder = useFolder();
const reader = new PaperReader({ processes: 2, seconds: 20, patience: 6, megabytes: 1024, font: null });
afterAll(() => reader.close());

const inspected = (name: string, bytes: Buffer) => reader.inspect(folder.write(name, bytes));
const refusal = async (name: string, bytes: Buffer, by = reader) => {
  const outcome = await by.inspect(folder.write(name, bytes)).then(
    (found) => ({ code: `taken as ${found.mediaType}` }),
    (error) => error,
  );
  return outcome.code;
};
const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>';

describe('media type and pages of a paper', () => {
  test.each<[string, () => Promise<Buffer> | Buffer, string, number]>([
    ['a PDF of 1 page', () => pdf(1), 'application/pdf', 1],
    ['a PDF of 37 pages', () => pdf(37), 'application/pdf', 37],
    ['a PDF that restricts copying only', () => pdf(2, { ownerPassword: 'secret' }), 'application/pdf', 2],
    ['a PDF named as a picture', () => pdf(3), 'application/pdf', 3],
    ['a JPEG', () => picture('jpeg'), 'image/jpeg', 1],
    ['a PNG', () => picture('png'), 'image/png', 1],
    ['a WebP', () => picture('webp'), 'image/webp', 1],
    ['a TIFF of 1 page', () => picture('tiff'), 'image/tiff', 1],
    [
      'a TIFF of 3 pages',
      () =>
        tiff([
          [255, 0, 0],
          [0, 255, 0],
          [0, 0, 255],
        ]),
      'image/tiff',
      3,
    ],
    [
      'a TIFF of 1 page with smaller versions of it behind',
      async () =>
        sharp(await picture('png'))
          .tiff({ pyramid: true, tile: true, tileWidth: 64, tileHeight: 64 })
          .toBuffer(),
      'image/tiff',
      1,
    ],
    ['a recording', () => wav(), 'audio/wav', 1],
    ['a recording in MP3', () => mp3(8), 'audio/mpeg', 1],
    ['a film', () => mp4(20), 'video/mp4', 1],
    [
      'an OFD of 2 pages',
      () =>
        zipped([
          {
            name: 'OFD.xml',
            content: '<ofd:OFD><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
          },
          {
            name: 'Doc_0/Document.xml',
            content: '<ofd:Document><ofd:Pages><ofd:Page ID="1"/><ofd:Page ID="2"/></ofd:Pages></ofd:Document>',
          },
        ]),
      'application/ofd',
      2,
    ],
  ])('%s', async (name, make, mediaType, pages) => {
    await expect(inspected(`${name}.jpg`, await make())).resolves.toEqual({ mediaType, pages });
  });
});

describe('what is no paper is refused with its reason', () => {
  const half = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2));
  const docx = () =>
    zipped([
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: 'word/document.xml', content: '<w:document/>' },
    ]);
  const claims = (count: number) =>
    rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [3 0 R] /Count ${count} >>`, page]);

  test.each<[string, () => Promise<Buffer> | Buffer, string]>([
    ['nothing', () => Buffer.alloc(0), 'PAPER_EMPTY'],
    ['a text', () => Buffer.from('辩护词'), 'PAPER_TYPE_UNKNOWN'],
    [
      'a web page before a PDF',
      async () => Buffer.concat([Buffer.from('<script>1</script>'), await pdf(1)]),
      'PAPER_TYPE_UNKNOWN',
    ],
    [
      'an animation',
      async () =>
        sharp(await picture('png'))
          .gif()
          .toBuffer(),
      'PAPER_TYPE_NOT_TAKEN',
    ],
    [
      'a drawing that can run scripts',
      () => Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
      'PAPER_TYPE_NOT_TAKEN',
    ],
    [
      'a photograph as some telephones keep it',
      () => Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), Buffer.alloc(100)]),
      'PAPER_HEIC',
    ],
    ['a program', () => Buffer.concat([Buffer.from('MZ'), Buffer.alloc(600)]), 'PAPER_TYPE_NOT_TAKEN'],
    ['a zip of anything', () => zipped([{ name: 'a.txt', content: 'a' }]), 'PAPER_TYPE_NOT_TAKEN'],
    ['a Word document', docx, 'PAPER_WITHOUT_FIXED_PAGES'],
    [
      'a picture that is a zip too',
      async () => Buffer.concat([await picture('jpeg'), await docx()]),
      'PAPER_TWO_IN_ONE',
    ],
    ['a PDF that is a zip too', async () => Buffer.concat([await pdf(1), await docx()]), 'PAPER_TWO_IN_ONE'],
    ['a PDF with a password', () => pdf(1, { userPassword: 'secret' }), 'PAPER_PASSWORD'],
    [
      'a PDF header and noise',
      () => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5000, 7)]),
      'PAPER_DAMAGED',
    ],
    [
      'a PDF without pages',
      () => rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']),
      'PAPER_WITHOUT_PAGES',
    ],
    ['a PDF that claims 900 pages and has one', () => claims(900), 'PAPER_DAMAGED'],
    ['a PDF that claims a million pages', () => claims(1_000_000), 'PAPER_TOO_MANY_PAGES'],
    ['half a JPEG', async () => half(await picture('jpeg', '#123456', 2000, 2000)), 'PAPER_DAMAGED'],
    [
      'half a PNG',
      async () =>
        half(
          await sharp(await picture('png', '#123456', 500, 500))
            .png({ compressionLevel: 0 })
            .toBuffer(),
        ),
      'PAPER_DAMAGED',
    ],
    [
      'half a TIFF',
      () =>
        half(
          tiff([
            [1, 2, 3],
            [4, 5, 6],
          ]),
        ),
      'PAPER_DAMAGED',
    ],
  ])('%s', async (name, make, code) => {
    expect(await refusal(name, await make())).toBe(code);
  });

  it('a PDF larger than its reader can hold', async () => {
    const path = folder.write('huge.pdf', await pdf(1));
    truncateSync(path, 600 * 1024 * 1024);
    await expect(reader.inspect(path)).rejects.toMatchObject({ code: 'PAPER_TOO_LARGE_TO_READ' });
  });

  it('a picture of ten thousand million pixels in a few kilobytes', async () => {
    const bytes = await picture('png', '#000000', 10, 10);
    bytes.writeUInt32BE(100_000, 16);
    bytes.writeUInt32BE(100_000, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    expect(await refusal('bomb', bytes)).toBe('PAPER_TOO_MANY_PIXELS');
  });
});

describe('a hostile paper takes no more than it is given', () => {
  it('time of the processor: a page without end is given up, and the next paper is read', async () => {
    const hasty = new PaperReader({ processes: 1, seconds: 1, patience: 60, megabytes: 1024, font: null });
    const path = folder.write('endless', pdfWithoutEnd());
    const order = { mediaType: 'application/pdf', page: 1, width: 1600, into: folder.path('endless.webp') };
    const [endless, next] = await Promise.allSettled([
      hasty.draw(path, order),
      hasty.inspect(folder.write('good', await pdf(2))),
    ]);
    expect(endless).toMatchObject({ status: 'rejected', reason: { code: 'PAPER_TOO_HARD' } });
    expect(next).toMatchObject({ status: 'fulfilled', value: { pages: 2 } });
    hasty.close();
  });

  it('time of the clock: a process that does nothing at all is given up as well', async () => {
    const patient = new PaperReader({ processes: 1, seconds: 0.5, patience: 6, megabytes: 1024, font: null });
    const good = folder.write('good', await pdf(2));
    await patient.inspect(good);
    for (const child of Reflect.get(patient, 'all') as Set<ChildProcess>) child.kill('SIGSTOP');
    await expect(patient.inspect(good)).rejects.toMatchObject({ code: 'PAPER_TOO_HARD' });
    await expect(patient.inspect(good)).resolves.toMatchObject({ pages: 2 });
    patient.close();
  });

  it('memory: a process that grows beyond its limit is ended, and the next paper is read', async () => {
    const small = new PaperReader({ processes: 1, seconds: 20, patience: 6, megabytes: 220, font: null });
    const padded = Buffer.concat([await pdf(1), Buffer.alloc(300 * 1024 * 1024, '%')]);
    expect(await refusal('heavy', padded, small)).toBe('PAPER_TOO_HARD');
    await expect(small.inspect(folder.path('good'))).resolves.toMatchObject({ pages: 2 });
    small.close();
  });
});

function crc32(bytes: Buffer): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}
