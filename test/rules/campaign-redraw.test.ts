import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type DrawDocument, documentText, drawnDocument } from '../../src/peer-reviews/campaigns/draw-document';
import type { Frame, FrameLine } from '../../src/peer-reviews/campaigns/frame';
import { redrawFile } from '../../src/peer-reviews/campaigns/redraw-cli';
import { commitmentOf, looksDrawn, SEED } from '../../src/peer-reviews/campaigns/seeds';
import { folderOfRun } from '../support/folders';

const folder = folderOfRun('redraw-');
const save = (text: string) => {
  const path = join(folder, 'campaign.json');
  writeFileSync(path, text);
  return path;
};

const uuid = (kind: number, n: number) => `${kind}0000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const line = (n: number): FrameLine => ({
  caseFileId: uuid(1, n),
  agencyId: uuid(2, n % 2),
  caseKind: n % 3 ? 'CIVIL' : 'CRIMINAL',
  stage: n % 3 ? 'LITIGATION' : 'TRIAL',
  closedOn: '2026-03-02',
  practitionerIds: [uuid(3, n % 4), uuid(3, 4 + (n % 2))],
});
const frame: Frame = {
  campaignId: uuid(9, 1),
  plan: {
    byStage: true,
    share: { numerator: 1, denominator: 5 },
    sharesByKind: { CRIMINAL: { numerator: 1, denominator: 3 } },
    minimumPerStratum: 1,
    perPractitioner: 3,
  },
  goldFiles: 2,
  lines: Array.from({ length: 24 }, (_, n) => line(n)),
  targeted: [{ ...line(40), reason: 'COMPLAINT' }],
};
const seeds = [commitmentOf('one'), commitmentOf('two')] as const;
const document = drawnDocument(frame, seeds);
const text = documentText(document);
const changed = (change: (copy: Record<string, unknown> & DrawDocument) => void) => {
  const copy = JSON.parse(text);
  change(copy);
  return redrawFile([save(documentText(copy))]);
};

describe('npm run redraw: anybody draws again, offline', () => {
  test('an export draws alike; a JSON string around it is no change, a last line end is told', () => {
    const { code, lines } = redrawFile([save(text)]);
    expect([code, lines[0]]).toEqual([0, '重抽一致：承诺值、名册摘要和抽取结果逐字节相同']);
    expect(lines.join('\n')).toContain(document.frameDigest);
    for (const end of ['\n', '\r\n']) {
      const more = redrawFile([save(text + end)]);
      expect([more.code, more.lines[0]]).toEqual([0, expect.stringContaining('多一个换行，其余逐字节相同')]);
    }
    expect(redrawFile([save(`${text}\n\n`)]).code).toBe(1);
    for (const around of [JSON.stringify(text), `${JSON.stringify(text)}\n`]) {
      expect(redrawFile([save(around)])).toMatchObject({ code: 0, lines: expect.arrayContaining([lines[0]]) });
    }
  });

  test('the draw has all three origins, and a commitment is what sha256sum says of the seed', () => {
    expect(new Set(document.draw.files.map(({ origin }) => origin))).toEqual(
      new Set(['RANDOM', 'COVERAGE', 'TARGETED']),
    );
    expect(commitmentOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(SEED.test(seeds[0])).toBe(true);
    expect([looksDrawn(seeds[0]), looksDrawn('0'.repeat(64)), looksDrawn('12345678'.repeat(8))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('any changed byte is found', () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'0123456789abcdefAZ "{},:-'), (at, byte) => {
        const other = text.slice(0, at) + byte + text.slice(at + 1);
        expect(redrawFile([save(other)]).code === 0).toBe(other === text);
      }),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.nat(text.length), (at) => {
        expect(redrawFile([save(`${text.slice(0, at)} ${text.slice(at)}`)]).code).not.toBe(0);
      }),
    );
  });

  test.each<[string, (copy: DrawDocument & Record<string, unknown>) => void, RegExp]>([
    [
      'a file exchanged in the draw',
      (d) => Object.assign(d.draw.files[0]!, { caseFileId: uuid(1, 23) }),
      /抽取结果第1项/,
    ],
    ['a file left out of the draw', (d) => Object.assign(d.draw, { files: d.draw.files.slice(0, -1) }), /文件为无/],
    ['a file left out of the frame', (d) => Object.assign(d, { lines: d.lines.slice(1) }), /名册摘要不符/],
    ['a file twice in the frame', (d) => Object.assign(d, { lines: [...d.lines, d.lines[0]] }), /重复出现/],
    ['another share', (d) => Object.assign(d.plan.share, { numerator: 2 }), /名册摘要不符/],
    ['another minimum', (d) => Object.assign(d.plan, { minimumPerStratum: 4 }), /抽\d+件，重算为/],
    ['another seed', (d) => Object.assign(d.seeds[1], { seed: seeds[0] }), /第2个种子与事先公布的承诺值不符/],
    ['another commitment', (d) => Object.assign(d.seeds[0], { commitment: seeds[1] }), /第1个种子/],
    ['another digest', (d) => Object.assign(d, { frameDigest: seeds[1] }), /名册摘要不符/],
    ['a targeted file made random', (d) => Object.assign(d.draw.files.at(-1)!, { origin: 'RANDOM' }), /抽取结果/],
    ['another stratum', (d) => Object.assign(d.draw.strata[0]!, { stage: 'RETRIAL' }), /名册中没有这一层/],
    ['the frame in another order', (d) => Object.assign(d, { lines: [...d.lines].reverse() }), /字节与导出时不同/],
  ])('%s: exit code 1, and it says what differs', (_, change, said) => {
    const { code, lines } = changed(change);
    expect(code).toBe(1);
    expect(lines[0]).toBe('重抽不一致：');
    expect(lines.join('\n')).toMatch(said);
  });

  test('a frame forged as a whole is found by the digest that was published at the freeze', () => {
    const forged = drawnDocument({ ...frame, lines: frame.lines.slice(1) }, seeds);
    const path = save(documentText(forged));
    expect(redrawFile([path]).code).toBe(0);
    const told = redrawFile([path, document.seeds[0].commitment, document.frameDigest]);
    expect([told.code, told.lines[1]]).toEqual([1, `  文件中没有事先公布的这个值：${document.frameDigest}`]);
    expect(redrawFile([save(text), document.frameDigest.toUpperCase()]).code).toBe(0);
  });

  test('what cannot be read says so: exit code 2', () => {
    expect(redrawFile([]).code).toBe(2);
    expect(redrawFile([join(folder, 'nowhere.json')]).lines[0]).toMatch(/读不到文件/);
    expect(redrawFile([save('{')]).lines[0]).toMatch(/不是JSON文件/);
    expect(redrawFile([save('{"format":"other"}')])).toMatchObject({ code: 2 });
    expect(changed((copy) => Object.assign(copy, { note: '备注' }))).toMatchObject({ code: 2 });
  });
});
