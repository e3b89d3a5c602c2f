import type { SubjectAccess } from '../access';
import { blindReading } from './blind-reading';
import { campaigns } from './campaigns';
import { caseFiles } from './case-files';
import { commitments } from './commitments';
import { goldFiles } from './gold';
import { organizations } from './organizations';
import { qualityChecks } from './quality-checks';
import { readings } from './readings';
import { reviewFigures } from './review-figures';
import { reviewers } from './reviewers';
import { settling } from './settling';
import { standards } from './standards';
import { subsidies } from './subsidies';

/** The access table: each subject's part in a file of its own. */
export const table: readonly SubjectAccess[] = [
  organizations,
  commitments,
  caseFiles,
  standards,
  qualityChecks,
  readings,
  reviewFigures,
  subsidies,
  campaigns,
  blindReading,
  goldFiles,
  reviewers,
  settling,
];

/** Fields whose subject has not written its lines yet; empty before the first version is tagged. */
export const awaited: readonly string[] = [];
