/** Tests run on the compiled code: what is tested is what is started. */
module.exports = {
  rootDir: 'dist',
  testMatch: ['<rootDir>/test/**/*.test.js'],
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  maxWorkers: 2,
  testTimeout: 120_000,
  // Packages that ship ES modules only are turned into CommonJS for jest's module loader.
  transform: { 'node_modules/(jose)/.+\\.js$': ['@swc/jest', { module: { type: 'commonjs' } }] },
  transformIgnorePatterns: ['node_modules/(?!(jose)/)'],
};
