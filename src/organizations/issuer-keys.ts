import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type JWTVerifyGetKey,
} from 'jose';
import type { Logger } from 'pino';
import { HttpRefused } from '../platform/http';
import type { OidcConfig } from '../settings/oidc';

type Remote = ReturnType<typeof createRemoteJWKSet>;

const TIMEOUT = 5000;
/** Keys are asked for anew after this time, and at once where a token names one that is not known. */
const FRESH = 10 * 60_000;
/** However many unknown keys are named, the issuer is asked once in this time. */
const COOL_DOWN = 5000;
/** How long after a failure nobody tries again, so that an issuer that is away makes nobody wait. */
const REST = 5000;
/** How long keys that were known go on counting while their issuer cannot be asked. */
const KEPT = 24 * 3600_000;

const unreachable = () =>
  new HttpRefused(503, 'ISSUER_UNREACHABLE', '统一身份登录的签发方暂时联系不上，请稍后重试', Math.ceil(REST / 1000));

/** No key fits: something is wrong with the token, not with the issuer. */
const aboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

/** The issuer's public keys: found when they are first needed, renewed when a new one is named, kept while it is away. */
export class IssuerKeys {
  private remote: Remote | null = null;
  private finding: Promise<Remote> | null = null;
  private kept: { readonly at: number; readonly jwks: JSONWebKeySet } | null = null;
  private restUntil = 0;

  constructor(
    private readonly config: Pick<OidcConfig, 'issuer' | 'jwks'>,
    private readonly log: Logger,
  ) {}

  readonly keyFor: JWTVerifyGetKey = async (header, token) => {
    if (Date.now() < this.restUntil) return this.keptKey(header, token);
    try {
      const remote = await this.found();
      try {
        return await remote(header, token);
      } finally {
        const jwks = remote.jwks();
        if (jwks && remote.fresh) this.kept = { at: Date.now(), jwks };
      }
    } catch (error) {
      if (aboutToken(error)) throw error;
      this.restUntil = Date.now() + REST;
      this.remote = null;
      this.log.warn({ error: (error as Error).name, cause: (error as { code?: string }).code }, 'issuer unreachable');
      return this.keptKey(header, token);
    }
  };

  private async keptKey(header: JWSHeaderParameters, token: FlattenedJWSInput) {
    if (!this.kept || Date.now() - this.kept.at > KEPT) throw unreachable();
    try {
      return await createLocalJWKSet(this.kept.jwks)(header as never, token);
    } catch {
      // The key may be a new one: nobody can say before the issuer answers again.
      throw unreachable();
    }
  }

  private async found(): Promise<Remote> {
    if (this.remote) return this.remote;
    this.finding ??= this.find().finally(() => {
      this.finding = null;
    });
    this.remote = await this.finding;
    return this.remote;
  }

  private async find(): Promise<Remote> {
    const url = this.config.jwks ?? (await this.discovered());
    return createRemoteJWKSet(new URL(url), {
      timeoutDuration: TIMEOUT,
      cooldownDuration: COOL_DOWN,
      cacheMaxAge: FRESH,
    });
  }

  private async discovered(): Promise<string> {
    const { issuer } = this.config;
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(TIMEOUT),
      redirect: 'error',
    });
    if (!response.ok) throw new Error('no discovery document');
    const found = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
    // A document of another issuer would let it speak for this one.
    if (found.issuer !== issuer || typeof found.jwks_uri !== 'string') throw new Error('discovery does not fit');
    const { protocol } = new URL(found.jwks_uri);
    if (protocol !== 'https:' && protocol !== new URL(issuer).protocol) throw new Error('keys over an open line');
    return found.jwks_uri;
  }
}
