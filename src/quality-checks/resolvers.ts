import './quality-check.history';
import { CaseFileChecks, QualityCheckItemFields } from './case-file-checks.resolver';
import { CheckReopeningFields, CheckSignatureFields, QualityCheckFields } from './quality-check.fields';
import { QualityCheckQueries } from './quality-check.queries';
import { QualityCheckMutations } from './quality-check.resolver';

export const qualityCheckResolvers = [
  QualityCheckQueries,
  QualityCheckMutations,
  QualityCheckFields,
  QualityCheckItemFields,
  CheckSignatureFields,
  CheckReopeningFields,
  CaseFileChecks,
];
