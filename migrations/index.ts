import { Platform1700000000001 } from './1700000000001-platform';
import { Organizations1700000000002 } from './1700000000002-organizations';
import { Commitments1700000000003 } from './1700000000003-commitments';
import { CaseFiles1700000000004 } from './1700000000004-case-files';
import { QualityChecks1700000000005 } from './1700000000005-quality-checks';
import { Subsidies1700000000006 } from './1700000000006-subsidies';
import { PeerReviews1700000000007 } from './1700000000007-peer-reviews';
import { BlindReading1700000000008 } from './1700000000008-blind-reading';
import { RegisterImports1700000000010 } from './1700000000010-register-imports';

export const migrations = [
  Platform1700000000001,
  Organizations1700000000002,
  Commitments1700000000003,
  CaseFiles1700000000004,
  QualityChecks1700000000005,
  Subsidies1700000000006,
  PeerReviews1700000000007,
  BlindReading1700000000008,
  RegisterImports1700000000010,
];
