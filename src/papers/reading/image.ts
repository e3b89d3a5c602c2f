import sharp from 'sharp';
import { PaperUnreadable } from '../unreadable';
import type { Pixels } from './pdf';

/** A3 at 600 dpi has 70 million pixels; nothing a scanner makes for a file has more than this (HOUSE). */
const MOST_PIXELS = 150_000_000;
const MOST_PAGES = 2_000;

sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadTiff', 'VipsForeignLoadWebp'],
});

const open = (path: string, page = 0) =>
  sharp(path, { page, pages: 1, limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: 'error' });

const why = (error: unknown): PaperUnreadable =>
  error instanceof PaperUnreadable
    ? error
    : new PaperUnreadable(/pixel limit/.test(String(error)) ? 'PAPER_TOO_MANY_PIXELS' : 'PAPER_DAMAGED');

/** Pages of a TIFF, 1 for a photograph; first and last page are read to the end, so that half a file is refused. */
export async function imagePages(path: string): Promise<number> {
  try {
    const { format, pages = 1 } = await open(path).metadata();
    const count = format === 'tiff' ? pages : 1;
    if (count > MOST_PAGES) throw new PaperUnreadable('PAPER_TOO_MANY_PAGES');
    for (const page of new Set([0, count - 1])) await open(path, page).resize(64).raw().toBuffer();
    return count;
  } catch (error) {
    throw why(error);
  }
}

const shown = (image: sharp.Sharp): Promise<Buffer> =>
  image.flatten({ background: '#ffffff' }).webp({ quality: 80 }).toBuffer();

/** One page as WebP, upright as the camera held it, on white, without the metadata (places, devices) that the file carries. */
export async function drawImage(path: string, page: number, width: number): Promise<Buffer> {
  try {
    const frame = { width, height: 2 * width, fit: 'inside', withoutEnlargement: true } as const;
    return await shown(
      open(path, page - 1)
        .autoOrient()
        .resize(frame),
    );
  } catch (error) {
    throw why(error);
  }
}

export const drawPixels = ({ data, width, height }: Pixels): Promise<Buffer> =>
  shown(sharp(data, { raw: { width, height, channels: 4 } }));
