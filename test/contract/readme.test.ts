import { readFileSync } from 'node:fs';
import { parse, validate } from 'graphql';
import { TOUR } from '../../src/demo/tour';
import { anzhiSchema } from '../../src/schema';

const readmes = ['README.md', 'README.zh-CN.md'].map((name) => ({ name, text: readFileSync(name, 'utf8') }));

test('the tour in both READMEs is the tour that is run by a test', () => {
  expect(TOUR.length).toBeGreaterThanOrEqual(10);
  for (const { name, text } of readmes) {
    for (const { query } of TOUR) {
      expect([name, text.includes(query)]).toEqual([name, true]);
    }
  }
});

test('every query of the tour fits the schema', () => {
  const schema = anzhiSchema();
  for (const { query } of TOUR) expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
});

test('every npm script that a README names exists, and both name the same ones', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const named = readmes.map(({ text }) =>
    [...new Set([...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script as string))].sort(),
  );
  for (const script of named[0] ?? []) expect(Object.keys(scripts)).toContain(script);
  expect(named[1]).toEqual(named[0]);
});
