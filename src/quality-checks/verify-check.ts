import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { algorithmOf, SIGNATURE_ALGORITHMS } from '../platform/signing/scheme';
import { SIGNATURE_PROBLEMS, type SignedCheck, verifySignedCheck } from './signed-check';

/** `npm run verify-check -- export.json root.pem`: 0 verified, 1 does not verify, 2 cannot be read. Needs no database. */

const USAGE = '用法：npm run verify-check -- 导出文件.json 机构根公钥.pem';

const exported = z.object({
  canonical: z.string(),
  signature: z.string(),
  algorithm: z.enum(SIGNATURE_ALGORITHMS),
  publicKey: z.string(),
  certificate: z.string(),
  certificateSignature: z.string(),
});

const RESULTS: Readonly<Record<string, string>> = { QUALIFIED: '合格', UNQUALIFIED: '不合格', RETURNED: '退回补正' };

class Unreadable extends Error {}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Unreadable(`读不到文件：${path}`);
  }
}

function readExport(path: string): SignedCheck {
  let value: unknown;
  try {
    value = JSON.parse(read(path));
    // What the API gives is a JSON text; a saved answer may hold it as a string.
    if (typeof value === 'string') value = JSON.parse(value);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(`不是JSON文件：${path}`);
  }
  const parsed = exported.safeParse(value);
  if (!parsed.success) throw new Unreadable(`不是质量检查的导出文件：${path}`);
  return parsed.data;
}

export function verifyFiles(args: readonly string[]): { readonly code: 0 | 1 | 2; readonly lines: readonly string[] } {
  const [exportPath, rootPath] = args;
  if (!exportPath || !rootPath || args.length !== 2) return { code: 2, lines: [USAGE] };
  try {
    const root = read(rootPath);
    if (!algorithmOf(root)) throw new Unreadable(`不是公钥文件：${rootPath}`);
    const { problems, content } = verifySignedCheck(readExport(exportPath), root);
    if (problems.length || !content) {
      return {
        code: 1,
        lines: ['验证未通过：', ...problems.map((problem) => `  ${SIGNATURE_PROBLEMS[problem]}（${problem}）`)],
      };
    }
    return {
      code: 0,
      lines: [
        '验证通过：签名有效，证书由该机构的根密钥签发',
        `  案卷号：${content.caseFile.number}（第${content.round}轮检查）`,
        `  结论：${RESULTS[content.result] ?? content.result}`,
        `  签字时间：${content.signer.signedAt}`,
        `  签字所覆盖的材料：${content.materials.length}份`,
      ],
    };
  } catch (error) {
    if (error instanceof Unreadable) return { code: 2, lines: [error.message, USAGE] };
    throw error;
  }
}

if (require.main === module) {
  const { code, lines } = verifyFiles(process.argv.slice(2));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = code;
}
