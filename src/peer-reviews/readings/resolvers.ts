import './reading.history';
import { AskingResolver } from './asking.resolver';
import { ReadingProgressQueries } from './progress.queries';
import { ReadingQueries } from './reading.queries';
import { ReadingMutations } from './reading.resolver';

export const readingResolvers = [AskingResolver, ReadingQueries, ReadingMutations, ReadingProgressQueries];
