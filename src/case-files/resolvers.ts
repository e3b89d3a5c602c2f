import './case-file.history';

import { CaseFileResolver } from './case-file.resolver';
import { CaseFileActsResolver } from './case-file-acts.resolver';
import { HandlingActsResolver } from './handling-acts.resolver';
import {
  ActivityResolver,
  CaseFilePapersResolver,
  ClosingResolver,
  EngagementResolver,
  MaterialResolver,
  PersonalDataReadingResolver,
  ProceedingResolver,
  RecipientResolver,
} from './parts.resolver';
import { RegisterImportResolver } from './register-import.resolver';

export const caseFileResolvers = [
  ProceedingResolver,
  CaseFileResolver,
  CaseFileActsResolver,
  CaseFilePapersResolver,
  HandlingActsResolver,
  RecipientResolver,
  EngagementResolver,
  MaterialResolver,
  ActivityResolver,
  ClosingResolver,
  PersonalDataReadingResolver,
  RegisterImportResolver,
];
