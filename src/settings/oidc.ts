import { z } from 'zod';
import { StartRefused } from '../platform/start-refused';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Only algorithms with a public key: with a shared secret whoever can verify a token could make one. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Keys that came over an open line could be anybody's. */
const trustworthy = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
};
const address = () => z.string().refine(trustworthy, '须为 https:// 地址 (an https address)');

/** Sign-in by OpenID Connect. */
export const oidcSettings = {
  ANZHI_OIDC_ISSUER: address()
    .optional()
    .describe('issuer of OpenID Connect tokens that the API takes as Bearer; off by default')
    .meta({ zh: '统一身份登录（OpenID Connect）的签发方；默认不用' }),
  ANZHI_OIDC_AUDIENCE: z
    .string()
    .min(1)
    .optional()
    .describe('what must stand in the tokens’ aud: this API, or the client id')
    .meta({ zh: '令牌 aud 中须有的值：本接口或者客户端编号' }),
  ANZHI_OIDC_PARTIES: z
    .string()
    .default('')
    .describe('client ids (comma-separated) that may stand in azp, beside the audience itself')
    .meta({ zh: 'azp 中除 aud 本身外还允许的客户端编号（逗号分隔）' }),
  ANZHI_OIDC_ALGORITHMS: z
    .string()
    .default('RS256,PS256,ES256,EdDSA')
    .refine(
      (text) => {
        const names = listed(text);
        return names.length > 0 && names.every((name) => ALGORITHMS.includes(name));
      },
      `须为下列算法，逗号分隔 (of these): ${ALGORITHMS.join(', ')}`,
    )
    .describe('signature algorithms taken (comma-separated); never none, never with a shared secret')
    .meta({ zh: '接受的签名算法（逗号分隔）；不接受无签名和共享密钥' }),
  ANZHI_OIDC_JWKS: address()
    .optional()
    .describe('address of the issuer’s keys; default: as its discovery document says')
    .meta({ zh: '签发方公钥的地址；默认按其发现文档' }),
  ANZHI_OIDC_SKEW_SECONDS: whole(0, 300)
    .default(30)
    .describe('how far the issuer’s clock may be off')
    .meta({ unit: '秒 seconds', zh: '与签发方时钟的容许误差' }),
  ANZHI_OIDC_CLAIMS: z
    .string()
    .default('')
    .refine((text) => listed(text).every((each) => /^[^=]+=.+$/.test(each)), '须为 name=value，逗号分隔')
    .describe('claims that a token must have, name=value (comma-separated); a list must hold the value')
    .meta({ zh: '令牌必须具有的声明，name=value（逗号分隔）；声明为列表时须含该值' }),
  ANZHI_OIDC_FRESH_MINUTES: whole(1, 60)
    .default(5)
    .describe('who has no password here sets a signing PIN only so soon after signing in at the issuer (auth_time)')
    .meta({ unit: '分钟 minutes', zh: '在本系统没有密码的人，须在签发方登录（auth_time）后这段时间内才能设签字密码' }),
  ANZHI_LOCAL_SIGN_IN: z
    .enum(['everyone', 'administrators', 'nobody'])
    .default('everyone')
    .describe('who signs in with a password of this system; administrators: only those a bureau was opened with')
    .meta({ zh: '谁可用本系统的密码登录；administrators 只限开局时的首任管理员' }),
};

export interface OidcConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly parties: readonly string[];
  readonly algorithms: readonly string[];
  readonly jwks: string | null;
  readonly skewSeconds: number;
  readonly claims: readonly { readonly name: string; readonly value: string }[];
  readonly freshMinutes: number;
}

export type LocalSignIn = 'everyone' | 'administrators' | 'nobody';

const shape = z.object(oidcSettings);

/** Null without an issuer. */
export function oidcConfig(value: z.output<typeof shape>): OidcConfig | null {
  const { ANZHI_OIDC_ISSUER: issuer, ANZHI_OIDC_AUDIENCE: audience } = value;
  if (!issuer !== !audience) {
    throw new StartRefused(
      '配置有误 (configuration): ANZHI_OIDC_ISSUER 与 ANZHI_OIDC_AUDIENCE 须同时设置 (both or neither)',
    );
  }
  if (!issuer || !audience) {
    if (value.ANZHI_LOCAL_SIGN_IN !== 'everyone') {
      throw new StartRefused('配置有误 (configuration): ANZHI_LOCAL_SIGN_IN 须先设 (needs) ANZHI_OIDC_ISSUER');
    }
    return null;
  }
  return {
    issuer,
    audience,
    parties: [audience, ...listed(value.ANZHI_OIDC_PARTIES)],
    algorithms: listed(value.ANZHI_OIDC_ALGORITHMS),
    jwks: value.ANZHI_OIDC_JWKS ?? null,
    skewSeconds: value.ANZHI_OIDC_SKEW_SECONDS,
    claims: listed(value.ANZHI_OIDC_CLAIMS).map((each) => {
      const at = each.indexOf('=');
      return { name: each.slice(0, at), value: each.slice(at + 1) };
    }),
    freshMinutes: value.ANZHI_OIDC_FRESH_MINUTES,
  };
}
