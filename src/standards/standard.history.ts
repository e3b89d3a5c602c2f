import { signedIn } from '../organizations/organization.access';
import { historyAccess } from '../platform/history';
import { editionById, schemeById } from './standard.loaders';

// Standards are no secret: whoever is signed in may see who entered them and when.
historyAccess('StandardEdition', async (context, id) => {
  signedIn(context);
  return (await context.load(editionById, id)) !== null;
});
historyAccess('ScoringScheme', async (context, id) => {
  signedIn(context);
  return (await context.load(schemeById, id)) !== null;
});
