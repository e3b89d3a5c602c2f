import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { SheetRefused } from './sheet';
import type { Spool } from './spool';

const ENTRIES = 2000;

class SpoolReader extends RandomAccessReader {
  constructor(private readonly spool: Spool) {
    super();
  }
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.spool.stream(start, end), { objectMode: false });
  }
  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}

const broken = (detail: string) =>
  new SheetRefused('NOT_A_SHEET', `工作簿已损坏（${detail}）；请在Excel中打开，重新另存为XLSX`);

/** The parts of a workbook; all that is unpacked from it is counted, so that little bytes cannot become endless ones. */
export class Workbook {
  private unpacked = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly limit: number,
  ) {}

  static async open(spool: Spool, limit: number): Promise<Workbook> {
    const entries = new Map<string, Entry>();
    let zip: ZipFile | null = null;
    try {
      zip = await fromRandomAccessReaderPromise(new SpoolReader(spool), spool.size, {
        lazyEntries: true,
        autoClose: false,
      });
      if (zip.entryCount > ENTRIES) throw broken('部件过多');
      for await (const entry of zip.eachEntry()) {
        if (entries.has(entry.fileName) || entries.size > ENTRIES) throw broken('部件重复');
        entries.set(entry.fileName, entry);
      }
      return new Workbook(zip, entries, limit);
    } catch (error) {
      zip?.close();
      throw error instanceof SheetRefused ? error : broken('压缩包无法打开');
    }
  }

  has(path: string): boolean {
    return this.entries.has(path);
  }

  async *part(path: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(path);
    if (!entry) throw broken('缺少部件');
    if (entry.isEncrypted()) throw new SheetRefused('NOT_A_SHEET', '工作簿有密码；请取消密码后再上传');
    let stream: Readable | null = null;
    try {
      stream = await this.zip.openReadStreamPromise(entry);
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.unpacked += chunk.length;
        if (this.unpacked > this.limit) {
          throw new SheetRefused('SHEET_UNFOLDS_TOO_FAR', '工作簿展开后过大；请分成几份，各自上传');
        }
        yield chunk;
        // What is unpacked already comes at once: others have their turn in between.
        await setImmediate();
      }
    } catch (error) {
      throw error instanceof SheetRefused ? error : broken('压缩内容有误');
    } finally {
      stream?.destroy();
    }
  }

  close(): void {
    this.zip.close();
  }
}
