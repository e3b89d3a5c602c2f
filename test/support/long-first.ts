import { basename } from 'node:path';
import type { Test } from '@jest/test-result';
import Sequencer from '@jest/test-sequencer';

/** Suites that run long, the longest first: begun last, they would run on alone while the other processes have nothing to do. */
const LONG = [
  'access-table',
  'backup',
  'city',
  'start-together',
  'start',
  'legal-time-constants',
  'database-roles',
  'blind-dump',
  'papers-pages',
  'papers-folder',
  'release-race',
  'backup-own-postgres',
  'sheets',
  'register-import-hostile',
  'faults',
  'replicas',
  'quality-check-verification',
  'closing-races',
  'settling',
  'oidc-real-issuer',
  'case-files-papers',
  'settling-group',
  'case-files-reading',
  'papers-sweep',
  'sign-in-side-by-side',
  'database-tls',
  'organizations-bootstrap',
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
