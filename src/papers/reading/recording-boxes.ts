import { PaperUnreadable } from '../unreadable';
import type { Bytes } from './bytes';
import { SHORT_TAIL, type Stretch } from './stowaway';

/** Films in fragments have two boxes a second; a day of that is less (HOUSE). */
const MOST_BOXES = 200_000;

interface Box {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

function* boxes(bytes: Bytes, from: number, to: number): Generator<Box> {
  let at = from;
  for (let n = 0; at + 8 <= to; n += 1) {
    if (n > MOST_BOXES) throw new PaperUnreadable('PAPER_TOO_HARD');
    const head = bytes.at(at, 16);
    const type = head.toString('latin1', 4, 8);
    const short = head.readUInt32BE(0);
    const headed = short === 1 ? 16 : 8;
    if (!/^[\w \xa9.-]{4}$/.test(type) || head.length < headed) return;
    const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short || to - at;
    if (length < headed) return;
    yield { type, from: at + headed, to: Math.min(at + length, to) };
    at += length;
  }
}

function within(bytes: Bytes, { from, to }: Box, path: readonly string[]): Box[] {
  const [type, ...rest] = path;
  if (!type) return [{ type: '', from, to }];
  return [...boxes(bytes, from, to)].filter((box) => box.type === type).flatMap((box) => within(bytes, box, rest));
}

const TABLE = ['trak', 'mdia', 'minf', 'stbl'];

/** Samples of all tracks as their tables count them. */
const samples = (bytes: Bytes, movie: Box): number => {
  const tables = within(bytes, movie, TABLE);
  const counts = ['stsz', 'stz2'].flatMap((type) => tables.flatMap((table) => within(bytes, table, [type])));
  return counts.reduce((sum, { from, to }) => sum + (to - from >= 12 ? bytes.at(from + 8, 4).readUInt32BE() : 0), 0);
};

/** MP4, QuickTime, M4A: there is a track that has samples, of its own or in fragments, and bytes for them. */
export function strangersInBoxes(bytes: Bytes): Stretch[] {
  let [end, media, tracks, counted] = [0, 0, 0, 0];
  for (const box of boxes(bytes, 0, bytes.size)) {
    end = box.to;
    if (box.type === 'mdat') media += box.to - box.from;
    if (box.type === 'moof') counted += within(bytes, box, ['traf', 'trun']).length;
    if (box.type !== 'moov') continue;
    tracks += within(bytes, box, TABLE).length;
    counted += samples(bytes, box);
  }
  if (!(media > 0 && tracks > 0 && counted > 0)) throw new PaperUnreadable('PAPER_NOTHING_RECORDED');
  return [{ from: end, to: bytes.size, most: SHORT_TAIL }];
}
