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
  ]);
  expect(targets('_rels/.rels', 'Target').every((name) => parts.has(name))).toBe(true);
  expect(targets('word/_rels/document.xml.rels', 'Target').map((name) => parts.has(`word/${name}`))).toEqual([
    true,
    true,
  ]);
  const styles = new Set(targets('word/styles.xml', 'w:styleId'));
  for (const used of targets('word/document.xml', 'pStyle w:val'))
    expect([used, styles.has(used)]).toEqual([used, true]);
});

test('the same blocks give the same bytes', async () => {
  const blocks: DocxBlock[] = [{ kind: 'HEADING', text: '一、范围' }];
  expect((await written(blocks)).equals(await written(blocks))).toBe(true);
});
