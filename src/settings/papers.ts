import { join, resolve } from 'node:path';
import { z } from 'zod';
import { StartRefused } from '../platform/start-refused';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Where papers are kept and how they come in. */
export const paperSettings = {
  ANZHI_PAPERS_STORE: z
    .enum(['local', 's3'])
    .default('local')
    .describe('where papers are kept: a folder of this machine, or an S3-compatible store')
    .meta({ zh: '材料文件存放处：本机文件夹，或者S3兼容的对象存储' }),
  ANZHI_PAPERS_DIR: z
    .string()
    .optional()
    .describe('folder of the papers, and of uploads while they come in; default: papers in the data folder')
    .meta({ zh: '材料文件以及上传过程中的临时文件所在的文件夹；默认是数据文件夹中的papers' }),
  ANZHI_PAPERS_MAX_MB: whole(1, 10_000)
    .default(200)
    .describe('largest paper')
    .meta({ unit: 'MB', zh: '单份材料的大小上限' }),
  ANZHI_PAPERS_UPLOADS: whole(1, 10_000)
    .default(256)
    .describe('uploads at once, a quarter of them for one account; more are asked to come again')
    .meta({ unit: '个', zh: '同时上传数的上限，一个账号至多占四分之一，超出的请稍后重试' }),
  ANZHI_PAPERS_SCAN: z
    .string()
    .optional()
    .describe('malware scanner, run without a shell, path of the upload as last argument: 0 is clean, 1 is infected')
    .meta({ zh: '病毒扫描命令，不经过shell，末尾附上文件路径：退出码0为干净，1为染毒' }),
  ANZHI_PAPERS_SCAN_SECONDS: whole(1, 3600)
    .default(120)
    .describe('longest scan of one paper')
    .meta({ unit: '秒 seconds', zh: '扫描一份材料的最长时间' }),
  ANZHI_PAPERS_GRACE_DAYS: whole(1, 365)
    .default(7)
    .describe('how long an upload waits to be put into its file before it is swept away')
    .meta({ unit: '天 days', zh: '上传后多久未入卷就清理' }),
  ANZHI_PAPERS_SWEEP_MINUTES: whole(0, 10_080)
    .default(60)
    .describe('time between two sweeps of what nothing refers to; 0: only by npm run sweep-papers')
    .meta({ unit: '分钟 minutes', zh: '清理无主文件的间隔；0表示只用 npm run sweep-papers' }),
  ANZHI_S3_ENDPOINT: z
    .url()
    .optional()
    .describe('address of the S3-compatible store; default: AWS in the region')
    .meta({ zh: 'S3兼容存储的地址；默认是该区域的AWS' }),
  ANZHI_S3_BUCKET: z.string().optional().describe('bucket of the papers').meta({ zh: '存放材料的桶' }),
  ANZHI_S3_REGION: z.string().default('us-east-1').describe('region of the bucket').meta({ zh: '桶所在区域' }),
  ANZHI_S3_KEY_ID: z.string().optional().describe('access key').meta({ secret: true, zh: '访问密钥编号' }),
  ANZHI_S3_SECRET: z.string().optional().describe('secret of the access key').meta({ secret: true, zh: '访问密钥' }),
  ANZHI_S3_PATH_STYLE: z
    .enum(['true', 'false'])
    .default('true')
    .transform((value) => value === 'true')
    .describe('the bucket is named in the path rather than in the host name')
    .meta({ zh: '桶名写在路径中，而不是主机名中' }),
  ANZHI_S3_PREFIX: z
    .string()
    .default('')
    .describe('what the names of all papers in the bucket begin with')
    .meta({ zh: '桶中材料文件名的统一前缀' }),
};

export interface PapersConfig {
  readonly store: 'local' | 's3';
  readonly dir: string;
  readonly mostBytes: number;
  readonly uploads: number;
  readonly scan: { readonly command: readonly string[]; readonly seconds: number } | null;
  readonly graceDays: number;
  readonly sweepMinutes: number;
  readonly s3: {
    readonly endpoint: string | null;
    readonly bucket: string;
    readonly region: string;
    readonly keyId: string | null;
    readonly secret: string | null;
    readonly pathStyle: boolean;
    readonly prefix: string;
  } | null;
}

const shape = z.object(paperSettings);

export function papersConfig(value: z.output<typeof shape>, dataDir: string): PapersConfig {
  const bucket = value.ANZHI_S3_BUCKET;
  if (value.ANZHI_PAPERS_STORE === 's3' && !bucket) {
    throw new StartRefused('配置有误 (configuration): ANZHI_S3_BUCKET: 材料存放在S3时必须给出 (needed)');
  }
  return {
    store: value.ANZHI_PAPERS_STORE,
    dir: resolve(value.ANZHI_PAPERS_DIR ?? join(dataDir, 'papers')),
    mostBytes: value.ANZHI_PAPERS_MAX_MB * 1_000_000,
    uploads: value.ANZHI_PAPERS_UPLOADS,
    scan: value.ANZHI_PAPERS_SCAN
      ? { command: value.ANZHI_PAPERS_SCAN.trim().split(/\s+/), seconds: value.ANZHI_PAPERS_SCAN_SECONDS }
      : null,
    graceDays: value.ANZHI_PAPERS_GRACE_DAYS,
    sweepMinutes: value.ANZHI_PAPERS_SWEEP_MINUTES,
    s3: bucket
      ? {
          endpoint: value.ANZHI_S3_ENDPOINT ?? null,
          bucket,
          region: value.ANZHI_S3_REGION,
          keyId: value.ANZHI_S3_KEY_ID ?? null,
          secret: value.ANZHI_S3_SECRET ?? null,
          pathStyle: value.ANZHI_S3_PATH_STYLE,
          prefix: value.ANZHI_S3_PREFIX,
        }
      : null,
  };
}
