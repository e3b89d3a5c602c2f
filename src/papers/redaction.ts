/** A rectangle on a page as it is shown upright, in ten-thousandths of the page's width and height, so that it fits every size. */
export interface RedactionBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The whole page in each direction. */
export const PAGE_EXTENT = 10_000;
/** More boxes than a page with a line of writing every few millimetres could want (HOUSE). */
export const MOST_BOXES = 200;

/** Pixels row by row, each of `channels` bytes. */
export interface RawPicture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** Shrinking a page mixes neighbours: what lies this near to a box may still hold something of what lay under it. */
const BEYOND = 2;

/** Blackens boxes in the pixels themselves, outwards to whole pixels and a little beyond. */
export function blacken({ data, width, height, channels }: RawPicture, boxes: readonly RedactionBox[]): void {
  for (const box of boxes) {
    const left = Math.max(0, Math.floor((box.left * width) / PAGE_EXTENT) - BEYOND);
    const right = Math.min(width, Math.ceil(((box.left + box.width) * width) / PAGE_EXTENT) + BEYOND);
    const top = Math.max(0, Math.floor((box.top * height) / PAGE_EXTENT) - BEYOND);
    const bottom = Math.min(height, Math.ceil(((box.top + box.height) * height) / PAGE_EXTENT) + BEYOND);
    for (let row = top; row < bottom; row += 1) {
      const from = row * width * channels;
      data.fill(0, from + left * channels, from + right * channels);
      // An opaque black where there is an opacity at all.
      if (channels === 4) for (let at = left; at < right; at += 1) data[from + at * 4 + 3] = 255;
    }
  }
}
