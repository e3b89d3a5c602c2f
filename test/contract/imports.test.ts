import { spawnSync } from 'node:child_process';

test('imports point one way (.dependency-cruiser.cjs)', () => {
  const run = spawnSync(
    process.execPath,
    ['node_modules/.bin/depcruise', 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'err'],
    {
      encoding: 'utf8',
    },
  );
  expect(run.stdout + run.stderr).toMatch(
    /no dependency violations found \(\d{2,} modules, \d{2,} dependencies cruised\)/,
  );
  expect(run.status).toBe(0);
});
