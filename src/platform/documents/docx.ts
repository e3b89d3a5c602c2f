import { zipOf } from '../sheets/zip-writing';

export interface DocxTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Shares of the width, one for each column; all alike where they are left out. */
  readonly widths?: readonly number[];
}

export type DocxBlock =
  | {
      readonly kind: 'TITLE' | 'SUBTITLE' | 'HEADING' | 'SUBHEADING' | 'TEXT' | 'NOTE' | 'CAPTION' | 'CLOSING';
      readonly text: string;
    }
  | { readonly kind: 'TABLE'; readonly table: DocxTable };

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

const escaped = (text: string): string =>
  text
    .replace(/[^\P{Cc}\t\n]|[\ufffe\uffff]|\p{Cs}/gu, '')
    .replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] as string);

/** Line breaks within a text stay line breaks. */
const run = (text: string): string =>
  // Quotes and dashes are Chinese ones, which Word tells from Western ones by this hint only.
  `<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>${text
    .split('\n')
    .map((line) => `<w:t xml:space="preserve">${escaped(line)}</w:t>`)
    .join('<w:br/>')}</w:r>`;

const paragraph = (style: string, text: string, properties = ''): string =>
  `<w:p><w:pPr><w:pStyle w:val="${style}"/>${properties}</w:pPr>${run(text)}</w:p>`;

/** Width between the margins of the page, in twentieths of a point. */
const WIDTH = 8845;

function table({ headings, rows, widths }: DocxTable): string {
  const shares = widths ?? headings.map(() => 1);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const columns = shares.map((share) => Math.floor((WIDTH * share) / whole));
  const cell = (text: string, at: number, heading: boolean) =>
    `<w:tc><w:tcPr><w:tcW w:w="${columns[at]}" w:type="dxa"/>${heading ? '<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>' : ''}<w:vAlign w:val="center"/></w:tcPr>${paragraph(heading ? 'CellHeading' : 'Cell', text)}</w:tc>`;
  const line = (cells: readonly string[], heading: boolean) =>
    `<w:tr><w:trPr><w:cantSplit/>${heading ? '<w:tblHeader/>' : ''}</w:trPr>${headings.map((_, at) => cell(cells[at] ?? '', at, heading)).join('')}</w:tr>`;
  const grid = columns.map((width) => `<w:gridCol w:w="${width}"/>`).join('');
  return `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="${WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${line(headings, true)}${rows.map((row) => line(row, false)).join('')}</w:tbl>`;
}

const STYLE_OF = {
  TITLE: 'Title',
  SUBTITLE: 'Subtitle',
  HEADING: 'Heading1',
  SUBHEADING: 'Heading2',
  TEXT: 'Normal',
  NOTE: 'Note',
  CAPTION: 'CaptionOfTable',
  CLOSING: 'Closing',
} as const;

/** A4 with the margins of official documents, the page's number outside (GB/T 9704). */
const SECTION =
  '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:footerReference w:type="even" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1191" w:gutter="0"/></w:sectPr>';

function* body(blocks: readonly DocxBlock[]): Generator<string> {
  yield `${XML}<w:document xmlns:w="${WORD}" xmlns:r="${OFFICE}"><w:body>`;
  for (const block of blocks) {
    // Word wants a paragraph between a table and what follows, and at the end.
    yield block.kind === 'TABLE'
      ? `${table(block.table)}${paragraph('Cell', '')}`
      : paragraph(STYLE_OF[block.kind], block.text);
  }
  yield `${SECTION}</w:body></w:document>`;
}

interface Face {
  readonly id: string;
  readonly name: string;
  readonly font: string;
  /** Half points. */
  readonly size: number;
  readonly paragraph: string;
  readonly bold?: boolean;
}

/** Chinese and Western signs stand close in a cell: what its width was measured for. */
const CLOSE = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>';
/** 22 lines on a page of official documents (GB/T 9704). */
const LINE = '<w:spacing w:line="579" w:lineRule="exact"/>';
const TWO_SIGNS = '<w:ind w:firstLine="640"/>';

