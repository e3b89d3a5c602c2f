import { historyAccess } from '../platform/history';
import { visibleBatch } from './release.access';
import { visibleSubsidyById } from './subsidy.access';

historyAccess('Subsidy', async (context, id) => (await context.load(visibleSubsidyById, id)) !== null);
historyAccess('ReleaseBatch', async (context, id) => (await visibleBatch(context, id)) !== null);
