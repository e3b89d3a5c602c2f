import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import { TestEnvironment } from 'jest-environment-node';

declare global {
  var loadedOnce: NodeJS.Require | undefined;
}

/**
 * What is a date or an error to the one is so to the other, and both have one time of day. Arrays and plain objects
 * cannot be shared: a package that asks for `instanceof Array` does not know the suites' own.
 */
const shared = {
  Date,
  Map,
  Set,
  Error,
  AggregateError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/**
 * Jest gives each suite modules of its own. For the server and its packages – some two thousand files – that costs
 * a suite more than most of its tests do, and none of it runs long enough to be compiled well. So a test process
 * loads them once, outside the suites' sandboxes, as a server does; only what lies in `test` is each suite's own.
 */
export default class LoadedOnce extends TestEnvironment {
  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    globalThis.loadedOnce = require;
    this.global.loadedOnce = require;
    Object.assign(this.global, shared);
  }
}