const FACES: readonly Face[] = [
  {
    id: 'Normal',
    name: 'Normal',
    font: '仿宋',
    size: 32,
    paragraph: `<w:widowControl/>${LINE}${TWO_SIGNS}<w:jc w:val="both"/>`,
  },
  {
    id: 'Title',
    name: 'Title',
    font: '宋体',
    size: 44,
    bold: true,
    paragraph: '<w:spacing w:before="240" w:after="120" w:line="700" w:lineRule="exact"/><w:jc w:val="center"/>',
  },
  {
    id: 'Subtitle',
    name: 'Subtitle',
    font: '楷体',
    size: 32,
    paragraph: '<w:spacing w:after="579" w:line="579" w:lineRule="exact"/><w:jc w:val="center"/>',
  },
  {
    id: 'Heading1',
    name: 'heading 1',
    font: '黑体',
    size: 32,
    paragraph: `<w:keepNext/>${LINE}${TWO_SIGNS}<w:outlineLvl w:val="0"/>`,
  },
  {
    id: 'Heading2',
    name: 'heading 2',
    font: '楷体',
    size: 32,
    paragraph: `<w:keepNext/>${LINE}${TWO_SIGNS}<w:outlineLvl w:val="1"/>`,
  },
  {
    id: 'Note',
    name: 'Note',
    font: '楷体',
    size: 24,
    paragraph:
      '<w:widowControl/><w:spacing w:line="420" w:lineRule="exact"/><w:ind w:firstLine="480"/><w:jc w:val="both"/>',
  },
  {
    id: 'CaptionOfTable',
    name: 'Caption of table',
    font: '黑体',
    size: 24,
    paragraph: '<w:keepNext/><w:spacing w:before="200" w:after="80"/><w:jc w:val="center"/>',
  },
  {
    id: 'Closing',
    name: 'Closing',
    font: '仿宋',
    size: 32,
    paragraph:
      '<w:keepLines/><w:spacing w:before="579" w:line="579" w:lineRule="exact"/><w:ind w:right="640"/><w:jc w:val="right"/>',
  },
  { id: 'Cell', name: 'Cell', font: '宋体', size: 20, paragraph: `${CLOSE}<w:jc w:val="center"/>` },
  {
    id: 'CellHeading',
    name: 'Cell heading',
    font: '黑体',
    size: 20,
    paragraph: `<w:keepNext/>${CLOSE}<w:jc w:val="center"/>`,
  },
  { id: 'PageOdd', name: 'Page odd', font: '宋体', size: 28, paragraph: '<w:ind w:right="280"/><w:jc w:val="right"/>' },
  { id: 'PageEven', name: 'Page even', font: '宋体', size: 28, paragraph: '<w:ind w:left="280"/><w:jc w:val="left"/>' },
];

const style = ({ id, name, font, size, paragraph: look, bold }: Face): string =>
  `<w:style w:type="paragraph"${id === 'Normal' ? ' w:default="1"' : ''} w:styleId="${id}"><w:name w:val="${name}"/><w:pPr>${look}</w:pPr><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="${font}" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>${bold ? '<w:b/>' : ''}<w:sz w:val="${size}"/><w:szCs w:val="${size}"/></w:rPr></w:style>`;

const border = (side: string) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`;
const GRID = `<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:jc w:val="center"/><w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(border).join('')}</w:tblBorders><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`;
const DEFAULTS =
  '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>';
const STYLES = `${XML}<w:styles xmlns:w="${WORD}">${DEFAULTS}${FACES.map(style).join('')}${GRID}</w:styles>`;

const footer = (look: string): string =>
  `${XML}<w:ftr xmlns:w="${WORD}"><w:p><w:pPr><w:pStyle w:val="${look}"/></w:pPr>${run('— ')}<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>${run(' —')}</w:p></w:ftr>`;
const SETTINGS = `${XML}<w:settings xmlns:w="${WORD}"><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`;

const main = (part: string) => `application/vnd.openxmlformats-officedocument.wordprocessingml.${part}+xml`;
const TYPES = `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${main('document.main')}"/><Override PartName="/word/styles.xml" ContentType="${main('styles')}"/><Override PartName="/word/settings.xml" ContentType="${main('settings')}"/><Override PartName="/word/footer1.xml" ContentType="${main('footer')}"/><Override PartName="/word/footer2.xml" ContentType="${main('footer')}"/></Types>`;
const relations = (...targets: readonly (readonly [type: string, target: string])[]) =>
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">${targets.map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

/** A Word document that says nothing of who made it and when: the same blocks give the same bytes. */
export const docxOf = (blocks: readonly DocxBlock[]): AsyncGenerator<Buffer> =>
  zipOf([
    { path: '[Content_Types].xml', text: [TYPES] },
    { path: '_rels/.rels', text: [relations(['officeDocument', 'word/document.xml'])] },
    { path: 'word/document.xml', text: body(blocks) },
    {
      path: 'word/_rels/document.xml.rels',
      text: [
        relations(
          ['styles', 'styles.xml'],
          ['footer', 'footer1.xml'],
          ['footer', 'footer2.xml'],
          ['settings', 'settings.xml'],
        ),
      ],
    },
    { path: 'word/styles.xml', text: [STYLES] },
    { path: 'word/settings.xml', text: [SETTINGS] },
    { path: 'word/footer1.xml', text: [footer('PageOdd')] },
    { path: 'word/footer2.xml', text: [footer('PageEven')] },
  ]);
