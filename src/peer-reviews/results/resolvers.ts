import { ReviewSubjectResolver } from '../settling/settling.resolver';
import {
  CaseFileReviewResolver,
  ResultEvidenceResolver,
  ReviewReplyCaseResolver,
  ReviewResultResolver,
} from './result.resolver';
import { ReviewResultActsResolver } from './result-acts.resolver';

export const settlingResolvers = [
  ReviewSubjectResolver,
  ReviewResultResolver,
  ReviewReplyCaseResolver,
  ResultEvidenceResolver,
  CaseFileReviewResolver,
  ReviewResultActsResolver,
];
