import type { Actor } from '../platform/access/actor';
import type { Services } from '../platform/context';
import { rows } from '../platform/database/data-source';
import { onPrimary } from '../platform/database/primary';
import { HttpRefused } from '../platform/http';
import type { OidcConfig } from '../settings/oidc';
import type { IssuerClaims } from './oidc';
import { loadActor } from './token';

interface Linked {
  readonly accountId: string;
  readonly approved: boolean;
  readonly disabledAt: Date | null;
  readonly tokensFrom: Date | null;
}

/**
 * The account to which an administrator linked this subject of this issuer. Never found by name or address, never made.
 * Refusals: IDENTITY_NOT_LINKED, ACCOUNT_DISABLED, TOKEN_REVOKED.
 */
export async function actorOfIdentity(
  services: Services,
  { skewSeconds }: OidcConfig,
  { issuer, subject, issuedAt, signedInAt }: IssuerClaims,
): Promise<Actor | null> {
  // From the primary: a replica may not know yet that somebody was unlinked or disabled.
  return onPrimary(services.dataSource, async (runner) => {
    const [linked] = await rows<Linked>(
      runner,
      `SELECT i.account_id AS "accountId", i.approved_by IS NOT NULL AS approved, a.disabled_at AS "disabledAt", a.tokens_from AS "tokensFrom"
         FROM account_identity i JOIN account a ON a.id = i.account_id
        WHERE i.issuer = $1 AND i.subject = $2 AND i.unlinked_at IS NULL`,
      [issuer, subject],
    );
    if (!linked) {
      throw new HttpRefused(403, 'IDENTITY_NOT_LINKED', '您的统一身份还没有绑定本系统的账号，请联系本处管理员绑定');
    }
    if (linked.disabledAt) throw new HttpRefused(403, 'ACCOUNT_DISABLED', '账号已停用');
    // The issuer's clock may run ahead: a token that could have been given before the end is ended too.
    const from = linked.tokensFrom ? linked.tokensFrom.getTime() + skewSeconds * 1000 : 0;
    if (issuedAt.getTime() < from) {
      const wait = Math.ceil((from - services.clock.now().getTime()) / 1000);
      const when = wait > 0 ? `请${wait}秒后重新登录` : '请重新登录';
      throw new HttpRefused(401, 'TOKEN_REVOKED', `此前签发的令牌已全部失效，${when}`);
    }
    return loadActor(services, runner, linked.accountId, { approved: linked.approved, signedInAt });
  });
}
