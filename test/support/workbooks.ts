import { zipOf } from '../../src/platform/sheets/zip-writing';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A workbook whose one sheet is this XML; `more` replaces or adds parts. */
export async function workbook(sheet: string | Iterable<string>, more: Record<string, string> = {}): Promise<Buffer> {
  const parts: Record<string, string | Iterable<string>> = {
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="r"><sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': sheet,
    ...more,
  };
  const chunks: Buffer[] = [];
  for await (const chunk of zipOf(
    Object.entries(parts).map(([path, text]) => ({ path, text: typeof text === 'string' ? [text] : text })),
  )) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export const sheetOf = (rows: string, after = '') =>
  `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData>${after}</worksheet>`;

export const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;

/** One string, to which cells point by its number. */
export const sharedStrings = (...texts: string[]) => ({
  'xl/sharedStrings.xml': `<sst>${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
});

export const repeated = function* (piece: string, times: number, before: string, after: string) {
  yield before;
  for (let n = 0; n < times; n += 1) yield piece;
  yield after;
};
