import {
  allValues,
  CATALOGUE,
  type DatedValue,
  editionFor,
  INDICATOR_TOPICS,
  provisionById,
  STANDARD_EDITIONS,
  valueOn,
} from '../../src/regulation';

describe('dated values', () => {
  test('S4-4.3c: five cases a person a month', () => {
    expect(valueOn('MONTHLY_CAP', '2024-03-01')).toMatchObject({
      amount: 5,
      unit: 'CASES_PER_MONTH',
      provenance: 'SOURCE',
    });
  });

  test('S0-16.1: the seven days stand from the law of 2022, not before', () => {
    expect(valueOn('LIMIT.DECIDE_APPLICATION', '2021-12-31')).toBeNull();
    expect(valueOn('LIMIT.DECIDE_APPLICATION', '2022-01-01')).toMatchObject({ amount: 7, unit: 'NATURAL_DAYS' });
  });

  test('the tariff is in fen and never shown as more than local practice', () => {
    expect(valueOn('TARIFF.CRIMINAL.INVESTIGATION', '2024-03-01')).toMatchObject({ amount: 90_000, unit: 'FEN' });
    const tariff = allValues().filter((value) => value.key.startsWith('TARIFF.'));
    expect(tariff.map((value) => value.provenance)).toEqual(tariff.map(() => 'LOCAL'));
    expect(tariff.filter((value) => value.unit === 'FEN').every((value) => Number.isInteger(value.amount))).toBe(true);
  });

  const entered = (amount: number, from: string | null, to: string | null): DatedValue => ({
    key: 'MONTHLY_CAP',
    amount,
    unit: 'CASES_PER_MONTH',
    from,
    to,
    provenance: 'HOUSE',
    provisions: [],
    note: null,
  });

  test.each([
    ['2024-05-31', 5],
    ['2024-06-01', 4],
    ['2024-12-31', 4],
    ['2025-01-01', 3],
    ['2025-02-01', 5],
  ])('an entered value holds between its dates: %s → %d', (date, amount) => {
    const overrides = [entered(4, '2024-06-01', '2025-01-31'), entered(3, '2025-01-01', '2025-01-31')];
    expect(valueOn('MONTHLY_CAP', date, overrides)?.amount).toBe(amount);
  });

  test('a value that names provisions names existing ones', () => {
    for (const value of allValues()) for (const id of value.provisions) expect(provisionById(id).id).toBe(id);
  });

  test('a key nobody set has no value', () => {
    expect(valueOn('TARIFF.CRIMINAL.DEATH_PENALTY_REVIEW', '2024-01-01')).toBeNull();
  });
});

describe('S4-4.1b: editions of the eight indicators', () => {
  test.each(STANDARD_EDITIONS.map((edition) => [edition.id, edition] as const))('%s has eight rows', (_, edition) => {
    expect(edition.indicators.map((indicator) => indicator.no)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(edition.indicators.map((indicator) => indicator.topic)).size).toBe(8);
    expect(edition.indicators.every((indicator) => indicator.secondLevel.length === 0)).toBe(true);
  });

  test('only the name that the text has is SOURCE', () => {
    const source = STANDARD_EDITIONS.flatMap((edition) => edition.indicators).filter(
      (row) => row.provenance === 'SOURCE',
    );
    expect(source.map((row) => row.name)).toEqual(['及时有效会见受援人']);
  });

  test.each([
    ['FILE_READING', 'INVESTIGATION', 'NOT_APPLICABLE'],
    ['FILE_READING', 'PROSECUTION_REVIEW', 'YES'],
    ['EVIDENCE', 'DEATH_PENALTY_REVIEW', 'AS_NEEDED'],
    ['HEARING', 'INVESTIGATION', 'NOT_APPLICABLE'],
    ['HEARING', 'TRIAL', 'IF_HELD'],
    ['HEARING', 'COMPULSORY_TREATMENT', 'IF_HELD'],
    ['MEETING', 'INVESTIGATION', 'YES'],
  ] as const)('criminal %s at %s: %s', (topic, stage, applies) => {
    const row = editionFor('CRIMINAL', '2024-01-01')?.indicators.find((indicator) => indicator.topic === topic);
    expect(row?.applicability[stage]?.applies).toBe(applies);
  });

  test.each([
    ['HEARING', 'LITIGATION', 'YES'],
    ['HEARING', 'ARBITRATION', 'YES'],
    ['HEARING', 'NON_LITIGATION', 'NOT_APPLICABLE'],
    ['OPINION', 'NON_LITIGATION', 'YES'],
  ] as const)('civil %s at %s: %s', (topic, stage, applies) => {
    const row = editionFor('CIVIL', '2024-01-01')?.indicators.find((indicator) => indicator.topic === topic);
    expect(row?.applicability[stage]?.applies).toBe(applies);
  });

  test('a printed standard entered later is taken from its day', () => {
    const printed = { ...STANDARD_EDITIONS[0]!, id: 'SFT0086-2020/printed', inForceFrom: '2026-01-01' };
    const editions = [...STANDARD_EDITIONS, printed];
    expect(editionFor('CRIMINAL', '2025-12-31', editions)?.id).toBe('SFT0086-2020/anzhi-1');
    expect(editionFor('CRIMINAL', '2026-01-01', editions)?.id).toBe('SFT0086-2020/printed');
  });
});

describe('the closing-file catalogue', () => {
  test('has 21 items, numbered in order, with codes of their own', () => {
    expect(CATALOGUE.map((item) => item.no)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(new Set(CATALOGUE.map((item) => item.code)).size).toBe(21);
  });

  test('every indicator can be proved by some item', () => {
    const served = new Set(CATALOGUE.flatMap((item) => [...item.serves]));
    expect([...served].sort()).toEqual([...INDICATOR_TOPICS].sort());
  });
});
