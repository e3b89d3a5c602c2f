import { crc32, deflateRawSync } from 'node:zlib';
import { ZipFile } from 'yazl';

export interface Packed {
  readonly name: string;
  readonly content: string | Buffer;
  readonly compress?: boolean;
}

/** A zip as a scanner or a browser makes it, names in UTF-8. */
export function zipped(entries: readonly Packed[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content, compress = true } of entries) {
    zip.addBuffer(Buffer.isBuffer(content) ? content : Buffer.from(content), name, { compress });
  }
  zip.end();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    zip.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
    zip.outputStream.on('end', () => resolve(Buffer.concat(chunks)));
    zip.outputStream.on('error', reject);
  });
}

export interface HandPacked {
  readonly name: Buffer | string;
  readonly content: Buffer;
  readonly flags?: number;
  readonly stored?: boolean;
  readonly method?: number;
  /** What the directory says of the unpacked size, where it lies. */
  readonly claims?: number;
  readonly crc?: number;
  readonly attributes?: number;
  readonly extra?: Buffer;
  /** Points at the data of the entry of that index instead of data of its own. */
  readonly dataOf?: number;
}

/** A zip written byte by byte, so that it can hold what no zip program would write; names as bytes, without a UTF-8 flag unless given. */
export function handZip(entries: readonly HandPacked[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  const done = new Map<Buffer, { packed: Buffer; sum: number }>();
  for (const entry of entries) {
    const name = Buffer.isBuffer(entry.name) ? entry.name : Buffer.from(entry.name);
    const known = done.get(entry.content) ?? { packed: deflateRawSync(entry.content), sum: crc32(entry.content) };
    done.set(entry.content, known);
    const packed = entry.stored ? entry.content : known.packed;
    const method = entry.method ?? (entry.stored ? 0 : 8);
    const fields = Buffer.alloc(22);
    fields.writeUInt16LE(entry.flags ?? 0, 0);
    fields.writeUInt16LE(method, 2);
    fields.writeUInt32LE(entry.crc ?? known.sum, 8);
    fields.writeUInt32LE(packed.length, 12);
    fields.writeUInt32LE(entry.claims ?? entry.content.length, 16);
    fields.writeUInt16LE(name.length, 20);
    const extra = entry.extra ?? Buffer.alloc(0);
    const extraLength = Buffer.alloc(2);
    extraLength.writeUInt16LE(extra.length);
    if (entry.dataOf === undefined) {
      offsets.push(at);
      const local = Buffer.concat([Buffer.from('PK\x03\x04\x14\x00', 'latin1'), fields, Buffer.alloc(2), name, packed]);
      parts.push(local);
      at += local.length;
    } else {
      offsets.push(offsets[entry.dataOf]!);
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(entry.attributes ?? 0, 6);
    tail.writeUInt32LE(offsets.at(-1)!, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03\x14\x00', 'latin1'), fields, extraLength, tail, name, extra);
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}

/** Info-ZIP's unicode path: the name in UTF-8 beside the one in the system's code page. */
export function unicodePath(raw: Buffer, name: string, sum = crc32(raw)): Buffer {
  const text = Buffer.from(name);
  const head = Buffer.alloc(9);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(5 + text.length, 2);
  head.writeUInt8(1, 4);
  head.writeUInt32LE(sum, 5);
  return Buffer.concat([head, text]);
}
