const words = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [n, value] of values.entries()) bytes.writeUInt32BE(value, n * 4);
  return bytes;
};

/** An MP3 of so many frames of silence (128 kbit/s, 44.1 kHz), with a tag before them and one behind. */
export function mp3(frames: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0]);
  const tag = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\x14'), Buffer.alloc(20)]);
  const behind = Buffer.alloc(128);
  behind.write('TAG录音');
  return Buffer.concat([tag, ...Array<Buffer>(frames).fill(frame), behind]);
}

/** AAC as some recorders write it: frames with ADTS heads. */
export function aac(frames: number): Buffer {
  const frame = Buffer.alloc(200);
  const length = frame.length;
  frame.set([0xff, 0xf1, 0x50, 0x80 | (length >> 11), (length >> 3) & 0xff, ((length & 7) << 5) | 0x1f, 0xfc]);
  return Buffer.concat(Array<Buffer>(frames).fill(frame));
}

const box = (type: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([words(body.length + 8), Buffer.from(type, 'latin1'), body]);
};

/** A film of so many samples; its table stands behind the media, as telephones write it. */
export function mp4(samples: number, brand = 'isom'): Buffer {
  const sizes = box('stsz', words(0, 10, samples));
  return Buffer.concat([
    box('ftyp', Buffer.from(brand), words(0x200), Buffer.from('isomiso2')),
    box('mdat', Buffer.alloc(samples * 10, 5)),
    box(
      'moov',
      box('mvhd', Buffer.alloc(100)),
      box('trak', box('mdia', box('mdhd', Buffer.alloc(24)), box('minf', box('stbl', sizes)))),
    ),
  ]);
}

/** The same in fragments, as recorders write that may be cut off. */
export const fragmentedMp4 = (): Buffer =>
  Buffer.concat([
    box('ftyp', Buffer.from('isom'), words(0x200), Buffer.from('isomiso6')),
    box(
      'moov',
      box('mvhd', Buffer.alloc(100)),
      box('trak', box('mdia', box('minf', box('stbl', box('stsz', words(0, 0, 0)))))),
    ),
    box('moof', box('mfhd', words(0, 1)), box('traf', box('trun', words(0, 1)))),
    box('mdat', Buffer.alloc(500, 5)),
  ]);

const UNKNOWN = Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
const element = (id: string, body: Buffer, length = words(0x10000000 | body.length)): Buffer =>
  Buffer.concat([Buffer.from(id, 'hex'), length, body]);

/** A WebM of so many blocks; a browser that records does not know the length of segment and cluster. */
export function webm(blocks: number, lengthsKnown: boolean): Buffer {
  const length = lengthsKnown ? undefined : UNKNOWN;
  const block = element('a3', Buffer.concat([Buffer.from([0x81, 0, 0, 0x80]), Buffer.alloc(60, 5)]));
  const cluster = Buffer.concat([element('e7', Buffer.from([0])), ...Array<Buffer>(blocks).fill(block)]);
  const tracks = element('1654ae6b', element('ae', element('d7', Buffer.from([1]))));
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('webm'))),
    element('18538067', Buffer.concat([tracks, element('1f43b675', cluster, length)]), length),
  ]);
}

const oggPage = (position: number, body: Buffer, sequence: number): Buffer => {
  const head = Buffer.alloc(28);
  head.write('OggS');
  head.writeBigInt64LE(BigInt(position), 6);
  head.writeUInt32LE(sequence, 18);
  head.set([1, body.length], 26);
  return Buffer.concat([head, body]);
};

/** Opus in OGG with so many pages of sound. */
export const ogg = (pages: number): Buffer =>
  Buffer.concat([
    oggPage(0, Buffer.from('OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0', 'latin1'), 0),
    ...Array.from({ length: pages }, (_, n) => oggPage((n + 1) * 960, Buffer.alloc(100, 5), n + 1)),
  ]);

/** FLAC whose frames are given. */
export const flac = (frames: Buffer): Buffer =>
  Buffer.concat([Buffer.from('fLaC'), words(0x80000022), Buffer.alloc(34, 1), frames]);

export const flacFrames = (): Buffer => Buffer.concat([Buffer.from([0xff, 0xf8, 0xc9, 0x18]), Buffer.alloc(400, 5)]);
