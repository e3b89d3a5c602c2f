import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { LRUCache } from 'lru-cache';
import { hasPictures } from './media-types';
import type { PictureCache } from './picture-cache';
import type { PaperReader } from './reading/paper-reader';
import type { RedactionBox } from './redaction';
import type { PaperDigest, PaperStore } from './store';
import { PaperUnreadable } from './unreadable';
import { digestOf, PaperAltered, verified } from './whole';

/** Widths in pixels in which a page is shown small; no others, so that nobody fills the cache with all of them. */
export const THUMBNAIL_WIDTHS: readonly number[] = [120, 240, 480];
/** Width at which the small print of an A4 page can be read. */
export const READING_WIDTH = 1600;
export const PICTURE_TYPE = 'image/webp';

export interface PicturedPaper {
  readonly digest: PaperDigest;
  readonly mediaType: string;
  readonly pages: number;
}

/** Pages of papers as pictures: drawn anew, so that nothing of the file but its look goes out. */
export class Pictures {
  /** Papers that were found whole a moment ago. */
  private readonly whole = new LRUCache<PaperDigest, true>({ max: 1000, ttl: 60_000 });

  constructor(
    private readonly store: Pick<PaperStore, 'open' | 'pathOf' | 'size'>,
    private readonly cache: PictureCache,
    private readonly reader: PaperReader,
  ) {}

  /** One page (counted from 1) as a WebP picture. Throws PaperUnreadable: PAGE_BEYOND_END, PAPER_WITHOUT_PICTURE, PAPER_TOO_HARD … */
  async picture(
    { digest, mediaType, pages }: PicturedPaper,
    page: number,
    width: number,
    whose?: string,
  ): Promise<Buffer> {
    if (page < 1 || page > pages) throw new PaperUnreadable('PAGE_BEYOND_END');
    if (!hasPictures(mediaType)) throw new PaperUnreadable('PAPER_WITHOUT_PICTURE');
    const draw = (into: string) =>
      this.withPaper(digest, (path) => this.reader.draw(path, { mediaType, page, width, into }, whose));
    return this.cache.use(`${digest}-${page}-${width}`, draw, (path) => readFile(path));
  }

  /**
   * One page (counted from 1) with boxes blackened in its pixels, as a JPEG picture handed to `use` as a file that lasts
   * until `use` ends. Throws PaperUnreadable as `picture` does.
   */
  async blinded<T>(
    { digest, mediaType, pages }: PicturedPaper,
    page: number,
    boxes: readonly RedactionBox[],
    use: (path: string) => Promise<T>,
    whose?: string,
  ): Promise<T> {
    if (page < 1 || page > pages) throw new PaperUnreadable('PAGE_BEYOND_END');
    if (!hasPictures(mediaType)) throw new PaperUnreadable('PAPER_WITHOUT_PICTURE');
    const name = createHash('sha256')
      .update(JSON.stringify([digest, page, boxes]))
      .digest('hex');
    const draw = (into: string) =>
      this.withPaper(digest, (path) =>
        this.reader.drawBlinded(path, { mediaType, page, width: READING_WIDTH, boxes, into }, whose),
      );
    return this.cache.use(`${name}.blinded`, draw, use);
  }

  /** The paper as a file on this machine: the store's own, or a copy that the cache keeps as long as there is room. */
  private async withPaper(digest: PaperDigest, read: (path: string) => Promise<void>): Promise<void> {
    const own = this.store.pathOf(digest);
    if (own) {
      await this.requireWhole(digest);
      return read(own);
    }
    const fetch = async (into: string) =>
      pipeline(verified(await this.store.open(digest), digest), createWriteStream(into, { flags: 'wx', mode: 0o600 }));
    return this.cache.use(`${digest}.paper`, fetch, read);
  }

  /** What was read a moment ago is not read again for the next page. */
  private async requireWhole(digest: PaperDigest): Promise<void> {
    if (this.whole.has(digest)) return;
    if ((await this.store.size(digest)) === null) throw new Error(`paper ${digest} is not kept`);
    if ((await digestOf(await this.store.open(digest))) !== digest) throw new PaperAltered(digest);
    this.whole.set(digest, true);
  }
}
