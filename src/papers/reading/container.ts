import { inflateRawSync } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { PaperUnreadable } from '../unreadable';

const MOST_ENTRIES = 20_000;
const MOST_XML = 4 * 1024 * 1024;

const entriesOf = async (zip: ZipFile): Promise<Map<string, Entry>> => {
  const found = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (found.size > MOST_ENTRIES) throw new PaperUnreadable('PAPER_TOO_HARD');
    found.set(entry.fileName, entry);
  }
  return found;
};

async function xml(zip: ZipFile, entry: Entry | undefined): Promise<string> {
  if (!entry || entry.isEncrypted()) throw new PaperUnreadable('PAPER_DAMAGED');
  if (entry.compressedSize > MOST_XML) throw new PaperUnreadable('PAPER_TOO_HARD');
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry, { decodeFileData: false })) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return (entry.compressionMethod === 0 ? bytes : inflateRawSync(bytes, { maxOutputLength: MOST_XML })).toString();
}

const textOf = (text: string, element: string) =>
  new RegExp(`<(?:\\w+:)?${element}[^>]*>\\s*([^<]*?)\\s*</`).exec(text)?.[1];

/** OFD (GB/T 33190-2016): OFD.xml names the document, whose page list is counted. */
async function ofdPages(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<number> {
  const root = textOf(await xml(zip, entries.get('OFD.xml')), 'DocRoot');
  const document = await xml(zip, entries.get((root ?? '').replace(/^\/+/, '')));
  const pages = /<(?:\w+:)?Pages\s*>([\s\S]*?)<\/(?:\w+:)?Pages>/.exec(document)?.[1] ?? '';
  const count = pages.match(/<(?:\w+:)?Page\s/g)?.length ?? 0;
  if (count < 1) throw new PaperUnreadable('PAPER_WITHOUT_PAGES');
  return count;
}

/** What a zip container is: an OFD with its pages, or the reason why it is not taken. */
export async function containerPages(path: string): Promise<number> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { autoClose: false });
    const entries = await entriesOf(zip);
    if (entries.has('OFD.xml')) return await ofdPages(zip, entries);
    if (entries.has('word/document.xml')) throw new PaperUnreadable('PAPER_WITHOUT_FIXED_PAGES');
    throw new PaperUnreadable('PAPER_TYPE_NOT_TAKEN');
  } catch (error) {
    throw error instanceof PaperUnreadable ? error : new PaperUnreadable('PAPER_DAMAGED');
  } finally {
    zip?.close();
  }
}
