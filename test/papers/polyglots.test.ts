import sharp from 'sharp';
import { PaperReader } from '../../src/papers/reading/paper-reader';
import { pdf, picture, rawPdf, tiff, useFolder, wav } from '../support/papers';
import { aac, flac, flacFrames, fragmentedMp4, mp3, mp4, ogg, webm } from '../support/recordings';
import { zipped } from '../support/zips';

const folder = useFolder();
const reader = new PaperReader({ processes: 2, seconds: 20, patience: 6, megabytes: 1024, font: null });
afterAll(() => reader.close());

type Part = Buffer | string | Promise<Buffer>;
type Row = [string, () => readonly Part[], string];

const outcome = async (name: string, parts: readonly Part[]): Promise<string> => {
  const whole = await Promise.all(parts);
  const bytes = Buffer.concat(whole.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  return reader.inspect(folder.write(name, bytes)).then(
    ({ mediaType, pages }) => `${mediaType} ${pages}`,
    ({ code }) => code,
  );
};

const zip = () => zipped([{ name: 'evil.exe', content: 'MZ'.repeat(100) }]);
const page = () => picture('jpeg');
const shot = () => picture('png');
const scan = () => tiff([[255, 0, 0]]);
/** A zip as some hide it: the end record says that nothing is in it. */
const zipOfNone = async () => {
  const bytes = await zip();
  bytes.fill(0, bytes.lastIndexOf('PK\x05\x06') + 8, bytes.lastIndexOf('PK\x05\x06') + 12);
  return bytes;
};
const noise = (length: number) => Buffer.from(Array.from({ length }, (_, n) => (n * 167 + 13) % 251));
const rar = 'Rar!\x1a\x07\x01\0';
const html = '<html><script>alert(1)</script></html>';
const program = `MZ\x90\0${'\0'.repeat(60)}This program cannot be run in DOS mode`;
/** What an editor appends to a PDF: an object anew, a table of it, an end of its own. */
const update =
  '\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 700] >>\nendobj\nxref\n0 0\ntrailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n';
const withThumbnail = (bytes: Buffer) => {
  const length = Buffer.from([0xff, 0xe1, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff]);
  return Buffer.concat([bytes.subarray(0, 2), length, bytes, bytes.subarray(2)]);
};
const plain = () =>
  rawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>',
  ]);
const wavOf = (change: (bytes: Buffer) => void) => {
  const bytes = wav();
  change(bytes);
  return bytes;
};

