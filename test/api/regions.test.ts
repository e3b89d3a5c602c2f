import { useWorld } from '../support/world';

const suite = useWorld();

test('regions: Beijing and Tianjin with sixteen districts each', async () => {
  const { regions } = await suite.world.send('{ regions { code name level parentCode } }');
  expect(regions.filter((r: { parentCode: string }) => r.parentCode === '110000')).toHaveLength(16);
  expect(regions.filter((r: { parentCode: string }) => r.parentCode === '120000')).toHaveLength(16);
  expect(regions).toHaveLength(34);
});

test('the same query answers the same when it is compiled', async () => {
  const query = 'query Twice { regions(parentCode: "110000") { code name } }';
  const answers = [];
  for (let time = 0; time < 4; time += 1) answers.push(await suite.world.sendRaw(query));
  expect(answers[0]?.data.regions).toHaveLength(16);
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});
