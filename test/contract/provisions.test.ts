import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  allProvisions,
  allRules,
  citation,
  DOCUMENTS,
  documentById,
  LIMIT_CODES,
  LIMITS,
  type Provision,
  provisionById,
} from '../../src/regulation';

const COMPILED = join(__dirname, '../../src');

/** Every rule of every subject is declared by loading its file of rules. */
const RULE_FILES = readdirSync(COMPILED, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.rules.js'),
);
for (const file of RULE_FILES) require(join(COMPILED, file));

/** Rows of each source document, counted by hand in the rules; a row lost or invented changes a number here. */
const ROWS: Readonly<Record<string, number>> = { S0: 76, S1: 29, S2: 25, S3: 50, S4: 45 };
const NOTICE_ROWS_OF_S3 = 11;
const LAW_ROWS = 53;

const idsOf = (document: string) =>
  allProvisions()
    .filter((provision) => provision.document === document)
    .map((provision) => provision.id);

const isKnown = (id: string) => allProvisions().some((provision) => provision.id === id);

describe('provisions', () => {
  test.each(Object.entries(ROWS))('%s has all its %d rows', (document, rows) => {
    expect(idsOf(document)).toHaveLength(rows);
  });

  test('S3 has its notice, its form, and the rest are articles', () => {
    expect(idsOf('S3').filter((id) => id.startsWith('S3-N'))).toHaveLength(NOTICE_ROWS_OF_S3);
    expect(idsOf('S3')).toContain('S3-F');
  });

  test('the law around the five documents', () => {
    const sources = Object.keys(ROWS);
    expect(allProvisions().filter((provision) => !sources.includes(provision.document))).toHaveLength(LAW_ROWS);
  });

  test('ids are unique and belong to a known document', () => {
    const ids = allProvisions().map((provision) => provision.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const provision of allProvisions()) expect(documentById(provision.document).id).toBe(provision.document);
  });

  test('document ids are unique', () => {
    expect(new Set(DOCUMENTS.map((document) => document.id)).size).toBe(DOCUMENTS.length);
  });

  test('every line is one plain Chinese sentence or two, not a quotation', () => {
    for (const { id, summary } of allProvisions()) {
      expect({ id, ends: summary.endsWith('。'), length: summary.length <= 70 }).toEqual({
        id,
        ends: true,
        length: true,
      });
    }
  });

  test('every rule names provisions that exist', () => {
    const unknown = allRules().flatMap((rule) =>
      rule.provisions.filter((id) => !isKnown(id)).map((id) => [rule.code, id]),
    );
    expect(unknown).toEqual([]);
  });

  test('an unknown provision is a mistake, not a silence', () => {
    expect(() => provisionById('S4-9.9')).toThrow('S4-9.9');
  });

  test('a citation names document and article as printed', () => {
    expect(citation('S4-5.1b')).toBe('北京案件质量通知 五(1)');
    expect(citation('S0-20.1')).toBe('法律援助法实施工作办法 第二十条第一款');
    expect(citation('LAL-48.3')).toBe('法律援助法 第四十八条第（三）项');
  });
});

describe('rows that call for a gate, a deadline, document content or a prohibition', () => {
  /** Beside the sources, not beside the compiled test: the list is committed and read line by line. */
  const LIST = join(__dirname, '../../../test/contract/unnamed-provisions.txt');
  const HEAD = [
    '# Rows marked G, D, C or P that no rule and no time limit names yet. Written by the contract test:',
    '# UPDATE_UNNAMED=1 npx jest dist/test/contract/provisions',
  ];

  const calls = (provision: Provision) =>
    provision.document in ROWS && provision.enforcement.some((letter) => ['G', 'D', 'C', 'P'].includes(letter));

  const named = () =>
    new Set([
      ...allRules().flatMap((rule) => [...rule.provisions]),
      ...LIMIT_CODES.flatMap((code) => [...LIMITS[code].provisions]),
    ]);

  const listOf = (names: ReadonlySet<string>) => {
    const rows = allProvisions().filter((provision) => calls(provision) && !names.has(provision.id));
    const line = ({ id, enforcement, summary }: Provision) =>
      `${id} | ${enforcement.join(',')} | ${citation(id)} | ${summary}`;
    return [...HEAD, ...rows.map(line), ''].join('\n');
  };

  test('are named, or stand in the committed list of those that are not', () => {
    if (process.env.UPDATE_UNNAMED) writeFileSync(LIST, listOf(named()));
    expect(readFileSync(LIST, 'utf8')).toBe(listOf(named()));
  });

  test('number 90 in all, so that none can leave the list by losing its letter', () => {
    expect(allProvisions().filter(calls)).toHaveLength(90);
  });

  test('leave the list when a rule names them and come back when it goes', () => {
    const without = new Set([...named()].filter((id) => id !== 'S0-16.1'));
    expect(listOf(without)).toContain('S0-16.1 | D | ');
    expect(listOf(new Set([...without, 'S0-16.1']))).not.toContain('S0-16.1 | ');
  });
});
