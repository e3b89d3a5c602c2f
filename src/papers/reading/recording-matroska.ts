import { PaperUnreadable } from '../unreadable';
import type { Bytes } from './bytes';
import { SHORT_TAIL, type Stretch } from './stowaway';

const HEADER = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const TRACKS = 0x1654ae6b;
const CLUSTER = 0x1f43b675;
const BLOCKS = new Set([0xa3, 0xa0]);
/** What stands in a segment: places, facts, cues, attachments, chapters, tags, padding, checksums. */
const OTHERS = new Set([0x114d9b74, 0x1549a966, 0x1c53bb6b, 0x1941a469, 0x1043a770, 0x1254c367, 0xec, 0xbf]);
/** What stands in a cluster beside its blocks: time, position, former length, silent tracks. */
const IN_CLUSTER = new Set([0xe7, 0xa7, 0xab, 0x5854]);
const MOST_ELEMENTS = 5_000_000;

interface Element {
  readonly id: number;
  readonly from: number;
  /** Infinite where a recorder that wrote as it went did not know. */
  readonly length: number;
}

const widthOf = (first: number): number => Math.clz32(first) - 23;

function elementAt(bytes: Bytes, at: number): Element | null {
  const head = bytes.at(at, 12);
  const idWidth = widthOf(head[0] ?? 0);
  const width = widthOf(head[idWidth] ?? 0);
  if (idWidth > 4 || width > 8 || head.length < idWidth + width) return null;
  const rest = head.subarray(idWidth + 1, idWidth + width);
  const mask = 0xff >> width;
  const first = (head[idWidth] ?? 0) & mask;
  const unknown = first === mask && rest.every((byte) => byte === 0xff);
  const length = rest.reduce((sum, byte) => sum * 256 + byte, first);
  return {
    id: head.readUIntBE(0, idWidth),
    from: at + idWidth + width,
    length: unknown ? Number.POSITIVE_INFINITY : length,
  };
}

/** WebM: tracks are named, and a cluster holds a block. A segment is stepped into; a cluster until a block is found, or where its length is not known. */
export function strangersInMatroska(bytes: Bytes): Stretch[] {
  let [at, tracks, blocks] = [0, false, false];
  for (let n = 0; at < bytes.size; n += 1) {
    if (n > MOST_ELEMENTS) throw new PaperUnreadable('PAPER_TOO_HARD');
    const element = elementAt(bytes, at);
    if (!element) break;
    const { id, from, length } = element;
    const known = id === HEADER || OTHERS.has(id) || IN_CLUSTER.has(id) || BLOCKS.has(id) || id === TRACKS;
    const into = id === SEGMENT || (id === CLUSTER && (!blocks || length === Number.POSITIVE_INFINITY));
    if (!known && !into && id !== CLUSTER) break;
    tracks ||= id === TRACKS && length > 0 && from < bytes.size;
    blocks ||= BLOCKS.has(id) && length > 4 && from + 4 < bytes.size;
    at = into ? from : from + length;
  }
  if (!(tracks && blocks)) throw new PaperUnreadable('PAPER_NOTHING_RECORDED');
  return [{ from: Math.min(at, bytes.size), to: bytes.size, most: SHORT_TAIL }];
}
