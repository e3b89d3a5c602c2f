import { decodeJwt } from 'jose';
import { hmac256 } from '../platform/canonical';
import type { Services } from '../platform/context';
import { type Bearer, type Bearers, HttpRefused } from '../platform/http';
import { measuresOf } from '../platform/measures';
import { actorOfIdentity } from './identity.sign-in';
import { Issuer } from './oidc';
import { actorOf, OWN_ISSUER, readOwnToken } from './token';

/** What a token says of its issuer, before anything is believed: only whom to ask. */
const saysIssuer = (token: string): unknown => {
  try {
    return decodeJwt(token).iss;
  } catch {
    return null;
  }
};

/** Whose tokens this server takes: its own, and those of the issuer in its settings. */
export function bearersOf(services: Services): Bearers {
  const { config, clock, log, keys } = services;
  const issuer = config.oidc ? new Issuer(config.oidc, clock, log) : null;
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof HttpRefused) measuresOf(services).signInRefused('oidc', error.code);
      throw error;
    }
  };
  return async (token): Promise<Bearer | null> => {
    if (issuer && saysIssuer(token) !== OWN_ISSUER) {
      const claims = await counted(issuer.claimsOf(token));
      const key = hmac256(keys.digest, `subject:${claims.issuer}\n${claims.subject}`).toString('hex');
      return { key, actor: () => counted(actorOfIdentity(services, issuer.config, claims)) };
    }
    const own = await readOwnToken(services, token);
    return own && { key: own.accountId, actor: () => actorOf(services, own) };
  };
}
