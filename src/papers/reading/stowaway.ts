import { PaperUnreadable } from '../unreadable';
import type { Bytes } from './bytes';

/** Bytes of a file that are no part of the paper: behind its end, or between two parts of it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** How many bytes of it are put up with; blanks do not count. */
  readonly most: number;
}

/** What scanners, telephones and tag editors leave behind a paper is shorter (HOUSE). */
export const SHORT_TAIL = 1024 * 1024;
/** Telephones put a second picture or a short film behind a photograph (HOUSE). */
export const FILM_TAIL = 64 * 1024 * 1024;

const ZIP_END = Buffer.from('PK\x05\x06');
const ZIP_ENTRY = Buffer.from('PK\x01\x02');
const ZIP64_LOCATOR = Buffer.from('PK\x06\x07');
const ZIP_END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const LONGEST_ENTRY = 46 + 3 * 0xffff;
/** Unpackers of RAR and 7z look this far for an archive that a program stands before. */
const FRONT = 2 * 1024 * 1024;
/** Readers of PDF look this far for its header. */
const PDF_FRONT = 1024;

const oneOf = (signs: readonly string[], flags = '') => new RegExp(signs.join('|'), flags);
const UNPACKED_FROM_THE_FRONT = ['Rar!\\x1a\\x07[\\0\\x01]', "7z\\xbc\\xaf'\\x1c"];
const ARCHIVE = oneOf(UNPACKED_FROM_THE_FRONT);
/** At the first byte of a stretch short signs suffice. */
const BEGINS = oneOf(
  [
    ...['^PK[\\x01-\\x08]', '^Rar!', '^7z\\xbc\\xaf', '^\\x1f\\x8b', '^BZh[1-9]', '^\\xfd7zXZ', '^MSCF'],
    ...['^MZ', '^\\x7fELF', '^#!', '^<[a-z!?]', '^%PDF-'],
  ],
  'i',
);
/** In the midst of it only signs that compressed pictures and sounds do not show by chance. */
const HOLDS = oneOf(
  [
    ...['PK\\x03\\x04[\\x0a-\\x3f][\\0-\\x03]', 'PK\\x05\\x06\\0{4}', ...UNPACKED_FROM_THE_FRONT, '\\xfd7zXZ\\0'],
    ...['\\x7fELF[\\x01\\x02][\\x01\\x02]\\x01', 'This program cannot be run in DOS mode', 'PE\\0\\0(?:L\\x01|d\\x86)'],
    ...['<(?:html|head|body|script|iframe|object|embed)[\\s/>]', '<!doctype\\s+html', '<svg\\s[^>]{0,400}xmlns'],
    ...['<\\?php', '%PDF-1\\.'],
  ],
  'i',
);
const LONGEST_SIGN = 512;
const NOT_BLANK = /[^\s\0\xff]/;

const twoInOne = () => new PaperUnreadable('PAPER_TWO_IN_ONE');

function firstByte(bytes: Bytes, { from, to }: Stretch): number {
  for (const piece of bytes.pieces(from, to, 0)) {
    const found = piece.bytes.toString('latin1').search(NOT_BLANK);
    if (found >= 0) return piece.at + found;
  }
  return to;
}

function lookInto(bytes: Bytes, stretch: Stretch): void {
  const first = firstByte(bytes, stretch);
  if (first >= stretch.to) return;
  if (BEGINS.test(bytes.at(first, Math.min(16, stretch.to - first)).toString('latin1'))) throw twoInOne();
  let counted = 0;
  for (const piece of bytes.pieces(first, stretch.to, LONGEST_SIGN)) {
    const text = piece.bytes.toString('latin1');
    if (HOLDS.test(text)) throw twoInOne();
    if (NOT_BLANK.test(text)) counted = piece.at + text.length - first;
    if (counted > stretch.most) throw new PaperUnreadable('PAPER_LONG_TAIL');
  }
}

/**
 * Whether a reader of zip that looks from the back finds one: its end record, and an entry where the record says or
 * right before it. What the record says of their number is not believed.
 */
function endsAsZip(bytes: Bytes): boolean {
  const start = Math.max(0, bytes.size - ZIP_END_LENGTH - LONGEST_COMMENT - 1);
  const back = Buffer.from(bytes.at(start, bytes.size - start));
  const entryAt = (offset: number) => offset >= 0 && bytes.at(offset, 4).equals(ZIP_ENTRY);
  for (let found = back.indexOf(ZIP_END); found >= 0; found = back.indexOf(ZIP_END, found + 1)) {
    if (back.length - found < ZIP_END_LENGTH) return false;
    const at = start + found;
    const before = Math.max(0, at - LONGEST_ENTRY);
    const [size, offset] = [back.readUInt32LE(found + 12), back.readUInt32LE(found + 16)];
    if (entryAt(offset) || entryAt(at - size)) return true;
    const space = bytes.at(before, at - before);
    if (space.includes(ZIP_ENTRY) || space.includes(ZIP64_LOCATOR)) return true;
  }
  return false;
}

/** Refuses what another program would open as an archive, wherever in the file it stands. */
function refuseArchives(bytes: Bytes, isPdf: boolean): void {
  if (endsAsZip(bytes)) throw twoInOne();
  for (const { bytes: piece } of bytes.pieces(0, FRONT, LONGEST_SIGN)) {
    if (ARCHIVE.test(piece.toString('latin1'))) throw twoInOne();
  }
  if (!isPdf && bytes.at(0, PDF_FRONT).includes('%PDF-')) throw twoInOne();
}

/** Refuses bytes that are a paper and something else at once: PAPER_TWO_IN_ONE, PAPER_LONG_TAIL. */
export function refuseStowaways(bytes: Bytes, strangers: readonly Stretch[], isPdf: boolean): void {
  refuseArchives(bytes, isPdf);
  for (const stretch of strangers) lookInto(bytes, stretch);
}
