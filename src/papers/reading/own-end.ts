import { PDF } from '../media-types';
import type { Bytes } from './bytes';
import { FILM_TAIL, SHORT_TAIL, type Stretch } from './stowaway';
import { endOfTiff } from './tiff-end';

const END_OF_PDF = '%%EOF';
/** Where an update goes on behind an end: with objects or a table; a document inside a document ends with its stream. */
const GOES_ON = /\d+\s+\d+\s+obj\b|xref|endstream/;
const GAP = 4096;

const lastOf = (bytes: Bytes, mark: string): number => {
  let last = -1;
  for (const { at, bytes: piece } of bytes.pieces(0, bytes.size, mark.length - 1)) {
    const found = piece.lastIndexOf(mark);
    if (found >= 0) last = at + found + mark.length;
  }
  return last;
};

/** Updates append to a PDF, each with an end of its own: behind every one of them nothing may stand but the next. */
function strangersInPdf(bytes: Bytes): Stretch[] {
  const ends: number[] = [];
  for (const { at, bytes: piece } of bytes.pieces(0, bytes.size, END_OF_PDF.length - 1)) {
    for (let found = piece.indexOf(END_OF_PDF); found >= 0; found = piece.indexOf(END_OF_PDF, found + 1)) {
      ends.push(at + found + END_OF_PDF.length);
    }
  }
  const end = ends.pop() ?? Math.max(0, lastOf(bytes, 'endobj'));
  const gaps = ends.map((from, n) => {
    const goesOn = bytes.at(from, GAP).toString('latin1').search(GOES_ON);
    return { from, to: goesOn < 0 ? (ends[n + 1] ?? end) : from + goesOn, most: SHORT_TAIL };
  });
  return [...gaps, { from: end, to: bytes.size, most: SHORT_TAIL }];
}

const STANDS_ALONE = new Set([0x00, 0x01, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xff]);
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const NEXT_IMAGE = Buffer.from([0xff, 0xd8, 0xff]);
const SEARCHED = 8192;

function nextMarker(bytes: Bytes, from: number): number {
  for (let at = from; at < bytes.size; at += SEARCHED) {
    const found = bytes.at(at, SEARCHED).indexOf(0xff);
    if (found >= 0) return at + found;
  }
  return bytes.size;
}

/** Thumbnails lie inside of segments and are passed over with them. Without an end everything behind the last scan's head is looked at. */
function strangersInJpeg(bytes: Bytes): Stretch[] {
  let scan = 2;
  for (let at = nextMarker(bytes, 2); at < bytes.size; at = nextMarker(bytes, at)) {
    const [, code = 0, high = 0, low = 0] = bytes.at(at, 4);
    const another = code === END_OF_IMAGE && bytes.at(at + 2, 3).equals(NEXT_IMAGE);
    if (code === END_OF_IMAGE && !another) return [{ from: at + 2, to: bytes.size, most: FILM_TAIL }];
    at += code === 0xff ? 1 : 2;
    if (STANDS_ALONE.has(code)) continue;
    at += high * 256 + low;
    if (code === START_OF_SCAN) scan = at;
  }
  return [{ from: scan, to: bytes.size, most: Number.POSITIVE_INFINITY }];
}

function strangersInPng(bytes: Bytes): Stretch[] {
  let at = 8;
  for (let type = ''; type !== 'IEND'; ) {
    const head = bytes.at(at, 8);
    if (head.length < 8) break;
    type = head.toString('latin1', 4, 8);
    at += 12 + head.readUInt32BE(0);
  }
  return [{ from: at, to: bytes.size, most: SHORT_TAIL }];
}

const strangersInWebp = (bytes: Bytes): Stretch[] => {
  const length = bytes.at(4, 4).readUInt32LE();
  return [{ from: 8 + length + (length % 2), to: bytes.size, most: SHORT_TAIL }];
};

/** Bytes of a document or picture that has been read and that belong to no part of it. */
export function strangersIn(bytes: Bytes, mediaType: string): Stretch[] {
  if (mediaType === PDF) return strangersInPdf(bytes);
  if (mediaType === 'image/jpeg') return strangersInJpeg(bytes);
  if (mediaType === 'image/png') return strangersInPng(bytes);
  if (mediaType === 'image/webp') return strangersInWebp(bytes);
  return [{ from: endOfTiff(bytes), to: bytes.size, most: SHORT_TAIL }];
}
