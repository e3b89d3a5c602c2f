import { existsSync, readFileSync } from 'node:fs';
import { addFunction } from './wasm';

/** Where systems keep a font with Chinese in it; the first one found is used where none is configured. */
const USUAL = [
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc',
  '/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc',
  '/usr/share/fonts/truetype/wqy/wqy-microhei.ttc',
  '/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc',
  '/System/Library/Fonts/STHeiti Light.ttc',
  'C:\\Windows\\Fonts\\simsun.ttc',
];

export const usualChineseFont = (): string | null => USUAL.find((path) => existsSync(path)) ?? null;

/** Character sets of Windows by which PDFium asks: Shift JIS, Hangul, GB 2312, Big5. */
const EAST_ASIAN: readonly number[] = [128, 129, 134, 136];
const WHOLE_COLLECTION = 0x74746366;
const FONT = 1;
/** Noto's collections begin with Japanese and Korean; simplified Chinese is the third. */
const CHINESE_OF_NOTO = 2;

/** Where in a collection the face with simplified Chinese begins; 0 in a file of one face. */
function faceAt(font: Buffer): number {
  if (font.toString('latin1', 0, 4) !== 'ttcf') return 0;
  const faces = font.readUInt32BE(8);
  return font.readUInt32BE(12 + 4 * (faces > CHINESE_OF_NOTO + 1 ? CHINESE_OF_NOTO : 0));
}

interface Library {
  readonly HEAPU8: Uint8Array;
  readonly wasmExports: { malloc(size: number): number };
  _FPDF_SetSystemFontInfo(info: number): void;
}

/** Answers PDFium's questions for fonts that a document names but does not bring along. */
export class ChineseFont {
  private bytes: Buffer | null = null;
  /** A page asked for a Chinese font and there was none: what is drawn lacks its characters. */
  missed = false;

  constructor(private readonly path: string | null) {}

  private get font(): Buffer {
    if (!this.path) throw new Error('no font');
    this.bytes ??= readFileSync(this.path);
    return this.bytes;
  }

  /** FPDF_SYSFONTINFO, version 1: of its functions MapFont and GetFontData; what is 0 is not asked. */
  install(pdf: Library): void {
    const table = (pdf.wasmExports as unknown as { __indirect_function_table: WebAssembly.Table })
      .__indirect_function_table;
    const info = pdf.wasmExports.malloc(36);
    const map = (_info: number, _weight: number, _italic: number, charset: number) => this.fontFor(charset);
    const data = (_info: number, _font: number, part: number, into: number, room: number) =>
      this.copy(pdf, part, into, room);
    const fields = new DataView(pdf.HEAPU8.buffer, info, 36);
    for (let at = 0; at < 36; at += 4) fields.setUint32(at, 0, true);
    fields.setUint32(0, 1, true);
    fields.setUint32(12, addFunction(table, 7, map), true);
    fields.setUint32(20, addFunction(table, 5, data), true);
    pdf._FPDF_SetSystemFontInfo(info);
  }

  private fontFor(charset: number): number {
    if (!EAST_ASIAN.includes(charset)) return 0;
    if (this.path) return FONT;
    this.missed = true;
    return 0;
  }

  /** As Windows' GetFontData: the whole collection, or (part 0) the face with all that follows it. */
  private copy(pdf: Library, part: number, into: number, room: number): number {
    const face = faceAt(this.font);
    if (part !== 0 && (part !== WHOLE_COLLECTION || face === 0)) return 0;
    const bytes = part === 0 ? this.font.subarray(face) : this.font;
    if (into && room >= bytes.length) pdf.HEAPU8.set(bytes, into);
    return bytes.length;
  }
}
