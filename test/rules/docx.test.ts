import { SaxesParser } from 'saxes';
import { type DocxBlock, docxOf } from '../../src/platform/documents/docx';
import { filesOfZip } from '../support/zip-reading';

async function written(blocks: readonly DocxBlock[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of docxOf(blocks)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Text of a part, and what it opens; throws where it is no sound XML. */
function parsed(xml: string): { text: string; tags: string[] } {
  const parser = new SaxesParser({ xmlns: true });
  let text = '';
  const tags: string[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('text', (piece) => {
    text += piece;
  });
  parser.on('opentag', ({ name }) => tags.push(name));
  parser.write(xml).close();
  return { text, tags };
}

const HOSTILE = '<w:p>&amp; "引号" \u0000\u0008\ufffe\ud800 甲\n乙';

test('every part is sound XML, whatever the text says', async () => {
  const parts = await filesOfZip(
    await written([
      { kind: 'TITLE', text: HOSTILE },
      {
        kind: 'TABLE',
        table: { headings: ['一', HOSTILE], rows: [['只有一格'], [HOSTILE, '二', '多出的一格']], widths: [1, 3] },
      },
      { kind: 'CLOSING', text: '' },
    ]),
  );
  for (const [, bytes] of parts) parsed(bytes.toString('utf8'));
  const { text, tags } = parsed(parts.get('word/document.xml')!.toString('utf8'));
  expect(text).toContain('<w:p>&amp; "引号"  甲乙');
  expect(text).not.toContain('多出的一格');
  expect(tags.filter((tag) => tag === 'w:tr')).toHaveLength(3);
  expect(tags.filter((tag) => tag === 'w:tc')).toHaveLength(6);
  expect(tags.filter((tag) => tag === 'w:tblHeader')).toHaveLength(1);
  expect(tags).toContain('w:br');
});

test('every relation and content type names a part that is there', async () => {
  const parts = await filesOfZip(await written([{ kind: 'TEXT', text: '一' }]));
  const targets = (name: string, attribute: string) =>
    [
      ...parts
        .get(name)!
        .toString('utf8')
        .matchAll(new RegExp(`${attribute}="([^"]+)"`, 'g')),
    ].map(([, found]) => found as string);
  expect(targets('[Content_Types].xml', 'PartName').map((name) => parts.has(name.slice(1)))).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(targets('_rels/.rels', 'Target').every((name) => parts.has(name))).toBe(true);
  expect(targets('word/_rels/document.xml.rels', 'Target').map((name) => parts.has(`word/${name}`))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  const styles = new Set(targets('word/styles.xml', 'w:styleId'));
  for (const used of targets('word/document.xml', 'pStyle w:val'))
    expect([used, styles.has(used)]).toEqual([used, true]);
});

/** Word opens nothing whose properties stand in another order than the standard's (ISO/IEC 29500-1, 17.3 to 17.7); others let it pass. */
const IN_ORDER: Readonly<Record<string, string>> = {
  'w:pPr':
    'pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs autoSpaceDE autoSpaceDN snapToGrid spacing ind jc outlineLvl rPr sectPr',
  'w:rPr': 'rStyle rFonts b bCs i iCs color spacing sz szCs u vertAlign lang',
  'w:tblPr': 'tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook',
  'w:tblBorders': 'top left bottom right insideH insideV',
  'w:tcPr': 'tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign',
  'w:tbl': 'tblPr tblGrid tr',
  'w:tc': 'tcPr p',
  'w:tr': 'trPr tc',
  'w:sectPr': 'footerReference pgSz pgMar cols docGrid',
  'w:style': 'name basedOn next qFormat pPr rPr tblPr',
  'w:styles': 'docDefaults style',
  'w:docDefaults': 'rPrDefault pPrDefault',
  'w:settings': 'evenAndOddHeaders characterSpacingControl compat',
};

test('properties stand in the order that Word asks for, every part is used, and pages are numbered on both sides', async () => {
  const parts = await filesOfZip(
    await written([
      { kind: 'TITLE', text: '题' },
      { kind: 'NOTE', text: '注“引”' },
      { kind: 'TABLE', table: { headings: ['一', '二'], rows: [['甲', '乙']] } },
    ]),
  );
  const met = new Set<string>();
  for (const [name, bytes] of parts) {
    const open: { name: string; at: number }[] = [];
    const parser = new SaxesParser({ xmlns: true });
    parser.on('opentag', ({ name: tag }) => {
      const parent = open.at(-1);
      const order = parent && IN_ORDER[parent.name]?.split(' ');
      if (parent && order) {
        met.add(parent.name);
        const at = order.indexOf(tag.slice(2));
        expect([name, parent.name, tag, at >= parent.at]).toEqual([name, parent.name, tag, true]);
        parent.at = at;
      }
      open.push({ name: tag, at: 0 });
    });
    parser.on('closetag', () => open.pop());
    parser.write(bytes.toString('utf8')).close();
  }
  expect([...met].sort()).toEqual(Object.keys(IN_ORDER).sort());
  const text = (part: string) => parts.get(part)!.toString('utf8');
  expect(text('word/document.xml')).toContain('<w:footerReference w:type="even" r:id="rId3"/>');
  for (const footer of ['word/footer1.xml', 'word/footer2.xml']) expect(text(footer)).toContain(' PAGE ');
  // Without the hint Word sets Chinese quotation marks in the Western font.
  expect(text('word/document.xml').match(/<w:r>(?!<w:rPr><w:rFonts w:hint="eastAsia"\/>)/)).toBeNull();
});

test('the same blocks give the same bytes', async () => {
  const blocks: DocxBlock[] = [{ kind: 'HEADING', text: '一、范围' }];
  expect((await written(blocks)).equals(await written(blocks))).toBe(true);
});
