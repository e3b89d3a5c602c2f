import { createHash } from 'node:crypto';

/** Before there is any suite, in the global set-up, files are what they are. */
const inSuites = (): boolean => globalThis.loadedOnce !== undefined;

/** For jest, of every file outside the tests. */
export default {
  getCacheKey: (source: string, path: string): string =>
    createHash('sha256')
      .update(`${inSuites()}\n${path}\n`)
      .update(inSuites() ? '' : source)
      .digest('hex'),
  process: (source: string, path: string): { code: string } => ({
    code: inSuites() ? `module.exports = loadedOnce(${JSON.stringify(path)});` : source,
  }),
};
