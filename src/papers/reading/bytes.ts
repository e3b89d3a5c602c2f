import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const WINDOW = 16 * 1024;
const PIECE = 1024 * 1024;

/** A file of any size, of which one piece at a time is in memory. */
export class Bytes {
  private window: Buffer = Buffer.alloc(0);
  private start = 0;

  constructor(
    private readonly file: number,
    readonly size: number,
  ) {}

  /** So many bytes from there; fewer where the file ends. */
  at(offset: number, length: number): Buffer {
    if (offset >= this.size || length <= 0) return Buffer.alloc(0);
    const end = Math.min(offset + length, this.size);
    if (offset < this.start || end > this.start + this.window.length) {
      this.window = this.read(offset, Math.max(length, WINDOW));
      this.start = offset;
    }
    return this.window.subarray(offset - this.start, end - this.start);
  }

  /** A stretch in pieces which overlap, so that nothing shorter than the overlap is cut in two. */
  *pieces(from: number, to: number, overlap: number): Generator<{ readonly at: number; readonly bytes: Buffer }> {
    const last = Math.min(to, this.size);
    for (let at = from; at < last; at += PIECE) {
      yield { at, bytes: this.read(at, Math.min(PIECE + overlap, last - at)) };
    }
  }

  private read(offset: number, length: number): Buffer {
    const into = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - offset)));
    let got = 0;
    while (got < into.length) {
      const read = readSync(this.file, into, got, into.length - got, offset + got);
      if (read === 0) break;
      got += read;
    }
    return into.subarray(0, got);
  }
}

export function withBytes<T>(path: string, use: (bytes: Bytes) => T): T {
  const file = openSync(path, 'r');
  try {
    return use(new Bytes(file, fstatSync(file).size));
  } finally {
    closeSync(file);
  }
}
