import * as fc from 'fast-check';
import { CASE_STAGES } from '../../src/regulation';
import {
  ADJUSTMENTS,
  adjust,
  DEFAULT_EARLY_END_PERCENT,
  DEFAULT_LINES,
  derive,
  recalculate,
  TARIFF_CODES,
  type Tariff,
  tariffCode,
  type Work,
} from '../../src/subsidies/tariff.rules';

const tariff: Tariff = {
  editionId: 'e',
  document: '标准',
  earlyEndPercent: 50,
  lines: Object.fromEntries(DEFAULT_LINES.map(({ code, fen }) => [code, fen])),
};
const trial: Work = {
  caseKind: 'CRIMINAL',
  stage: 'TRIAL',
  hearingHeld: true,
  replaced: false,
  terminated: false,
  activities: 3,
};

/** standards.md 6, in yuan. */
const PUBLISHED: readonly (readonly [Work['caseKind'], Work['stage'], boolean | null, string, number])[] = [
  ['CRIMINAL', 'INVESTIGATION', null, 'CRIMINAL.INVESTIGATION', 900],
  ['CRIMINAL', 'PROSECUTION_REVIEW', null, 'CRIMINAL.PROSECUTION_REVIEW', 1300],
  ['CRIMINAL', 'TRIAL', true, 'CRIMINAL.TRIAL', 1800],
  ['CRIMINAL', 'TRIAL', null, 'CRIMINAL.TRIAL', 1800],
  ['CRIMINAL', 'TRIAL', false, 'CRIMINAL.TRIAL_WITHOUT_HEARING', 1300],
  ['CRIMINAL', 'RETRIAL', true, 'CRIMINAL.TRIAL', 1800],
  ['CRIMINAL', 'DEATH_PENALTY_REVIEW', null, 'CRIMINAL.TRIAL', 1800],
  ['CRIMINAL', 'COMPULSORY_TREATMENT', null, 'CRIMINAL.TRIAL', 1800],
  ['CIVIL', 'LITIGATION', null, 'CIVIL.LITIGATION', 2000],
  ['CIVIL', 'ARBITRATION', null, 'CIVIL.ARBITRATION', 1600],
  ['CIVIL', 'NON_LITIGATION', null, 'CIVIL.NON_LITIGATION', 1300],
  ['CIVIL', 'RETRIAL', null, 'CIVIL.LITIGATION', 2000],
  ['ADMINISTRATIVE', 'LITIGATION', null, 'ADMINISTRATIVE.LITIGATION', 2000],
  ['ADMINISTRATIVE', 'NON_LITIGATION', null, 'ADMINISTRATIVE.NON_LITIGATION', 1300],
  ['ADMINISTRATIVE', 'RECONSIDERATION', null, 'ADMINISTRATIVE.NON_LITIGATION', 1300],
  ['ADMINISTRATIVE', 'RETRIAL', null, 'ADMINISTRATIVE.LITIGATION', 2000],
];

