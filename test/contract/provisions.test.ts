import { allProvisions, allRules, citation, DOCUMENTS, documentById, provisionById } from '../../src/regulation';

/** Rows of each source document, counted by hand in the rules; a row lost or invented changes a number here. */
const ROWS: Readonly<Record<string, number>> = { S0: 76, S1: 29, S2: 25, S3: 50, S4: 45 };
const NOTICE_ROWS_OF_S3 = 11;
const LAW_ROWS = 53;

const idsOf = (document: string) =>
  allProvisions()
    .filter((provision) => provision.document === document)
    .map((provision) => provision.id);

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
    for (const rule of allRules()) {
      for (const id of rule.provisions) expect(() => provisionById(id)).not.toThrow();
    }
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
