import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { SheetRefused } from './sheet';

export type Attributes = Readonly<Record<string, string>>;

export interface XmlHandlers {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Longest stretch without any mark-up that a part of a workbook may hold. */
const LONGEST_STRETCH = 2_000_000;
const DEEPEST = 64;
/** Bytes read before rows are looked for that can be handed on: a few of them may stand for much text. */
const PIECE = 4096;

const local = (name: string) => name.slice(name.indexOf(':') + 1);

const broken = () => new SheetRefused('NOT_A_SHEET', '工作簿已损坏，读不下去；请在Excel中打开，重新另存为XLSX');

/** Reads XML as it comes; `rest` is called after each piece, so that rows can be handed on. Document types are refused. */
export async function* readXml<T>(
  bytes: AsyncIterable<Buffer>,
  handlers: XmlHandlers,
  rest: () => T | null,
): AsyncGenerator<T> {
  const parser = new SaxesParser();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let stretch = 0;
  let depth = 0;
  parser.on('error', () => {
    throw broken();
  });
  parser.on('doctype', () => {
    throw broken();
  });
  parser.on('opentag', (tag) => {
    stretch = 0;
    depth += 1;
    if (depth > DEEPEST) throw broken();
    handlers.open?.(local(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    stretch = 0;
    depth -= 1;
    handlers.close?.(local(tag.name));
  });
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  for await (const chunk of bytes) {
    stretch += chunk.length;
    if (stretch > LONGEST_STRETCH) throw broken();
    for (let from = 0; from < chunk.length; from += PIECE) {
      parser.write(decoded(decoder, chunk.subarray(from, from + PIECE)));
      const ready = rest();
      if (ready !== null) yield ready;
    }
  }
  parser.close();
  const last = rest();
  if (last !== null) yield last;
}

function decoded(decoder: TextDecoder, chunk: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw broken();
  }
}

/** Reads a part to its end. */
export async function takeXml(bytes: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> {
  for await (const _ of readXml(bytes, handlers, () => null));
}
