import './reading.history';
import { ReadingProgressQueries } from './progress.queries';
import { ReadingQueries } from './reading.queries';
import { ReadingMutations } from './reading.resolver';

export const readingResolvers = [ReadingQueries, ReadingMutations, ReadingProgressQueries];
