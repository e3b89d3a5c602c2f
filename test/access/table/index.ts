import type { SubjectAccess } from '../access';
import { caseFiles } from './case-files';
import { commitments } from './commitments';
import { organizations } from './organizations';
import { qualityChecks } from './quality-checks';

/** The access table: each subject's part in a file of its own. */
export const table: readonly SubjectAccess[] = [organizations, commitments, caseFiles, qualityChecks];

/** Fields whose subject has not written its lines yet; empty before the first version is tagged. */
export const awaited: readonly string[] = [
  // subsidies
  ...['mySubsidies', 'releaseBatch', 'subsidies', 'subsidy', 'tariffs', 'adjustSubsidy', 'enterTariff'],
  ...['holdSubsidy', 'liftHold', 'recalculateSubsidy', 'releaseSubsidies', 'releaseSubsidy', 'voidRelease'],
];
