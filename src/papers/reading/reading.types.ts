import type { RedactionBox } from '../redaction';
import type { UnreadableCode } from '../unreadable';

export interface Inspected {
  /** What the bytes are, whatever a name or a header says. */
  readonly mediaType: string;
  /** Pages that can be cited; an image or a recording counts as one (HOUSE). */
  readonly pages: number;
}

export interface PictureOrder {
  readonly mediaType: string;
  /** Counted from 1. */
  readonly page: number;
  /** Pixels; a page is never shown larger than it is. */
  readonly width: number;
  /** Where the WebP picture is written. */
  readonly into: string;
}

/** A page as those may see it who must not know whose it is. */
export interface BlindOrder extends Omit<PictureOrder, 'into'> {
  readonly boxes: readonly RedactionBox[];
  /** Where the JPEG picture is written: bytes of its own, without anything that the paper says of itself. */
  readonly into: string;
}

export type Job =
  | { readonly kind: 'inspect'; readonly path: string }
  | { readonly kind: 'picture'; readonly path: string; readonly order: PictureOrder }
  | { readonly kind: 'blinded'; readonly path: string; readonly order: BlindOrder };

export interface Limits {
  /** Resident memory of one reading process, in MiB. */
  readonly megabytes: number;
}

export type Answer =
  | { readonly id: number; readonly inspected: Inspected | null; readonly resident: number }
  | { readonly id: number; readonly unreadable: UnreadableCode; readonly resident: number }
  | { readonly id: number; readonly fault: string };