const ADMITTED: Row[] = [
  ['a PDF', () => [pdf(2)], 'application/pdf 2'],
  ['a PDF with line ends behind it', () => [pdf(1), '\r\n\r\n  \n'], 'application/pdf 1'],
  ['a PDF filled up with zeros', () => [pdf(1), Buffer.alloc(70_000)], 'application/pdf 1'],
  ['a PDF that was updated twice', () => [plain(), update, update], 'application/pdf 1'],
  ['a PDF with what a scanner leaves behind', () => [pdf(1), noise(900)], 'application/pdf 1'],
  ['a PDF without its end mark', () => [plain().subarray(0, -6)], 'application/pdf 1'],
  ['a PDF that says PK 5 6 by chance', () => [plain(), '%', noise(300), 'PK\x05\x06', noise(40)], 'application/pdf 1'],
  ['a JPEG', () => [page()], 'image/jpeg 1'],
  ['a JPEG with a thumbnail', () => [page().then(withThumbnail)], 'image/jpeg 1'],
  [
    'a progressive JPEG',
    () => [page().then((bytes) => sharp(bytes).jpeg({ progressive: true }).toBuffer())],
    'image/jpeg 1',
  ],
  ['a JPEG with the second picture of a telephone', () => [page(), page()], 'image/jpeg 1'],
  ['a JPEG with a short film', () => [page(), '\0\0\0\0', mp4(300_000)], 'image/jpeg 1'],
  ['a JPEG with the maker’s data', () => [page(), Buffer.alloc(16), 'SEFH', noise(200), 'SEFT'], 'image/jpeg 1'],
  ['a PNG', () => [shot()], 'image/png 1'],
  ['a WebP', () => [picture('webp', '#123456', 33, 47)], 'image/webp 1'],
  ['a TIFF', () => [scan()], 'image/tiff 1'],
  [
    'a TIFF in tiles',
    () => [page().then((bytes) => sharp(bytes).tiff({ tile: true, compression: 'lzw' }).toBuffer())],
    'image/tiff 1',
  ],
  ['a BigTIFF', () => [page().then((bytes) => sharp(bytes).tiff({ bigtiff: true }).toBuffer())], 'image/tiff 1'],
  ['a WAV', () => [wav()], 'audio/wav 1'],
  ['a WAV that was broken off', () => [wavOf((bytes) => bytes.fill(0, 4, 8).fill(0xff, 40, 44))], 'audio/wav 1'],
  ['an MP3', () => [mp3(20)], 'audio/mpeg 1'],
  ['an MP3 with a damaged place', () => [mp3(9), noise(3000), mp3(9)], 'audio/mpeg 1'],
  ['AAC', () => [aac(20)], 'audio/aac 1'],
  ['an MP4', () => [mp4(40)], 'video/mp4 1'],
  ['an MP4 in fragments', () => [fragmentedMp4()], 'video/mp4 1'],
  ['an M4A', () => [mp4(40, 'M4A ')], 'audio/x-m4a 1'],
  ['a QuickTime film', () => [mp4(40, 'qt  ')], 'video/quicktime 1'],
  ['a WebM', () => [webm(3, true)], 'video/webm 1'],
  ['a WebM as a browser records it', () => [webm(3, false)], 'video/webm 1'],
  ['an OGG', () => [ogg(4)], 'audio/ogg 1'],
  ['a FLAC', () => [flac(flacFrames())], 'audio/flac 1'],
];

