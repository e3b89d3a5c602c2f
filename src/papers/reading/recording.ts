import { PaperUnreadable } from '../unreadable';
import type { Bytes } from './bytes';
import { strangersInBoxes } from './recording-boxes';
import { strangersInFrames } from './recording-frames';
import { strangersInMatroska } from './recording-matroska';
import { SHORT_TAIL, type Stretch } from './stowaway';

/** What a recording must have; a header alone is none. */
export function mustSound(sounds: boolean): void {
  if (!sounds) throw new PaperUnreadable('PAPER_NOTHING_RECORDED');
}

/** Recorders that broke off leave a length of nothing or of everything: then the file's end is the end. */
function strangersInWav(bytes: Bytes): Stretch[] {
  let [format, sound, at] = [false, 0, 12];
  const stated = 8 + bytes.at(4, 4).readUInt32LE();
  while (at + 8 <= bytes.size) {
    if (sound > 0 && at >= stated) break;
    const head = bytes.at(at, 8);
    const type = head.toString('latin1', 0, 4);
    const length = head.readUInt32LE(4);
    const there = Math.min(length || bytes.size, bytes.size - at - 8);
    if (type === 'fmt ') {
      const fmt = bytes.at(at + 8, 16);
      format = length >= 16 && there === length && fmt.readUInt16LE(2) > 0 && fmt.readUInt32LE(4) > 0;
    } else if (type === 'data') sound = there;
    else if (!/^[\w ]{4}$/.test(type) || there < length) break;
    at += 8 + (type === 'data' ? there : length);
    at += at % 2;
  }
  mustSound(format && sound > 0);
  return [{ from: at, to: bytes.size, most: SHORT_TAIL }];
}

const OGG_HEAD = 27;

function strangersInOgg(bytes: Bytes): Stretch[] {
  let [at, pages, sound] = [0, 0, false];
  for (;;) {
    const head = bytes.at(at, OGG_HEAD + 255);
    if (head.length < OGG_HEAD || head.toString('latin1', 0, 5) !== 'OggS\0') break;
    const segments = head[26] ?? 0;
    const payload = head.subarray(OGG_HEAD, OGG_HEAD + segments).reduce((sum, length) => sum + length, 0);
    const position = head.readBigInt64LE(6);
    sound ||= pages > 0 && position > 0n && payload > 0 && at + OGG_HEAD + segments + payload <= bytes.size;
    pages += 1;
    at += OGG_HEAD + segments + payload;
  }
  mustSound(sound);
  return [{ from: at, to: bytes.size, most: SHORT_TAIL }];
}

const STREAM_INFO = 34;

/** The frames of FLAC state no length: all of them are looked at. */
function strangersInFlac(bytes: Bytes): Stretch[] {
  const [, high = 0, middle = 0, low = 0] = bytes.at(4, 4);
  mustSound(((bytes.at(4, 1)[0] ?? 0) & 0x7f) === 0 && high * 65536 + middle * 256 + low === STREAM_INFO);
  let at = 4;
  for (let last = false; !last && at < bytes.size; ) {
    const head = bytes.at(at, 4);
    mustSound(head.length === 4);
    last = ((head[0] ?? 0) & 0x80) !== 0;
    at += 4 + head.readUIntBE(1, 3);
  }
  const [sync = 0, more = 0] = bytes.at(at, 2);
  mustSound(sync === 0xff && (more & 0xfe) === 0xf8);
  return [{ from: at, to: bytes.size, most: Number.POSITIVE_INFINITY }];
}

/** Bytes of a recording that belong to no part of it. Refuses what holds no track of any length: PAPER_NOTHING_RECORDED. */
export function strangersInRecording(bytes: Bytes, mediaType: string): Stretch[] {
  if (mediaType === 'audio/wav') return strangersInWav(bytes);
  if (mediaType === 'audio/ogg') return strangersInOgg(bytes);
  if (mediaType === 'audio/flac') return strangersInFlac(bytes);
  if (mediaType === 'audio/mpeg' || mediaType === 'audio/aac') return strangersInFrames(bytes, mediaType);
  if (mediaType === 'video/webm') return strangersInMatroska(bytes);
  return strangersInBoxes(bytes);
}
