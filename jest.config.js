/** Tests run on the compiled code: what is tested is what is started. */
module.exports = {
  rootDir: 'dist',
  testMatch: ['<rootDir>/test/**/*.test.js'],
  testEnvironment: '<rootDir>/test/support/loaded-once/environment.js',
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  testSequencer: '<rootDir>/test/support/long-first.js',
  // One more than two cores: suites that start servers and databases of their own wait for them.
  maxWorkers: 3,
  testTimeout: 300_000,
  transform: { '^(?!.*/dist/test/).*\\.[cm]?js$': '<rootDir>/test/support/loaded-once/transform.js' },
  transformIgnorePatterns: [],
};
