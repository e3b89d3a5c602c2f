import { useWorld } from '../support/world';

const suite = useWorld();

test('regions: Beijing and Tianjin with sixteen districts each', async () => {
  const { regions } = await suite.world.send('{ regions { code name level parentCode } }');
  expect(regions.filter((r: { parentCode: string }) => r.parentCode === '110000')).toHaveLength(16);
  expect(regions.filter((r: { parentCode: string }) => r.parentCode === '120000')).toHaveLength(16);
  expect(regions).toHaveLength(34);
});
