import { catalogueItem } from '../regulation';
import { AMBIGUOUS_WORDS, CATALOGUE_WORDS } from './sorting-words.types';

/** Where a paper probably belongs, by its name alone. A proposal (HOUSE): nothing is in the file until somebody says so. */
export interface Placement {
  /** Item of the catalogue, 1–21; null where the name does not say. */
  readonly catalogueNo: number | null;
  readonly basis: 'NAME' | 'FOLDER_NAME' | 'NUMBER' | 'FOLDER_NUMBER' | null;
  /** The name says one item and the number before it another. */
  readonly conflictingNo: number | null;
  readonly why: string;
}

interface Reading {
  /** Items that the words name; more than one where they do not agree or where one word stands for several. */
  readonly items: readonly number[];
  readonly words: readonly string[];
}

const MOST_ITEMS = 21;
const DIGITS = '〇一二三四五六七八九';

const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

const words: readonly { readonly word: string; readonly items: readonly number[]; readonly weak: boolean }[] = [
  ...Object.entries(CATALOGUE_WORDS).flatMap(([no, all]) =>
    all.map((word) => ({ word, items: [Number(no)], weak: false })),
  ),
  ...AMBIGUOUS_WORDS.map(([word, ...items]) => ({ word, items, weak: true })),
].sort((one, other) => other.word.length - one.word.length);

/** The longest words count, and what shares letters with a longer word does not: 授权委托书 is no 委托书. */
function readWords(text: string): Reading {
  const squeezed = plain(text).replace(/[\s《》"“”']/g, '');
  const taken: { from: number; to: number; word: string; items: readonly number[]; weak: boolean }[] = [];
  for (const { word, items, weak } of words) {
    for (let from = squeezed.indexOf(word); from >= 0; from = squeezed.indexOf(word, from + 1)) {
      const to = from + word.length;
      if (!taken.some((other) => other.from < to && from < other.to)) taken.push({ from, to, word, items, weak });
    }
  }
  const strong = taken.filter(({ weak }) => !weak);
  const telling = strong.length ? strong : taken;
  return {
    items: [...new Set(telling.flatMap(({ items }) => items))].sort((one, other) => one - other),
    words: [...new Set(telling.map(({ word }) => word))],
  };
}

/** 一 to 二十一 as a number, or null. */
function chineseNumber(text: string): number | null {
  const parts = /^([一二])?(十)?([一二三四五六七八九])?$/.exec(text);
  if (!parts || !text) return null;
  const [, tens, ten, ones] = parts;
  const one = ones ? DIGITS.indexOf(ones) : 0;
  if (!ten) return tens && ones ? null : DIGITS.indexOf(text);
  return (tens ? DIGITS.indexOf(tens) : 1) * 10 + one;
}

/** The number that a name begins with, and what comes after; a year, a date, an amount or a count is none. */
function leadingNumber(text: string): { readonly no: number; readonly rest: string } | null {
  const name = plain(text).replace(/^[([【第]+\s*/, '');
  const arabic = /^0{0,2}(\d{1,2})(?!\d)(?![年月日号时点份页张人次审级%万元])(?![.-]\d{1,2}[.-]\d)(?!\.\d)(.*)$/.exec(
    name,
  );
  const chinese = /^([一二三四五六七八九十]{1,3})([、.,项)\]】_\s-].*|)$/.exec(name);
  const no = arabic ? Number(arabic[1]) : chineseNumber(chinese?.[1] ?? '');
  const rest = (arabic?.[2] ?? chinese?.[2] ?? '').replace(/^[\s、.,项)\]】_-]+/, '');
  return no !== null && no >= 1 ? { no, rest } : null;
}

interface Part {
  readonly text: string;
  readonly words: Reading;
  readonly no: number | null;
  /** Nothing but a number: perhaps an item, perhaps a page as a scanner counts it. */
  readonly bare: boolean;
}

function readPart(text: string): Part {
  const number = leadingNumber(text);
  const bare = number !== null && !/[^\d\s_.()-]/.test(number.rest);
  const no = number && number.no <= MOST_ITEMS ? number.no : null;
  return { text, words: readWords(text), no, bare };
}

const named = (no: number) => `第${no}项“${catalogueItem(no).name}”`;

function byWords({ text, words, no }: Part, basis: 'NAME' | 'FOLDER_NAME'): Placement | null {
  const { items } = words;
  const where = basis === 'NAME' ? '文件名' : '文件夹名';
  const found = words.words.map((word) => `“${word}”`).join('、');
  const only = items.length === 1 ? (items[0] ?? null) : null;
  if (items.length === 0) return null;
  if (only === null && no !== null && items.includes(no)) {
    return {
      catalogueNo: no,
      basis,
      conflictingNo: null,
      why: `${where}有${found}，且开头编号为${no}，归入${named(no)}`,
    };
  }
  if (only === null) {
    const choices = items.map((each) => `第${each}项`).join('、');
    return {
      catalogueNo: null,
      basis: null,
      conflictingNo: null,
      why: `${where}“${text}”有${found}，可能属于${choices}，请选定`,
    };
  }
  const conflictingNo = no !== null && no !== only ? no : null;
  const doubt = conflictingNo === null ? '' : `；开头编号${conflictingNo}与名称不一致，以名称为准，请核对`;
  return { catalogueNo: only, basis, conflictingNo, why: `${where}有${found}，归入${named(only)}${doubt}` };
}

const byNumber = (no: number, basis: 'NUMBER' | 'FOLDER_NUMBER'): Placement => ({
  catalogueNo: no,
  basis,
  conflictingNo: null,
  why: `${basis === 'NUMBER' ? '文件名' : '文件夹名'}开头编号为${no}，归入${named(no)}`,
});

const UNPLACED: Placement = {
  catalogueNo: null,
  basis: null,
  conflictingNo: null,
  why: '名称里没有目录项目的名称或者编号，未能归类，请选定',
};

/** File's words, then the folders' from the nearest outwards, then numbers in the same order. */
function place(file: Part, folders: readonly Part[], bareCounts: boolean): Placement {
  const own = byWords(file, 'NAME');
  if (own) return own;
  for (const folder of folders) {
    const found = byWords(folder, 'FOLDER_NAME');
    if (found?.catalogueNo) return found;
  }
  if (file.no !== null && !file.bare) return byNumber(file.no, 'NUMBER');
  const folderNo = folders.find(({ no }) => no !== null)?.no ?? null;
  if (folderNo !== null) return byNumber(folderNo, 'FOLDER_NUMBER');
  return file.no !== null && bareCounts ? byNumber(file.no, 'NUMBER') : UNPLACED;
}

/**
 * Sorts papers by their names (folders before them parted by `/`) into the 21 items of the catalogue. Words win over
 * numbers, and where they disagree it is said. A name that is nothing but a number counts only where no other in the
 * same folder goes beyond 21: there a scanner counted pages.
 */
export function sortByName(paths: readonly string[]): Placement[] {
  const read = paths.map((path) => {
    const names = path.split('/').filter(Boolean);
    const file = readPart((names.at(-1) ?? '').replace(/\.[a-z0-9]{1,5}$/i, ''));
    return { file, folder: names.slice(0, -1).join('/'), folders: names.slice(0, -1).reverse().map(readPart) };
  });
  const counted = new Set(read.filter(({ file }) => file.bare && file.no === null).map(({ folder }) => folder));
  return read.map(({ file, folder, folders }) => place(file, folders, !counted.has(folder)));
}
