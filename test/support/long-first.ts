import { basename } from 'node:path';
import type { Test } from '@jest/test-result';
import Sequencer from '@jest/test-sequencer';

/** Suites that run long, the longest first: begun last, they would run on alone while the other process has nothing to do. */
const LONG = [
  'backup',
  'access-table',
  'start',
  'faults',
  'replicas',
  'start-together',
  'release-race',
  'backup-own-postgres',
  'quality-check-verification',
  'papers-pages',
  'register-import-hostile',
  'legal-time-constants',
  'city',
  'oidc-real-issuer',
];

const rank = ({ path }: Test): number => {
  const at = LONG.indexOf(basename(path, '.test.js'));
  return at < 0 ? LONG.length : at;
};

/** Jest orders by what suites took on this machine before; a new clone knows of no before. */
export default class LongFirst extends Sequencer {
  override async sort(tests: Test[]): Promise<Test[]> {
    return [...(await super.sort(tests))].sort((a, b) => rank(a) - rank(b));
  }
}
