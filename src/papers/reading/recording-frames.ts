import { PaperUnreadable } from '../unreadable';
import type { Bytes } from './bytes';
import { SHORT_TAIL, type Stretch } from './stowaway';

/** Kilobits per second by layer, for MPEG 1 and for MPEG 2 and 2.5 (ISO/IEC 11172-3, 13818-3). */
const RATES = {
  first: [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  ],
  second: [
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ],
} as const;
const HERTZ = [44_100, 48_000, 32_000] as const;

/** Bytes of the MPEG audio frame that begins here; 0 where none does. */
function mpegFrame(head: Buffer): number {
  const [a = 0, b = 0, c = 0] = head;
  const [version, layer] = [(b >> 3) & 3, 3 - ((b >> 1) & 3)];
  if (a !== 0xff || (b & 0xe0) !== 0xe0 || version === 1 || layer === 3) return 0;
  const rate = RATES[version === 3 ? 'first' : 'second'][layer]?.[(c >> 4) - 1];
  const hertz = HERTZ[(c >> 2) & 3];
  if (!rate || !hertz) return 0;
  const slower = version === 3 ? 1 : version === 2 ? 2 : 4;
  const padding = (c >> 1) & 1;
  if (layer === 0) return (Math.floor((12_000 * rate * slower) / hertz) + padding) * 4;
  const samples = layer === 2 && version !== 3 ? 72_000 : 144_000;
  return Math.floor((samples * rate * slower) / hertz) + padding;
}

/** The same for AAC in ADTS. */
function aacFrame(head: Buffer): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = head;
  if (a !== 0xff || (b & 0xf6) !== 0xf0 || ((c >> 2) & 15) > 12) return 0;
  const length = ((d & 3) << 11) | (e << 3) | (f >> 5);
  return length > 7 ? length : 0;
}

/** So many frames one behind the other are no accident. */
const RUN = 4;
/** A damaged place in a recording is shorter. */
const LOST = 128 * 1024;
/** ID3v1. */
const TAG_BEHIND = 128;

/** MP3 and AAC: frames one behind the other; tags stand before and behind them. */
export function strangersInFrames(bytes: Bytes, mediaType: string): Stretch[] {
  const frame = mediaType === 'audio/aac' ? aacFrame : mpegFrame;
  const runs = (from: number): boolean => {
    let at = from;
    for (let n = 0; n < RUN; n += 1) {
      const length = frame(bytes.at(at, 6));
      if (length === 0 || at + length > bytes.size) return false;
      at += length;
    }
    return true;
  };
  const nextRun = (from: number): number => {
    const space = Buffer.from(bytes.at(from, LOST));
    for (let found = space.indexOf(0xff); found >= 0; found = space.indexOf(0xff, found + 1)) {
      if (runs(from + found)) return from + found;
    }
    return -1;
  };
  const strangers: Stretch[] = [];
  let [at, sound] = [0, false];
  const tag = bytes.at(0, 10);
  if (tag.toString('latin1', 0, 3) === 'ID3') {
    const length = tag.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
    at = 10 + length + ((tag[5] ?? 0) & 0x10 ? 10 : 0);
  }
  for (let next = nextRun(at); next >= 0; next = nextRun(at)) {
    strangers.push({ from: at, to: next, most: LOST });
    sound = true;
    at = next;
    for (let length = frame(bytes.at(at, 6)); length > 0; length = frame(bytes.at(at, 6))) at += length;
  }
  if (bytes.at(at, 3).toString('latin1') === 'TAG') at += TAG_BEHIND;
  if (!sound) throw new PaperUnreadable('PAPER_NOTHING_RECORDED');
  return [...strangers, { from: Math.min(at, bytes.size), to: bytes.size, most: SHORT_TAIL }];
}
