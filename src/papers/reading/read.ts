import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { IMAGES, OFD, PDF, RECORDINGS } from '../media-types';
import { blacken, type RawPicture } from '../redaction';
import { PaperUnreadable } from '../unreadable';
import { withBytes } from './bytes';
import { containerPages } from './container';
import { blackenedJpeg, drawImage, drawPixels, imagePages, imagePixels } from './image';
import { strangersIn } from './own-end';
import { drawPdfPage, pdfPages } from './pdf';
import type { BlindOrder, Inspected, PictureOrder } from './reading.types';
import { strangersInRecording } from './recording';
import { refuseStowaways } from './stowaway';

async function sniff(path: string): Promise<string> {
  const { fileTypeFromFile } = await import('file-type');
  const found = await fileTypeFromFile(path).catch(() => undefined);
  if (!found) throw new PaperUnreadable('PAPER_TYPE_UNKNOWN');
  if (found.mime === 'image/heic' || found.mime === 'image/heif') throw new PaperUnreadable('PAPER_HEIC');
  return found.mime === 'audio/ogg; codecs=opus' ? 'audio/ogg' : found.mime;
}

const isZip = (type: string) => type === 'application/zip' || type.startsWith('application/vnd.openxmlformats');

const pagesOf = (path: string, mediaType: string, size: number): Promise<number> | number => {
  if (mediaType === PDF) return pdfPages(path, size);
  return IMAGES.has(mediaType) ? imagePages(path) : 1;
};

/**
 * What a paper is, from its bytes alone, and how many pages it has.
 *
 * Bytes that are two things at once: a type is told by the first byte on (HTML before %PDF is no PDF); then the paper's
 * own end is found, and archives, programs and markup behind it or between its parts are refused, as is what a reader
 * of zip finds from the back and unpackers of RAR and 7z from the front. Blanks, tags, the second picture or the short
 * film of a telephone, and what scanners leave behind stay. What is hidden inside a part (a stream, a pixel) stays
 * harmless: bytes leave as an attachment of the sniffed type with nosniff, and a page is shown only as a picture drawn anew.
 */
export async function inspect(path: string): Promise<Inspected> {
  const { size } = statSync(path);
  if (size === 0) throw new PaperUnreadable('PAPER_EMPTY');
  const mediaType = await sniff(path);
  if (isZip(mediaType)) return { mediaType: OFD, pages: await containerPages(path) };
  const taken = mediaType === PDF || IMAGES.has(mediaType) || RECORDINGS.has(mediaType);
  if (!taken) throw new PaperUnreadable('PAPER_TYPE_NOT_TAKEN');
  const pages = await pagesOf(path, mediaType, size);
  withBytes(path, (bytes) => {
    const strangers = RECORDINGS.has(mediaType) ? strangersInRecording : strangersIn;
    refuseStowaways(bytes, strangers(bytes, mediaType), mediaType === PDF);
  });
  return { mediaType, pages };
}

async function drawn(path: string, { mediaType, page, width }: PictureOrder): Promise<Buffer> {
  if (mediaType === PDF) return drawPixels(await drawPdfPage(path, statSync(path).size, page, width));
  if (IMAGES.has(mediaType)) return drawImage(path, page, width);
  throw new PaperUnreadable('PAPER_WITHOUT_PICTURE');
}

async function pixels(path: string, { mediaType, page, width }: BlindOrder): Promise<RawPicture> {
  if (mediaType === PDF) return { ...(await drawPdfPage(path, statSync(path).size, page, width)), channels: 4 };
  if (IMAGES.has(mediaType)) return imagePixels(path, page, width);
  throw new PaperUnreadable('PAPER_WITHOUT_PICTURE');
}

/** Draws one page with boxes blackened into a file that is not there yet; under a box nothing is left to be found. */
export async function drawBlinded(path: string, order: BlindOrder): Promise<void> {
  const picture = await pixels(path, order);
  blacken(picture, order.boxes);
  await writeFile(order.into, await blackenedJpeg(picture), { flag: 'wx', mode: 0o600 });
}

/** Draws one page as a WebP picture into a file that is not there yet. */
export async function draw(path: string, order: PictureOrder): Promise<void> {
  await writeFile(order.into, await drawn(path, order), { flag: 'wx', mode: 0o600 });
}
