import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PDFiumModule } from '@hyzyla/pdfium';
import { PaperUnreadable } from '../unreadable';
import { ChineseFont } from './chinese-font';
import { withRoomyTable } from './wasm';

/** More pages than any paper of a file has; a page tree that claims more is refused (HOUSE). */
const MOST_PAGES = 20_000;
/** PDFium's memory ends at 2 GiB; a document may take a quarter of it (HOUSE). */
const LARGEST = 512 * 1024 * 1024;
const PASSWORD = 4;
const BGRA = 4;
const ANNOTATIONS = 0x01;
const RED_FIRST = 0x10;
const WHITE = 0xffffffff;

type Library = Awaited<ReturnType<typeof PDFiumModule>> & {
  _FPDF_GetPageSizeByIndex(document: number, page: number, width: number, height: number): number;
  _FPDF_SetSystemFontInfo(info: number): void;
};

let library: Promise<Library> | null = null;
let font = new ChineseFont(null);

/** The font in which Chinese is drawn that a document does not bring along; to be said before the first document. */
export function useChineseFont(path: string | null): void {
  font = new ChineseFont(path);
}

async function load(): Promise<Library> {
  const wasm = withRoomyTable(readFileSync(join(dirname(require.resolve('@hyzyla/pdfium')), 'pdfium.wasm')));
  const loaded = (await PDFiumModule({
    instantiateWasm(imports, done) {
      WebAssembly.instantiate(wasm, imports).then(({ instance, module }) =>
        (done as unknown as (instance: WebAssembly.Instance, module: WebAssembly.Module) => void)(instance, module),
      );
      return {};
    },
  })) as Library;
  loaded._FPDF_InitLibraryWithConfig({});
  font.install(loaded);
  return loaded;
}

const pdfium = (): Promise<Library> => {
  library ??= load();
  return library;
};

/** Reads the file straight into PDFium's memory: one copy of it, in this process only. */
function open(pdf: Library, path: string, size: number): { document: number; bytes: number } {
  if (size > LARGEST) throw new PaperUnreadable('PAPER_TOO_LARGE_TO_READ');
  const bytes = pdf.wasmExports.malloc(size);
  if (!bytes) throw new PaperUnreadable('PAPER_TOO_LARGE_TO_READ');
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < size; ) {
      const read = readSync(file, pdf.HEAPU8, bytes + at, Math.min(size - at, 1 << 24), at);
      if (read === 0) throw new PaperUnreadable('PAPER_DAMAGED');
      at += read;
    }
  } finally {
    closeSync(file);
  }
  const document = pdf._FPDF_LoadMemDocument(bytes, size, 0);
  if (document) return { document, bytes };
  const why = pdf._FPDF_GetLastError() === PASSWORD ? 'PAPER_PASSWORD' : 'PAPER_DAMAGED';
  pdf.wasmExports.free(bytes);
  throw new PaperUnreadable(why);
}

async function withDocument<T>(
  path: string,
  size: number,
  use: (pdf: Library, document: number) => T | Promise<T>,
): Promise<T> {
  const pdf = await pdfium();
  const { document, bytes } = open(pdf, path, size);
  try {
    return await use(pdf, document);
  } finally {
    pdf._FPDF_CloseDocument(document);
    pdf.wasmExports.free(bytes);
  }
}

/**
 * The number of pages that are really there: the count a document states of itself is believed only if each of its
 * pages is found. A password to open is refused; restrictions on printing and copying alone are no obstacle.
 */
export const pdfPages = (path: string, size: number): Promise<number> =>
  withDocument(path, size, (pdf, document) => {
    const pages = pdf._FPDF_GetPageCount(document);
    if (pages < 1) throw new PaperUnreadable('PAPER_WITHOUT_PAGES');
    if (pages > MOST_PAGES) throw new PaperUnreadable('PAPER_TOO_MANY_PAGES');
    const extent = pdf.wasmExports.malloc(16);
    try {
      for (let page = 0; page < pages; page += 1) {
        if (!pdf._FPDF_GetPageSizeByIndex(document, page, extent, extent + 8)) {
          throw new PaperUnreadable('PAPER_DAMAGED');
        }
      }
    } finally {
      pdf.wasmExports.free(extent);
    }
    return pages;
  });

export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** One page drawn on white, as RGBA pixels that fit into width × 2·width. */
export const drawPdfPage = (path: string, size: number, page: number, most: number): Promise<Pixels> =>
  withDocument(path, size, (pdf, document) => {
    if (page > pdf._FPDF_GetPageCount(document)) throw new PaperUnreadable('PAGE_BEYOND_END');
    font.missed = false;
    const loaded = pdf._FPDF_LoadPage(document, page - 1);
    if (!loaded) throw new PaperUnreadable('PAPER_DAMAGED');
    try {
      const across = Math.max(pdf._FPDF_GetPageWidth(loaded), 1);
      const down = Math.max(pdf._FPDF_GetPageHeight(loaded), 1);
      const scale = Math.min(most / across, (2 * most) / down);
      const width = Math.max(1, Math.round(across * scale));
      const height = Math.max(1, Math.round(down * scale));
      const pixels = pdf.wasmExports.malloc(width * height * 4);
      const bitmap = pixels ? pdf._FPDFBitmap_CreateEx(width, height, BGRA, pixels, width * 4) : 0;
      if (!bitmap) throw new PaperUnreadable('PAPER_TOO_HARD');
      pdf._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
      pdf._FPDF_RenderPageBitmap(bitmap, loaded, 0, 0, width, height, 0, ANNOTATIONS | RED_FIRST);
      const data = Buffer.from(pdf.HEAPU8.subarray(pixels, pixels + width * height * 4));
      pdf._FPDFBitmap_Destroy(bitmap);
      pdf.wasmExports.free(pixels);
      if (font.missed) throw new PaperUnreadable('PAGE_FONT_MISSING');
      return { data, width, height };
    } finally {
      pdf._FPDF_ClosePage(loaded);
    }
  });
