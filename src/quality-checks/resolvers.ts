import './quality-check.history';
import { CaseFileChecks, QualityCheckItemFields } from './case-file-checks.resolver';
import {
  CheckReopeningFields,
  CheckSignatureFields,
  QualityCheckFields,
  StandardEditionFields,
} from './quality-check.fields';
import { QualityCheckQueries } from './quality-check.queries';
import { QualityCheckMutations } from './quality-check.resolver';

export const qualityCheckResolvers = [
  QualityCheckQueries,
  QualityCheckMutations,
  QualityCheckFields,
  QualityCheckItemFields,
  StandardEditionFields,
  CheckSignatureFields,
  CheckReopeningFields,
  CaseFileChecks,
];
