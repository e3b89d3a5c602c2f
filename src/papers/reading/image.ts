import sharp from 'sharp';
import type { RawPicture } from '../redaction';
import { PaperUnreadable } from '../unreadable';
import { withBytes } from './bytes';
import type { Pixels } from './pdf';
import { pagesOfTiff } from './tiff-pages';

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

/** Where in the file a page lies, both counted from 0; in a TIFF not every picture is a page. */
const placesOf = (path: string): readonly number[] | null =>
  withBytes(path, (bytes) => (/^(II|MM)$/.test(bytes.at(0, 2).toString('latin1')) ? pagesOfTiff(bytes) : null));

const openPage = (path: string, page: number) => open(path, placesOf(path)?.[page - 1] ?? page - 1);

const why = (error: unknown): PaperUnreadable =>
  error instanceof PaperUnreadable
    ? error
    : new PaperUnreadable(/pixel limit/.test(String(error)) ? 'PAPER_TOO_MANY_PIXELS' : 'PAPER_DAMAGED');

/** Pages of a TIFF, 1 for a photograph; first and last page are read to the end, so that half a file is refused. */
export async function imagePages(path: string): Promise<number> {
  try {
    const { format, pages = 1 } = await open(path).metadata();
    if (format !== 'tiff') {
      await open(path).resize(64).raw().toBuffer();
      return 1;
    }
    if (pages > MOST_PAGES) throw new PaperUnreadable('PAPER_TOO_MANY_PAGES');
    const places = (placesOf(path) ?? []).filter((place) => place < pages);
    for (const place of new Set([0, pages - 1])) await open(path, place).resize(64).raw().toBuffer();
    return places.length || pages;
  } catch (error) {
    throw why(error);
  }
}

const shown = (image: sharp.Sharp): Promise<Buffer> =>
  image.flatten({ background: '#ffffff' }).webp({ quality: 80 }).toBuffer();

const frameOf = (width: number) => ({ width, height: 2 * width, fit: 'inside', withoutEnlargement: true }) as const;

/** One page as pixels, upright as the camera held it, on white. */
export async function imagePixels(path: string, page: number, width: number): Promise<RawPicture> {
  try {
    const image = openPage(path, page)
      .autoOrient()
      .resize(frameOf(width))
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb');
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, channels: info.channels };
  } catch (error) {
    throw why(error);
  }
}

/** JPEG, which a PDF can hold as it is; without subsampling, so that the edge of a box stays an edge. */
export const blackenedJpeg = ({ data, width, height, channels }: RawPicture): Promise<Buffer> =>
  sharp(data, { raw: { width, height, channels: channels as 1 | 2 | 3 | 4 } })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality: 82, chromaSubsampling: '4:4:4' })
    .toBuffer();

/** One page as WebP, upright as the camera held it, on white, without the metadata (places, devices) that the file carries. */
export async function drawImage(path: string, page: number, width: number): Promise<Buffer> {
  try {
    return await shown(openPage(path, page).autoOrient().resize(frameOf(width)));
  } catch (error) {
    throw why(error);
  }
}

export const drawPixels = ({ data, width, height }: Pixels): Promise<Buffer> =>
  shown(sharp(data, { raw: { width, height, channels: 4 } }));
