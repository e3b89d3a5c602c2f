import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import PDFDocument from 'pdfkit';
import type { QueryRunner } from 'typeorm';
import { lockPaper } from '../papers/paper-lock';
import type { PaperStore } from '../papers/store';
import { catalogueItem } from '../regulation';
import { linesOfPage } from './paper-texts';

/** An invented PDF; many materials of the city are the same bytes. */
export interface CityPaper {
  readonly digest: string;
  readonly pages: number;
  readonly bytes: Buffer;
}

interface Pen {
  say(text: string, x: number, y: number, size: number): void;
}

/**
 * Chinese in a font that every reader of Chinese PDFs has of its own (STSong-Light by its standard name), so that no font
 * needs to be shipped; pdfkit writes everything else.
 */
function penOf(document: PDFKit.PDFDocument): Pen {
  const glyphs = document.ref({
    Type: 'Font',
    Subtype: 'CIDFontType0',
    BaseFont: 'STSong-Light',
    CIDSystemInfo: { Registry: new String('Adobe'), Ordering: new String('GB1'), Supplement: 2 },
    DW: 1000,
  });
  const font = document.ref({
    Type: 'Font',
    Subtype: 'Type0',
    BaseFont: 'STSong-Light',
    Encoding: 'UniGB-UCS2-H',
    DescendantFonts: [glyphs],
  });
  glyphs.end('');
  font.end('');
  return {
    say(text, x, y, size) {
      (document.page as unknown as { fonts: Record<string, unknown> }).fonts.CN = font;
      const codes = Buffer.from(text, 'utf16le').swap16().toString('hex');
      document.addContent(`BT 1 0 0 -1 ${x} ${y} Tm /CN ${size} Tf <${codes}> Tj ET`);
    },
  };
}

const [LEFT, WIDTH] = [90, 415];

/** No line runs out of the page: Chinese characters are as wide as they are high. */
const folded = (text: string, size: number): string[] =>
  text.match(new RegExp(`.{1,${Math.floor(WIDTH / size)}}`, 'gu')) ?? [];

/** The same bytes each time: no compression, no date of today. */
function draw(catalogueNo: number, pages: number): Buffer {
  const title = catalogueItem(catalogueNo).name;
  const document = new PDFDocument({
    autoFirstPage: false,
    compress: false,
    size: 'A4',
    info: { Producer: 'Anzhi rehearsal', CreationDate: new Date(Date.UTC(2026, 0, 1)) },
  });
  const pen = penOf(document);
  for (let page = 1; page <= pages; page += 1) {
    document.addPage();
    if (page === 1) pen.say(title, LEFT, 75, Math.min(20, Math.floor(WIDTH / title.length)));
    if (page === 1) pen.say('受援人：某甲　承办人：某乙　办案单位：某丙', LEFT, 110, 12);
    pen.say('演练材料：人物、案情均为虚构', LEFT, 150, 12);
    let y = 190;
    for (const line of linesOfPage(catalogueNo, page).flatMap((text) => [...folded(text, 14), ''])) {
      if (line) pen.say(line, LEFT, y, 14);
      y += line ? 24 : 10;
    }
    if (page === pages) document.circle(430, 700, 46).lineWidth(3).stroke('#cc0000').lineWidth(1);
    pen.say(`第${page}页，共${pages}页`, 250, 800, 10);
  }
  document.end();
  return document.read() as Buffer;
}

const drawn = new Map<string, CityPaper>();

/** The city's paper for an item of the catalogue with so many pages; drawn when it is first wanted. */
export function cityPaper(catalogueNo: number, pages: number): CityPaper {
  const key = `${catalogueNo} ${pages}`;
  let paper = drawn.get(key);
  if (!paper) {
    const bytes = draw(catalogueNo, pages);
    paper = { digest: createHash('sha256').update(bytes).digest('hex'), pages, bytes };
    drawn.set(key, paper);
  }
  return paper;
}

/** Keeps the papers that a part of the city names, in its transaction; each is carried to the store once. */
export class PaperShelf {
  private readonly kept = new Set<string>();

  constructor(private readonly store: PaperStore) {}

  async keep(runner: QueryRunner, papers: readonly CityPaper[]): Promise<void> {
    const fresh = papers.filter(({ digest }) => !this.kept.has(digest));
    for (const { digest, bytes } of fresh.sort((one, other) => (one.digest < other.digest ? -1 : 1))) {
      await lockPaper(runner, digest);
      if ((await this.store.size(digest)) !== bytes.length) {
        const received = await this.store.receive(Readable.from([bytes]), bytes.length);
        try {
          await this.store.keep(received);
        } finally {
          await received.discard();
        }
      }
      this.kept.add(digest);
    }
  }
}
