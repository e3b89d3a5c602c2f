import { TextDecoder } from 'node:util';
import { getDecoder } from 'iconv-lite';

import { SheetRefused } from './sheet';
import type { Spool } from './spool';

export type TextEncoding = 'UTF-8' | 'GB18030';

const UNREADABLE = '文件的编码认不出来；请在Excel中另存为“CSV UTF-8”或者XLSX再上传';

/** The encoding of a text: by its mark, else UTF-8 where every byte of it fits, else GB18030 as Excel in China writes. */
export async function encodingOf(spool: Spool): Promise<TextEncoding> {
  const head = await spool.read(0, 4);
  if (head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return 'UTF-8';
  if (head[0] === 0xff && head[1] === 0xfe) throw new SheetRefused('ENCODING_UNKNOWN', UNREADABLE);
  if (head[0] === 0xfe && head[1] === 0xff) throw new SheetRefused('ENCODING_UNKNOWN', UNREADABLE);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of spool.stream()) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return 'UTF-8';
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'GB18030';
    throw error;
  }
}

/** Text piece by piece; refused where bytes fit neither encoding, or where it is no text at all. */
export async function* decode(spool: Spool, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder =
    encoding === 'GB18030' ? fromGb18030() : { write: utf8(new TextDecoder('utf-8', { fatal: true })), end: () => '' };
  for await (const chunk of spool.stream()) yield sound(decoder.write(chunk));
  yield sound(decoder.end());
}

const utf8 = (decoder: TextDecoder) => (chunk: Buffer) => {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch {
    throw new SheetRefused('ENCODING_UNKNOWN', UNREADABLE);
  }
};

function fromGb18030() {
  const decoder = getDecoder('gb18030');
  const checked = (text: string) => {
    if (text.includes('\ufffd')) throw new SheetRefused('ENCODING_UNKNOWN', UNREADABLE);
    return text;
  };
  return { write: (chunk: Buffer) => checked(decoder.write(chunk)), end: () => checked(decoder.end() ?? '') };
}

function sound(text: string): string {
  if (text.includes('\0')) throw new SheetRefused('NOT_A_SHEET', '文件不是文本；请上传CSV或者XLSX');
  return text;
}
