import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Logger } from 'pino';
import type { Clock } from '../platform/clock';
import { HttpRefused } from '../platform/http';
import type { OidcConfig } from '../settings/oidc';
import { IssuerKeys } from './issuer-keys';

/** What a token of the issuer says, once it is verified. */
export interface IssuerClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly issuedAt: Date;
  /** When the person last signed in at the issuer; null where the token does not say. */
  readonly signedInAt: Date | null;
}

const refused = (message: string) => new HttpRefused(401, 'TOKEN_REFUSED', message);

/** Types of tokens that speak for a person; a log-out token or a proof of possession is signed by the same keys. */
const TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt']);

/** Null where there is no such instant: with one that compares with nothing, no end of tokens would come. */
const instant = (seconds: unknown): Date | null => {
  const at = typeof seconds === 'number' ? new Date(seconds * 1000) : null;
  return at && !Number.isNaN(at.getTime()) ? at : null;
};

/** Why a token is refused, as far as its bearer needs to know. */
function meaning(error: unknown): HttpRefused {
  if (error instanceof HttpRefused) return error;
  if (error instanceof errors.JWTExpired) return refused('令牌已过期，请重新登录');
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf') return refused('令牌尚未生效');
    if (error.claim === 'aud' || error.claim === 'iss') return refused('令牌不是签发给本系统的');
  }
  if (error instanceof errors.JWKSNoMatchingKey) return refused('令牌的签名密钥未知；签发方刚换密钥的，请几秒后再试');
  return refused('令牌无效');
}

/** The issuer whose tokens this server takes beside its own. */
export class Issuer {
  private readonly keys: IssuerKeys;

  constructor(
    readonly config: OidcConfig,
    private readonly clock: Clock,
    log: Logger,
  ) {
    this.keys = new IssuerKeys(config, log);
  }

  /** Refusals: TOKEN_REFUSED, and ISSUER_UNREACHABLE where its keys are needed and cannot be had. */
  async claimsOf(token: string): Promise<IssuerClaims> {
    const { issuer, audience, algorithms, skewSeconds } = this.config;
    const now = this.clock.now();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys.keyFor, {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: skewSeconds,
        currentDate: now,
        requiredClaims: ['sub', 'iat', 'exp'],
      });
      const typ = protectedHeader.typ?.toLowerCase() ?? 'jwt';
      // Some issuers call a log-out token plainly a JWT: what tells it, as every security event, is its `events`.
      if (!TYPES.has(typ) || payload.events !== undefined) throw refused('这种令牌不能用来登录');
      this.requireParty(payload);
      this.requireClaims(payload);
      const issuedAt = instant(payload.iat);
      if (!issuedAt) throw refused('令牌无效');
      if (issuedAt.getTime() > now.getTime() + skewSeconds * 1000) throw refused('令牌的签发时间在将来');
      if (!payload.sub || payload.sub.length > 255 || payload.sub.includes('\0')) throw refused('令牌无效');
      return { issuer, subject: payload.sub, issuedAt, signedInAt: instant(payload.auth_time) };
    } catch (error) {
      throw meaning(error);
    }
  }

  /** A token made for several, or for another client, is not one that its bearer may use here. */
  private requireParty({ aud, azp }: JWTPayload): void {
    const several = Array.isArray(aud) && aud.length > 1;
    if (azp === undefined && !several) return;
    if (typeof azp !== 'string' || !this.config.parties.includes(azp)) throw refused('令牌不是签发给本系统的');
  }

  private requireClaims(payload: JWTPayload): void {
    for (const { name, value } of this.config.claims) {
      const claim = payload[name];
      const has = Array.isArray(claim)
        ? claim.map(String).includes(value)
        : claim !== undefined && String(claim) === value;
      if (!has) throw refused('令牌缺少本系统要求的声明');
    }
  }
}
