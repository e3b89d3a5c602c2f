import { type Adoption, binds, regionContains } from '../../src/regulation';

const BEIJING_CHAOYANG = '110105';
const TIANJIN_HEDONG = '120102';
const TIANJIN_HEXI = '120103';
const TIANJIN_XIQING = '120111';
const HANGZHOU_XIHU = '330106';

const at = (regionCode: string, on: string) => ({ regionCode, on });

describe('regions contain what lies below them', () => {
  test.each([
    ['000000', '110105', true],
    ['110000', '110105', true],
    ['110000', '110000', true],
    ['110105', '110000', false],
    ['110000', '120105', false],
    ['330100', '330106', true],
    ['330100', '330206', false],
    ['130100', '130000', false],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    expect(regionContains(outer, inner)).toBe(expected);
  });

  test('a code that is not one is refused', () => {
    expect(() => regionContains('110000', '11010')).toThrow('11010');
  });
});

describe('where and when a provision binds', () => {
  test.each([
    ['S0-16.1', HANGZHOU_XIHU, '2023-11-20', true],
    ['S0-16.1', HANGZHOU_XIHU, '2023-11-19', false],
    ['S4-5.1b', BEIJING_CHAOYANG, '2024-05-01', true],
    ['S4-5.1b', BEIJING_CHAOYANG, '2021-08-19', false],
    ['S4-5.1b', TIANJIN_HEDONG, '2024-05-01', false],
    ['S3-9.2', TIANJIN_HEDONG, '2024-05-01', true],
    ['S3-9.2', TIANJIN_XIQING, '2023-03-01', true],
    ['S3-9.2', TIANJIN_XIQING, '2023-02-28', false],
    ['S3-9.2', TIANJIN_HEXI, '2024-05-01', false],
    ['S3-N5.1', TIANJIN_HEXI, '2024-05-01', true],
    ['S3-N5.1', TIANJIN_HEXI, '2023-02-14', false],
    ['S3-N5.1', BEIJING_CHAOYANG, '2024-05-01', false],
    ['S3-16.2', TIANJIN_HEXI, '2024-05-01', true],
    ['LAC2013-1', HANGZHOU_XIHU, '2025-06-15', false],
  ])('%s at %s on %s: %s', (provision, region, on, expected) => {
    expect(binds(provision, at(region, on)).binds).toBe(expected);
  });

  const adopted: Adoption = { provisionId: 'S4-5.1b', regionCode: '330100', from: '2024-01-01', to: '2024-12-31' };

  test('S4-5.1b adopted elsewhere is shown as a house rule and names the adoption', () => {
    expect(binds('S4-5.1b', at(HANGZHOU_XIHU, '2024-01-01'), [adopted])).toEqual({
      binds: true,
      as: 'ADOPTED',
      provenance: 'HOUSE',
      adoption: adopted,
    });
  });

  test.each([
    ['S4-5.1b', HANGZHOU_XIHU, '2023-12-31'],
    ['S4-5.1b', HANGZHOU_XIHU, '2025-01-01'],
    ['S4-5.1b', '330206', '2024-06-01'],
    ['S4-5.1c', HANGZHOU_XIHU, '2024-06-01'],
  ])('%s adopted for Hangzhou in 2024 does not reach %s on %s', (provision, region, on) => {
    expect(binds(provision, at(region, on), [adopted])).toEqual({ binds: false, why: 'ELSEWHERE' });
  });

  test('where it rules by itself an adoption changes nothing', () => {
    const own: Adoption = { ...adopted, regionCode: '110000', to: null };
    expect(binds('S4-5.1b', at(BEIJING_CHAOYANG, '2024-06-01'), [own])).toMatchObject({
      as: 'TERRITORY',
      provenance: 'SOURCE',
    });
  });
});
