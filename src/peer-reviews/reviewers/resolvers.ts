import { AssignmentResolver } from './assignment.resolver';
import { ReaderObjectionFields, ReviewerResolver } from './reviewer.resolver';

export const reviewerResolvers = [ReviewerResolver, ReaderObjectionFields, AssignmentResolver];