const TWO = 'PAPER_TWO_IN_ONE';
const NOTHING = 'PAPER_NOTHING_RECORDED';
const REFUSED: Row[] = [
  ['PDF + zip', () => [pdf(1), zip()], TWO],
  ['PDF + zip + a byte', () => [pdf(1), zip(), '\n'], TWO],
  ['PDF + zip + junk', () => [pdf(1), zip(), noise(5000)], TWO],
  ['PDF + zip of none', () => [pdf(1), zipOfNone()], TWO],
  ['PDF + zip + an end of PDF', () => [plain(), zip(), '\n%%EOF\n'], TWO],
  ['PDF + junk + zip', () => [plain(), noise(900), zip()], TWO],
  ['PDF + the end of an empty zip', () => [plain(), 'PK\x05\x06', Buffer.alloc(18)], TWO],
  ['PDF + zip, far before another end', () => [plain(), zip(), noise(90_000), '%%EOF\n'], TWO],
  [
    'PDF with a zip in a stream, its end behind',
    () => [plain(), '\n9 0 obj\nstream\n', zip(), '\nendstream\nendobj', update],
    TWO,
  ],
  [
    'PDF with a RAR in a stream',
    () => [plain(), '\n9 0 obj\nstream\n', rar, noise(90), '\nendstream\nendobj', update],
    TWO,
  ],
  ['PDF + markup', () => [plain(), html], TWO],
  ['PDF + markup + an end of PDF', () => [plain(), html, '\n%%EOF\n'], TWO],
  ['PDF + much junk + markup + an end of PDF', () => [plain(), noise(9000), html, '\n%%EOF\n'], TWO],
  ['PDF + junk + markup', () => [plain(), noise(50), html], TWO],
  ['PDF + gzip', () => [plain(), '\n\x1f\x8b\x08\0', noise(90)], TWO],
  ['PDF + a script', () => [plain(), '\n#!/bin/sh\nrm -rf /\n'], TWO],
  ['PDF + another PDF', () => [plain(), plain()], TWO],
  ['PDF + megabytes of anything', () => [plain(), noise(2_000_000)], 'PAPER_LONG_TAIL'],
  ['PNG + zip + a byte', () => [shot(), zip(), '\n'], TWO],
  ['PNG + RAR', () => [shot(), rar, noise(50)], TWO],
  ['PNG + 7z', () => [shot(), "7z\xbc\xaf'\x1c", noise(50)], TWO],
  ['PNG + PDF', () => [shot(), plain()], TWO],
  ['JPEG + zip', () => [page(), zip()], TWO],
  ['JPEG + JPEG + program', () => [page(), page(), program], TWO],
  ['JPEG + ELF', () => [page(), '\x7fELF\x02\x01\x01', noise(90)], TWO],
  ['WebP + markup', () => [picture('webp'), html], TWO],
  ['TIFF + program', () => [scan(), program], TWO],
  ['TIFF + zip + a byte', () => [scan(), zip(), '\0'], TWO],
  ['WAV + program', () => [wav(), program], TWO],
  ['WAV + RAR', () => [wav(), rar, noise(50)], TWO],
  ['a program behind the head of a WAV', () => ['RIFF\x24\0\0\0WAVEfmt ', program], NOTHING],
  ['a WAV without sound', () => [wavOf((bytes) => bytes.fill(0, 40, 44)).subarray(0, 44)], NOTHING],
  ['MP3 + markup', () => [mp3(20), html], TWO],
  ['markup with the head of an MP3', () => ['ID3\x04\0\0\0\0\0\0', html.repeat(3)], 'PAPER_TYPE_UNKNOWN'],
  ['a frame of MP3 and markup', () => ['\xff\xfb\x90\0', Buffer.alloc(413), html.repeat(30)], NOTHING],
  ['an MP3 of one frame', () => [mp3(1)], NOTHING],
  ['AAC + zip + a byte', () => [aac(20), zip(), '\n'], TWO],
  ['an MP4 of nothing', () => ['\0\0\0\x18ftypisom\0\0\0\0isom', Buffer.alloc(20)], NOTHING],
  ['an MP4 without samples', () => [mp4(0)], NOTHING],
  ['MP4 + script', () => [mp4(9), '#!/bin/sh\n'], TWO],
  ['a WebM of nothing', () => ['\x1a\x45\xdf\xa3\x93\x42\x82\x88webm', Buffer.alloc(30)], NOTHING],
  ['a WebM without blocks', () => [webm(0, true)], NOTHING],
  ['WebM + markup', () => [webm(3, false), html], TWO],
  ['an OGG without sound', () => [ogg(0)], NOTHING],
  ['OGG + markup', () => [ogg(4), html], TWO],
  ['a FLAC without frames', () => [flac(Buffer.from(html))], NOTHING],
  ['FLAC + RAR', () => [flac(flacFrames()), rar, noise(50)], TWO],
];

/** Two bytes are seen only where they stand right behind the end: it is found to the byte. */
const GZIP_BEHIND: [string, () => readonly Part[]][] = ADMITTED.filter(
  ([name]) => !/scanner|chance|end mark|maker|film$|broken off|FLAC/.test(name) || name === 'a QuickTime film',
).map(([name, parts]) => [name, () => [...parts(), '\x1f\x8b\x08\0', noise(90)]]);

describe('what is one paper is taken, with what devices and programs leave in it', () => {
  test.each(ADMITTED)('%s', async (name, parts, taken) => {
    expect(await outcome(name, parts())).toBe(taken);
  });
});

describe('what is a paper and something else at once, or no recording at all, is refused', () => {
  test.each(REFUSED)('%s', async (name, parts, code) => {
    expect(await outcome(name.replaceAll('/', ' '), parts())).toBe(code);
  });
});

describe('gzip right behind the end is refused', () => {
  test.each(GZIP_BEHIND)('%s', async (name, parts) => {
    expect(await outcome(name, parts())).toBe(TWO);
  });
});
