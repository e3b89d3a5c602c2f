import type { Services } from '../platform/context';
import type { Bearers } from '../platform/http';
import { actorOf, readOwnToken } from './token';

/** Whose tokens this server takes: its own. */
export const bearersOf =
  (services: Services): Bearers =>
  async (token) => {
    const own = await readOwnToken(services, token);
    return own && { key: own.accountId, actor: () => actorOf(services, own) };
  };
