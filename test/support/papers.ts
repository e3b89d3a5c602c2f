import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PdfDocument from 'pdfkit';
import sharp from 'sharp';
import { folderOfRun } from './folders';

/** A folder of its own that is gone after the suite. */
export function useFolder(): { path(name: string): string; write(name: string, bytes: Buffer): string } {
  const folder = folderOfRun('papers-');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  return {
    path,
    write(name, bytes) {
      writeFileSync(path(name), bytes);
      return path(name);
    },
  };
}

const whole = (document: PDFKit.PDFDocument): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
    document.end();
  });

/** A PDF of so many pages, each with a mark of its own colour in the middle. */
export function pdf(pages: number, options: PDFKit.PDFDocumentOptions = {}, mark = ''): Promise<Buffer> {
  const document = new PdfDocument({ size: 'A4', ...options, autoFirstPage: false });
  for (let page = 1; page <= pages; page += 1) {
    document.addPage();
    document.rect(100, 200, 400, 400).fill(page % 2 ? '#ff0000' : '#0000ff');
    document.fillColor('#000000').text(`${mark} ${page}`, 40, 40);
  }
  return whole(document);
}

/** A picture of one colour. */
export const picture = (format: 'jpeg' | 'png' | 'webp' | 'tiff', colour = '#00aa00', width = 400, height = 300) =>
  sharp({ create: { width, height, channels: 3, background: colour } })
    .toFormat(format)
    .toBuffer();

/** A TIFF of several pages as scanners make it: uncompressed strips, one directory after the other. */
export function tiff(colours: readonly (readonly [number, number, number])[], side = 40): Buffer {
  const pages = colours.map((colour) => Buffer.concat(Array.from({ length: side * side }, () => Buffer.from(colour))));
  const header = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
  const tags = (data: number): [number, number, number, number][] => [
    [256, 3, 1, side],
    [257, 3, 1, side],
    [258, 3, 3, data - 6],
    [259, 3, 1, 1],
    [262, 3, 1, 2],
    [273, 4, 1, data],
    [277, 3, 1, 3],
    [278, 3, 1, side],
    [279, 4, 1, side * side * 3],
  ];
  let at = 8;
  const parts = pages.map((pixels, index) => {
    const directory = Buffer.alloc(2 + 9 * 12 + 4);
    const data = at + directory.length + 6;
    directory.writeUInt16LE(9, 0);
    tags(data).forEach(([tag, type, count, value], n) => {
      directory.writeUInt16LE(tag, 2 + n * 12);
      directory.writeUInt16LE(type, 4 + n * 12);
      directory.writeUInt32LE(count, 6 + n * 12);
      directory.writeUInt32LE(value, 10 + n * 12);
    });
    at = data + pixels.length;
    directory.writeUInt32LE(index + 1 < pages.length ? at : 0, directory.length - 4);
    return Buffer.concat([directory, Buffer.from([8, 0, 8, 0, 8, 0]), pixels]);
  });
  return Buffer.concat([header, ...parts]);
}

/** A PDF written by hand: its objects as given, with the table that finds them. */
export function rawPdf(objects: readonly string[]): Buffer {
  let text = '%PDF-1.7\n';
  const offsets = objects.map((body, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = text.length;
  const lines = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${lines}`;
  return Buffer.from(`${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
}

const stream = (dictionary: string, content: string) =>
  `<< ${dictionary} /Length ${content.length} >>\nstream\n${content}\nendstream`;

/** One page that draws a tangle of curves again and again: a small file that keeps a processor busy for minutes. */
export function pdfWithoutEnd(times = 2000): Buffer {
  const point = (n: number, a: number, b: number) => `${(n * a) % 600} ${(n * b) % 600}`;
  const curves = Array.from(
    { length: 3000 },
    (_, n) => `${point(n, 13, 29)} ${point(n, 31, 37)} ${point(n, 41, 43)} c`,
  );
  return rawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 600] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>',
    stream('', '/F Do '.repeat(times)),
    stream('/Type /XObject /Subtype /Form /BBox [0 0 600 600]', `0 0 m ${curves.join(' ')} f*`),
  ]);
}

/** One page with Chinese in a font by name only, as every viewer in China has it and no server need. */
export function pdfWithoutItsFont(text = '辩护词'): Buffer {
  const codes = Buffer.from(text, 'utf16le').swap16().toString('hex');
  return rawPdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
    stream('', `BT 50 100 Td /F 60 Tf <${codes}> Tj ET`),
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 >>',
  ]);
}

/** A short recording of silence, made by hand: a WAV header and zeros. */
export function wav(): Buffer {
  const bytes = Buffer.alloc(44 + 800);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(8000, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(800, 40);
  return bytes;
}
