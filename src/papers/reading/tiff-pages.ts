import type { Bytes } from './bytes';
import { Tiff } from './tiff-end';

const NEW_SUBFILE_TYPE = 254;
const SUBFILE_TYPE = 255;
/** Bits of the first: a smaller version of another page, a mask for one. */
const NO_PAGE = 0b101;
/** Of the second, which is older: a smaller version. */
const SMALLER = 2;
const MOST_DIRECTORIES = 10_000;

/**
 * Which directories of a TIFF are pages, counted from 0 in their chain: scanners and viewers put smaller versions of
 * pages between them. Where all of them say they are none, all of them are.
 */
export function pagesOfTiff(bytes: Bytes): number[] {
  const tiff = new Tiff(bytes);
  const seen = new Set<number>([0]);
  const pages: number[] = [];
  let at = tiff.big ? tiff.number(8, 8) : tiff.number(4, 4);
  for (let index = 0; !seen.has(at) && at < bytes.size && index < MOST_DIRECTORIES; index += 1) {
    seen.add(at);
    const { fields, next } = tiff.directory(at);
    const value = (tag: number) => {
      const field = fields.get(tag);
      return field ? (tiff.values(field).next().value ?? 0) : 0;
    };
    if (!(value(NEW_SUBFILE_TYPE) & NO_PAGE) && value(SUBFILE_TYPE) !== SMALLER) pages.push(index);
    at = next;
  }
  return pages.length ? pages : [...seen].slice(1).map((_, index) => index);
}
