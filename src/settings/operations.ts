import { z } from 'zod';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const seconds = '秒 seconds';

/** Settings of how the server is reached, watched and stopped. */
export const operationSettings = {
  ANZHI_ALLOWED_ORIGINS: z
    .string()
    .default('')
    .refine(
      (text) => listed(text).every((each) => URL.canParse(each) && new URL(each).origin === each),
      '须为逗号分隔的来源 (origins), https://…',
    )
    .describe('origins (comma-separated) whose pages may call the API from a browser; none by default')
    .meta({ zh: '允许其网页从浏览器调用接口的来源（逗号分隔）；默认没有' }),
  ANZHI_BEHIND_TLS: z
    .enum(['true', 'false'])
    .default('false')
    .describe('the server is reached by https only: browsers are told so for a year (HSTS)')
    .meta({ zh: '只经https访问：告知浏览器一年内只用https（HSTS）' }),
  ANZHI_MAX_BODY: whole(10_000, 50_000_000)
    .default(1_000_000)
    .describe('largest request body, papers and registers excepted')
    .meta({ unit: '字节 bytes', zh: '请求体上限，材料和登记册上传除外' }),
  ANZHI_HEADERS_SECONDS: whole(1, 300)
    .default(15)
    .describe('time for the headers of a request to arrive')
    .meta({ unit: seconds, zh: '请求头须在此时间内到齐' }),
  ANZHI_BODY_SECONDS: whole(1, 300)
    .default(30)
    .describe('time for the body of a request to arrive, papers and registers excepted')
    .meta({ unit: seconds, zh: '请求体须在此时间内到齐，材料和登记册上传除外' }),
  ANZHI_UPLOAD_SECONDS: whole(10, 86_400)
    .default(3600)
    .describe('time for an upload to arrive')
    .meta({ unit: seconds, zh: '上传须在此时间内到齐' }),
  ANZHI_UPLOAD_PACE_KB: whole(1, 100_000)
    .default(64)
    .describe('least that must come of an upload in each ANZHI_UPLOAD_PACE_SECONDS; slower ones are cut off')
    .meta({ unit: 'kB', zh: '上传在每个 ANZHI_UPLOAD_PACE_SECONDS 内至少须到达的量，更慢的即切断' }),
  ANZHI_UPLOAD_PACE_SECONDS: whole(1, 600)
    .default(30)
    .describe('the time in which ANZHI_UPLOAD_PACE_KB must come')
    .meta({ unit: seconds, zh: '须到达 ANZHI_UPLOAD_PACE_KB 的时间' }),
  ANZHI_ANSWER_SILENCE_SECONDS: whole(1, 3600)
    .default(60)
    .describe('an answer (export, paper or other) of which its reader takes nothing for so long is broken off')
    .meta({ unit: seconds, zh: '应答（导出、材料文件及其他）的接收方在此时间内没有取走任何内容，即中断' }),
  ANZHI_RATE_ACCOUNT: whole(0, 1_000_000)
    .default(3000)
    .describe('requests of one account at one server; 0: no limit')
    .meta({ unit: '次/分钟 per minute', zh: '一个账号在一台服务器上的请求次数；0为不限' }),
  ANZHI_RATE_ADDRESS: whole(0, 1_000_000)
    .default(300)
    .describe('requests without a valid token from one address (IPv6: one /64) at one server; 0: no limit')
    .meta({ unit: '次/分钟 per minute', zh: '一个地址（IPv6按/64）在一台服务器上未登录的请求次数；0为不限' }),
  ANZHI_RATE_UPLOADS: whole(0, 1_000_000)
    .default(1200)
    .describe('uploads of one account at one server; 0: no limit')
    .meta({ unit: '次/分钟 per minute', zh: '一个账号在一台服务器上的上传次数；0为不限' }),
  ANZHI_METRICS_PORT: whole(1, 65_535)
    .optional()
    .describe('TCP port of /metrics (Prometheus); off by default')
    .meta({ zh: '指标 /metrics（Prometheus）的TCP端口；默认关闭' }),
  ANZHI_METRICS_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('address of /metrics; other than localhost only with ANZHI_METRICS_TOKEN')
    .meta({ zh: '指标的监听地址；不是本机地址时须设 ANZHI_METRICS_TOKEN' }),
  ANZHI_METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('who reads /metrics gives this as a Bearer token, 16 characters or more')
    .meta({ secret: true, zh: '读取指标须以 Bearer 令牌给出此值，至少16个字符' }),
  ANZHI_DRAIN_DELAY_SECONDS: whole(0, 300)
    .optional()
    .describe('after SIGTERM: time between "not ready" and no new connections; default: 0 in demo mode, else 5')
    .meta({ unit: seconds, zh: '收到SIGTERM后，从“未就绪”到不再接受新连接的时间；演练模式默认0，否则5' }),
  ANZHI_DRAIN_SECONDS: whole(1, 600)
    .default(30)
    .describe('after that: time for running requests to finish before they are cut')
    .meta({ unit: seconds, zh: '此后留给正在处理的请求的时间，过后切断' }),
};

export interface OperationConfig {
  readonly allowedOrigins: readonly string[];
  readonly behindTls: boolean;
  readonly maxBody: number;
  readonly headersSeconds: number;
  readonly bodySeconds: number;
  readonly uploadSeconds: number;
  readonly uploadPace: { readonly bytes: number; readonly seconds: number };
  readonly answerSilenceSeconds: number;
  /** A minute; 0 is no limit. */
  readonly rates: { readonly account: number; readonly address: number; readonly uploads: number };
  readonly metrics: { readonly port: number; readonly host: string; readonly token: string | null } | null;
  readonly drain: { readonly delaySeconds: number; readonly seconds: number };
}

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);

const shape = z.object(operationSettings);

export const operationConfig = (value: z.output<typeof shape>, demo: boolean): OperationConfig => ({
  allowedOrigins: listed(value.ANZHI_ALLOWED_ORIGINS),
  behindTls: value.ANZHI_BEHIND_TLS === 'true',
  maxBody: value.ANZHI_MAX_BODY,
  headersSeconds: value.ANZHI_HEADERS_SECONDS,
  bodySeconds: value.ANZHI_BODY_SECONDS,
  uploadSeconds: value.ANZHI_UPLOAD_SECONDS,
  uploadPace: { bytes: value.ANZHI_UPLOAD_PACE_KB * 1000, seconds: value.ANZHI_UPLOAD_PACE_SECONDS },
  answerSilenceSeconds: value.ANZHI_ANSWER_SILENCE_SECONDS,
  rates: { account: value.ANZHI_RATE_ACCOUNT, address: value.ANZHI_RATE_ADDRESS, uploads: value.ANZHI_RATE_UPLOADS },
  metrics: value.ANZHI_METRICS_PORT
    ? { port: value.ANZHI_METRICS_PORT, host: value.ANZHI_METRICS_HOST, token: value.ANZHI_METRICS_TOKEN ?? null }
    : null,
  drain: { delaySeconds: value.ANZHI_DRAIN_DELAY_SECONDS ?? (demo ? 0 : 5), seconds: value.ANZHI_DRAIN_SECONDS },
});
