import type { Act } from '../platform/act';
import { badInput, conflict } from '../platform/refusal';
import { passwordMatches } from './passwords';
import { signsInLocally } from './token';

/**
 * Proves once more that whoever acts is the account's owner, before something that outlives the token. Whoever signs in with a
 * password here gives it again, whichever way they came in; whoever cannot must have signed in at the issuer just now.
 * Refusals: PASSWORD_WRONG, FRESH_SIGN_IN_NEEDED, INVALID_INPUT (no password given).
 */
export async function proveAgain(act: Act, password: string | null): Promise<'PASSWORD' | 'ISSUER'> {
  const { services } = act.context;
  const [account] = await act.sql<{ hash: string | null; locally: boolean }>(
    `SELECT a.password_hash AS hash, ${signsInLocally(services)} AS locally FROM account a WHERE a.id = $1`,
    [act.actor.accountId],
  );
  if (account?.hash && account.locally) {
    if (!password) throw badInput('input.password', '须再次输入登录密码');
    if (!(await passwordMatches(account.hash, password))) throw conflict('PASSWORD_WRONG', '登录密码不对，没有改动');
    return 'PASSWORD';
  }
  const { oidc } = services.config;
  const at = act.actor.oidc?.signedInAt ?? null;
  const minutes = oidc?.freshMinutes ?? 0;
  const age = at ? act.now.getTime() - at.getTime() : Number.POSITIVE_INFINITY;
  if (age > minutes * 60_000 || age < -(oidc?.skewSeconds ?? 0) * 1000) {
    const why = at ? '' : '（令牌没有写明登录时间 auth_time）';
    throw conflict('FRESH_SIGN_IN_NEEDED', `请在统一身份登录处重新登录，${minutes}分钟内再办${why}`);
  }
  return 'ISSUER';
}
