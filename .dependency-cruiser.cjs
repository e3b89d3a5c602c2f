/** Imports point one way (see README, "Where things are"); test/contract/imports.test.ts runs this over the source. */
const floors = [
  ['regulation'],
  // Papers knows the platform and nobody's files; what lives as long as the server holds its store.
  ['platform', 'papers'],
  ['organizations'],
  ['commitments'],
  ['case-files', 'intake', 'assignments', 'standards'],
  ['quality-checks', 'peer-reviews'],
  ['complaints', 'sanctions', 'supervision', 'duty'],
  ['subsidies'],
  ['trends', 'disclosures', 'exports'],
  ['operations'],
];

const above = floors.flatMap((names, index) => {
  const higher = floors.slice(index + 1).flat();
  if (higher.length === 0) return [];
  return [
    {
      name: `${names[0]}-looks-down-only`,
      severity: 'error',
      from: { path: `^src/(${names.join('|')})/` },
      to: { path: `^src/(${higher.join('|')})/` },
    },
  ];
});

module.exports = {
  forbidden: [
    ...above,
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'regulation-imports-nothing',
      severity: 'error',
      from: { path: '^src/regulation/' },
      to: { path: '^src/', pathNot: '^src/regulation/' },
    },
    {
      name: 'subjects-do-not-know-the-server',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: '^src/demo/' },
      to: { path: '^src/(schema|server|graphql|main|entities|open-ground|reference|print-schema)\\.ts$' },
    },
    {
      name: 'only-the-start-knows-the-rehearsal-city',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(demo/|main\\.ts|server\\.ts)' },
      to: { path: '^src/demo/' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: {
        path: '^src/',
        pathNot: '(^src/regulation/|\\.rules\\.ts$|\\.types\\.ts$|^src/platform/(money|sound-text)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'source-does-not-know-tests', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
