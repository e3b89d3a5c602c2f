import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { IMAGES, OFD, PDF, RECORDINGS } from '../media-types';
import { PaperUnreadable } from '../unreadable';
import { containerPages, opensAsZip } from './container';
import { drawImage, drawPixels, imagePages } from './image';
import { drawPdfPage, pdfPages } from './pdf';
import type { Inspected, PictureOrder } from './reading.types';

async function sniff(path: string): Promise<string> {
  const { fileTypeFromFile } = await import('file-type');
  const found = await fileTypeFromFile(path).catch(() => undefined);
  if (!found) throw new PaperUnreadable('PAPER_TYPE_UNKNOWN');
  if (found.mime === 'image/heic' || found.mime === 'image/heif') throw new PaperUnreadable('PAPER_HEIC');
  return found.mime === 'audio/ogg; codecs=opus' ? 'audio/ogg' : found.mime;
}

const isZip = (type: string) => type === 'application/zip' || type.startsWith('application/vnd.openxmlformats');

/**
 * What a paper is, from its bytes alone, and how many pages it has.
 *
 * Bytes that are two things at once: a type is told by the first byte on (HTML before %PDF is no PDF), and what also
 * opens as a zip is refused. Other disguises are harmless: bytes leave as an attachment of the sniffed type with
 * nosniff, and a page is shown only as a picture drawn anew.
 */
export async function inspect(path: string): Promise<Inspected> {
  const { size } = statSync(path);
  if (size === 0) throw new PaperUnreadable('PAPER_EMPTY');
  const sniffed = await sniff(path);
  if (isZip(sniffed)) return { mediaType: OFD, pages: await containerPages(path) };
  const taken = sniffed === PDF || IMAGES.has(sniffed) || RECORDINGS.has(sniffed);
  if (!taken) throw new PaperUnreadable('PAPER_TYPE_NOT_TAKEN');
  if (await opensAsZip(path)) throw new PaperUnreadable('PAPER_TWO_IN_ONE');
  if (sniffed === PDF) return { mediaType: PDF, pages: await pdfPages(path, size) };
  return { mediaType: sniffed, pages: IMAGES.has(sniffed) ? await imagePages(path) : 1 };
}

async function drawn(path: string, { mediaType, page, width }: PictureOrder): Promise<Buffer> {
  if (mediaType === PDF) return drawPixels(await drawPdfPage(path, statSync(path).size, page, width));
  if (IMAGES.has(mediaType)) return drawImage(path, page, width);
  throw new PaperUnreadable('PAPER_WITHOUT_PICTURE');
}

/** Draws one page as a WebP picture into a file that is not there yet. */
export async function draw(path: string, order: PictureOrder): Promise<void> {
  await writeFile(order.into, await drawn(path, order), { flag: 'wx', mode: 0o600 });
}
