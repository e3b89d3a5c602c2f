import { readsBlindOnly, signedIn } from '../organizations/organization.access';
import { historyAccess } from '../platform/history';
import { editionById, schemeById } from './standard.loaders';

// Standards are no secret: whoever is signed in may see who entered them and when, save who reads blind what a bureau entered.
historyAccess('StandardEdition', async (context, id) => {
  const blind = readsBlindOnly(signedIn(context));
  const found = await context.load(editionById, id);
  return found !== null && !(blind && found.bureauId);
});
historyAccess('ScoringScheme', async (context, id) => {
  const blind = readsBlindOnly(signedIn(context));
  const found = await context.load(schemeById, id);
  return found !== null && !(blind && found.bureauId);
});
