import { crc32 } from 'node:zlib';
import { decode } from 'iconv-lite';
import type { Entry } from 'yauzl';
import { isSoundText } from '../platform/sound-text';

type Named = Pick<Entry, 'fileNameRaw' | 'generalPurposeBitFlag' | 'extraFields'>;

const UTF8_FLAG = 0x800;
const UNICODE_PATH = 0x7075;

function utf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The name that Info-ZIP puts beside the other one; believed only for the very bytes it was made from. */
function unicodePath({ fileNameRaw, extraFields }: Named): string | null {
  const data = extraFields.find(({ id }) => id === UNICODE_PATH)?.data;
  if (!data || data.length < 6 || data[0] !== 1 || data.readUInt32LE(1) !== crc32(fileNameRaw)) return null;
  return utf8(data.subarray(5));
}

/** Two-byte hanzi of GB 2312 that happen to be letters in UTF-8 as well: no name of a paper is written in such letters. */
const lettersByAccident = (bytes: Buffer): boolean => {
  const beyondAscii = [...bytes].filter((byte) => byte > 0x7f);
  return (
    beyondAscii.length > 0 && beyondAscii.every((byte, at) => (at % 2 ? byte >= 0xa1 : byte >= 0xc2 && byte < 0xe0))
  );
};

/**
 * The name as its maker meant it: a zip says that names are UTF-8 or says nothing, and then they are what the maker's
 * system writes – UTF-8 on phones and Macs, GBK on Windows in China.
 */
export function zipEntryName(entry: Named): string {
  const { fileNameRaw: bytes, generalPurposeBitFlag } = entry;
  const stated = unicodePath(entry);
  if (stated !== null) return stated;
  const asUtf8 = utf8(bytes);
  const flagged = (generalPurposeBitFlag & UTF8_FLAG) !== 0;
  if (asUtf8 !== null && (flagged || !lettersByAccident(bytes))) return asUtf8;
  return decode(bytes, 'gb18030');
}

const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Whether a name could be meant to reach somewhere else. No name ever becomes a path here; one that tries is refused all the same. */
export const isTrickName = (name: string): boolean =>
  name === '' ||
  name.startsWith('/') ||
  name.includes('\\') ||
  /^[a-z]:/i.test(name) ||
  /[\n\r\t]/.test(name) ||
  !isSoundText(name) ||
  name.split('/').some((part) => part === '..' || part === '.' || DEVICE.test(part));

/** What systems put into a zip beside the papers. */
export const isLitter = (name: string): boolean =>
  name.endsWith('/') ||
  name.split('/').includes('__MACOSX') ||
  /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/i.test(name);
