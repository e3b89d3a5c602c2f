import { ReviewSubjectResolver } from '../settling/settling.resolver';
import { ReviewWithdrawalResolver } from '../settling/withdrawal.resolver';
import {
  CaseFileReviewResolver,
  ResultEvidenceResolver,
  ReviewReplyCaseResolver,
  ReviewResultResolver,
} from './result.resolver';
import { ReviewResultActsResolver } from './result-acts.resolver';

export const settlingResolvers = [
  ReviewSubjectResolver,
  ReviewWithdrawalResolver,
  ReviewResultResolver,
  ReviewReplyCaseResolver,
  ResultEvidenceResolver,
  CaseFileReviewResolver,
  ReviewResultActsResolver,
];