describe('LAL-52 the amount of an engagement', () => {
  test.each(PUBLISHED)('%s %s, hearing %s: line %s, %d yuan', (caseKind, stage, hearingHeld, code, yuan) => {
    const work = { ...trial, caseKind, stage, hearingHeld };
    expect(tariffCode(work, tariff)).toBe(code);
    expect(derive(work, tariff)?.fen).toBe(yuan * 100);
  });

  test('every stage that a file can have is in the table above', () => {
    expect(new Set(PUBLISHED.map(([, stage]) => stage))).toEqual(new Set(CASE_STAGES));
  });

  test('a line of its own is preferred where the edition has one', () => {
    const own = { ...tariff, lines: { ...tariff.lines, 'CRIMINAL.RETRIAL': 250_000 } };
    expect(derive({ ...trial, stage: 'RETRIAL' }, own)?.fen).toBe(250_000);
    expect(TARIFF_CODES).toContain('CRIMINAL.RETRIAL');
  });

  test('an edition without the line gives no amount rather than nought', () => {
    expect(derive(trial, { ...tariff, lines: {} })).toBeNull();
  });

  test.each([
    ['terminated, worked', { terminated: true }, 90_000, 'EARLY_END'],
    ['replaced, worked', { replaced: true }, 90_000, 'REPLACED'],
    ['terminated and replaced: once', { replaced: true, terminated: true }, 90_000, 'REPLACED'],
    ['terminated, nothing recorded', { terminated: true, activities: 0 }, 0, 'EARLY_END'],
    ['replaced, nothing recorded', { replaced: true, activities: 0 }, 0, 'REPLACED'],
  ] as const)('%s', (_, change, fen, code) => {
    const derived = derive({ ...trial, ...change }, tariff);
    expect(derived?.fen).toBe(fen);
    expect(derived?.lines.map((line) => line.code)).toEqual(['CRIMINAL.TRIAL', code]);
  });

  test('to the end, nothing recorded: the whole amount (a check decides on quality, not this)', () => {
    expect(derive({ ...trial, activities: 0 }, tariff)?.fen).toBe(180_000);
  });

  test.each([
    [33, 100_001, 33_000],
    [50, 100_001, 50_001],
    [15, 103, 15],
    [50, 1, 1],
    [49, 1, 0],
  ])('%d%% of %d fen, half up: %d', (earlyEndPercent, fen, expected) => {
    const odd = { ...tariff, earlyEndPercent, lines: { 'CRIMINAL.TRIAL': fen } };
    expect(derive({ ...trial, terminated: true }, odd)?.fen).toBe(expected);
  });

  test('the share of local practice is half', () => expect(DEFAULT_EARLY_END_PERCENT).toBe(50));
});

describe('additions and reductions', () => {
  const base = derive(trial, tariff)!;

  test.each([
    ['OUT_OF_AREA', 20_000, 200_000],
    ['TRANSLATION', 1, 180_001],
    ['OTHER_ADDITION', 5, 180_005],
    ['REDUCTION', 30_000, 150_000],
    ['REDUCTION', 180_000, 0],
  ] as const)('%s of %d', (kind, fen, expected) => {
    const next = adjust(base.lines, kind, fen, '理由');
    expect(next?.fen).toBe(expected);
    expect(next?.lines.at(-1)).toMatchObject({ code: kind, fen: kind === 'REDUCTION' ? -fen : fen });
  });

  test('never less than nothing', () => expect(adjust(base.lines, 'REDUCTION', 180_001, '理由')).toBeNull());

  test('a new calculation keeps them, and their reasons', () => {
    const adjusted = adjust(base.lines, 'TRANSLATION', 7, '维语翻译')!;
    const again = recalculate(derive({ ...trial, hearingHeld: false }, tariff)!, adjusted.lines);
    expect(again.fen).toBe(130_007);
    expect(again.lines.at(-1)?.text).toContain('维语翻译');
  });

  test('a reduction larger than the new amount leaves nothing, and a line says so', () => {
    const adjusted = adjust(base.lines, 'REDUCTION', 170_000, '理由')!;
    const again = recalculate(derive({ ...trial, hearingHeld: false }, tariff)!, adjusted.lines);
    expect(again.fen).toBe(0);
    expect(again.lines.at(-1)).toMatchObject({ code: 'FLOOR', fen: 40_000 });
    expect(recalculate(base, again.lines).fen).toBe(10_000);
  });

  test('the amount is always the sum of its lines, whole and not negative', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.integer({ min: 0, max: 100 }),
        fc.boolean(),
        fc.nat(3),
        fc.array(fc.tuple(fc.constantFrom(...ADJUSTMENTS), fc.integer({ min: 1, max: 1_000_000 })), { maxLength: 6 }),
        (fen, earlyEndPercent, terminated, activities, changes) => {
          const edition = { ...tariff, earlyEndPercent, lines: { 'CRIMINAL.TRIAL': fen } };
          let derived = derive({ ...trial, terminated, activities }, edition)!;
          for (const [kind, by] of changes) derived = adjust(derived.lines, kind, by, '理由') ?? derived;
          const again = recalculate(derive(trial, edition)!, derived.lines);
          for (const { fen: amount, lines } of [derived, again]) {
            expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true);
            expect(lines.reduce((total, line) => total + line.fen, 0)).toBe(amount);
          }
        },
      ),
    );
  });
});
