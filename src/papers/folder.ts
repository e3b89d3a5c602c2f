import { Readable, Transform } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { isLitter, isTrickName, zipEntryName } from './zip-names';

export interface FolderLimits {
  /** Entries, folders and litter included. */
  readonly entries: number;
  /** Bytes of all entries together, as they really come out. */
  readonly unpackedBytes: number;
  /** Times that an entry may grow; up to a mebibyte it may grow freely. */
  readonly ratio: number;
}

const SENTENCES = {
  FOLDER_NOT_A_ZIP: '不是可以打开的 ZIP 压缩包，或者上传不完整',
  FOLDER_TOO_MANY_ENTRIES: '压缩包里的文件过多；请分几次上传',
  FOLDER_OVERLAPPING: '压缩包里的文件互相重叠，不是正常的压缩包',
  FOLDER_UNPACKED_TOO_LARGE: '压缩包解开后过大，这份以及后面的文件没有收下；请分几次上传',
  ENTRY_NAME_UNSAFE: '文件名含有路径或者系统保留的名称，没有收下；请改名后上传',
  ENTRY_NOT_A_FILE: '是链接或者特殊文件，没有收下',
  ENTRY_ENCRYPTED: '文件加了密码，没有收下；请去掉密码后上传',
  ENTRY_NESTED: '压缩包里还有压缩包，没有收下；请解开后上传',
  ENTRY_METHOD_UNKNOWN: '压缩方法不能识别，没有收下；请用普通的 ZIP 方式压缩',
  ENTRY_BOMB: '文件解开后异常膨胀，没有收下',
  ENTRY_DAMAGED: '文件在压缩包里已损坏，没有收下',
} as const;

export type FolderCode = keyof typeof SENTENCES;

/** A whole zip or one entry of it that is not taken. */
export class FolderRefused extends Error {
  constructor(readonly code: FolderCode) {
    super(SENTENCES[code]);
  }
}

export interface FolderEntry {
  /** As its maker meant it; a label, never a path. */
  readonly name: string;
  /** Why it is not even opened, or null. */
  readonly refused: FolderRefused | null;
  /** The bytes, checked as they come; the stream fails with FolderRefused where they are not what they should be. */
  open(): Promise<Readable>;
}

export interface Folder {
  readonly entries: readonly FolderEntry[];
  /** Folders and what systems put beside the papers. */
  readonly skipped: number;
  close(): void;
}

/** All names, comments and attributes of 500 entries fit many times; more is made to fill our memory. */
const LARGEST_DIRECTORY = 4 * 1024 * 1024;
const LONGEST_NAME = 500;
const FREE_GROWTH = 1024 * 1024;
const STORED = 0;
const DEFLATED = 8;
const MADE_ON_UNIX: readonly number[] = [3, 19];
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

const isSpecial = ({ versionMadeBy, externalFileAttributes }: Entry): boolean => {
  const type = (externalFileAttributes >>> 16) & FILE_TYPE;
  return MADE_ON_UNIX.includes(versionMadeBy >> 8) && type !== 0 && type !== REGULAR;
};

function reasonAgainst(entry: Entry, name: string): FolderCode | null {
  if (name.length > LONGEST_NAME || isTrickName(name)) return 'ENTRY_NAME_UNSAFE';
  if (isSpecial(entry)) return 'ENTRY_NOT_A_FILE';
  if (entry.isEncrypted()) return 'ENTRY_ENCRYPTED';
  if (/\.(zip|rar|7z|tar|gz|tgz|bz2|xz|cab)$/i.test(name)) return 'ENTRY_NESTED';
  return entry.compressionMethod === STORED || entry.compressionMethod === DEFLATED ? null : 'ENTRY_METHOD_UNKNOWN';
}

/** Counts what really comes out: the sizes in a zip are what its maker chose to write there. */
class Counted extends Transform {
  private size = 0;
  private sum = 0;

  constructor(
    private readonly entry: Entry,
    private readonly limits: FolderLimits,
    private readonly total: { unpacked: number },
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error?: Error | null, chunk?: Buffer) => void): void {
    this.size += chunk.length;
    this.total.unpacked += chunk.length;
    this.sum = crc32(chunk, this.sum);
    const code = this.tooMuch();
    if (code) done(new FolderRefused(code));
    else done(null, chunk);
  }

  private tooMuch(): FolderCode | null {
    const { compressedSize, uncompressedSize } = this.entry;
    if (this.total.unpacked > this.limits.unpackedBytes) return 'FOLDER_UNPACKED_TOO_LARGE';
    if (this.size > Math.max(FREE_GROWTH, compressedSize * this.limits.ratio)) return 'ENTRY_BOMB';
    return this.size > uncompressedSize ? 'ENTRY_DAMAGED' : null;
  }

  override _flush(done: (error?: Error | null) => void): void {
    const { uncompressedSize, crc32: expected } = this.entry;
    done(this.size === uncompressedSize && this.sum === expected ? null : new FolderRefused('ENTRY_DAMAGED'));
  }
}

async function openEntry(zip: ZipFile, entry: Entry, limits: FolderLimits, total: { unpacked: number }) {
  if (total.unpacked >= limits.unpackedBytes) throw new FolderRefused('FOLDER_UNPACKED_TOO_LARGE');
  const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false }).catch(() => {
    throw new FolderRefused('ENTRY_DAMAGED');
  });
  const counted = new Counted(entry, limits, total);
  const stages = entry.compressionMethod === DEFLATED ? [packed, createInflateRaw(), counted] : [packed, counted];
  const damaged = () => counted.destroy(new FolderRefused('ENTRY_DAMAGED'));
  for (const stage of stages.slice(0, -1)) stage.on('error', damaged);
  // It may be found bad before anybody reads it: the stream remembers, and tells whoever does. Without this it ends the server.
  counted.on('error', () => undefined);
  counted.once('close', () => {
    for (const stage of stages) stage.destroy();
  });
  stages.reduce((from, to) => from.pipe(to as Transform));
  return counted as Readable;
}

/**
 * Opens a zip on disk: names read, each entry judged, nothing unpacked yet. Throws FolderRefused for the whole.
 * Entries are opened one after another: the bytes of all are counted together.
 */
export async function openFolder(path: string, limits: FolderLimits): Promise<Folder> {
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
  const zip = await openPromise(path, options).catch(() => {
    throw new FolderRefused('FOLDER_NOT_A_ZIP');
  });
  try {
    if (zip.entryCount > limits.entries) throw new FolderRefused('FOLDER_TOO_MANY_ENTRIES');
    if (zip.entryCount === 0 || zip.fileSize - Number(zip.readEntryCursor) > LARGEST_DIRECTORY) {
      throw new FolderRefused('FOLDER_NOT_A_ZIP');
    }
    const total = { unpacked: 0 };
    const entries: FolderEntry[] = [];
    let skipped = 0;
    let packed = 0;
    for await (const entry of zip.eachEntry()) {
      const name = zipEntryName(entry);
      packed += entry.compressedSize;
      if (isLitter(name)) {
        skipped += 1;
        continue;
      }
      const reason = reasonAgainst(entry, name);
      entries.push({
        name: name.slice(0, LONGEST_NAME),
        refused: reason && new FolderRefused(reason),
        open: () => openEntry(zip, entry, limits, total),
      });
    }
    if (packed > zip.fileSize) throw new FolderRefused('FOLDER_OVERLAPPING');
    return { entries, skipped, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error instanceof FolderRefused ? error : new FolderRefused('FOLDER_NOT_A_ZIP');
  }
}
