import { readFileSync } from 'node:fs';
import { type DrawDocument, drawDocument } from './draw-document';
import { differences } from './redraw';

/** `npm run redraw -- campaign.json [摘要…]`: 0 drawn alike, 1 differs, 2 cannot be read. Needs no database. */

const USAGE = '用法：npm run redraw -- 抽样导出.json [事先公布的承诺值或者名册摘要…]';

class Unreadable extends Error {}

interface Export {
  readonly text: string;
  readonly document: DrawDocument;
  /** A line end that the export does not have. */
  readonly lineEnd: boolean;
}

function read(path: string): Export {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Unreadable(`读不到文件：${path}`);
  }
  // An editor's or a shell's last line end is no change of the draw; it is told, for those are not the same bytes.
  let lineEnd = /\n$/.test(text);
  text = text.replace(/\r?\n$/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
    // What the API gives is a JSON text; a saved answer may hold it as a string.
    if (typeof value === 'string') {
      text = value;
      lineEnd = false;
      value = JSON.parse(value);
    }
  } catch {
    throw new Unreadable(`不是JSON文件：${path}`);
  }
  const parsed = drawDocument.safeParse(value);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') || '顶层';
    throw new Unreadable(`不是抽样导出文件，或者其中有不认识的内容（${where}）：${path}`);
  }
  return { text, lineEnd, document: parsed.data };
}

export function redrawFile(args: readonly string[]): { readonly code: 0 | 1 | 2; readonly lines: readonly string[] } {
  const [path, ...published] = args;
  if (!path) return { code: 2, lines: [USAGE] };
  try {
    const { text, lineEnd, document } = read(path);
    const stated = [document.frameDigest, ...document.seeds.map(({ commitment }) => commitment)];
    const found = [
      ...differences(document, text),
      ...published
        .filter((digest) => !stated.includes(digest.toLowerCase()))
        .map((digest) => `文件中没有事先公布的这个值：${digest}`),
    ];
    if (found.length) return { code: 1, lines: ['重抽不一致：', ...found.map((each) => `  ${each}`)] };
    const { draw, lines, targeted, seeds, frameDigest, campaignId } = document;
    const drawn = (origin: string) => draw.files.filter((file) => file.origin === origin).length;
    return {
      code: 0,
      lines: [
        lineEnd
          ? '重抽一致：承诺值、名册摘要和抽取结果相同；文件末尾比导出时多一个换行，其余逐字节相同'
          : '重抽一致：承诺值、名册摘要和抽取结果逐字节相同',
        `  评估活动：${campaignId}`,
        `  名册：${lines.length}件，分${draw.strata.length}层；分层抽取${drawn('RANDOM')}件，为覆盖承办人加抽${drawn('COVERAGE')}件`,
        `  定向加入：${targeted.length}件，其中未被随机抽中的${drawn('TARGETED')}件`,
        '请与事先公布的值核对：',
        `  第一个种子的承诺值：${seeds[0].commitment}`,
        `  第二个种子的承诺值：${seeds[1].commitment}`,
        `  名册摘要：${frameDigest}`,
      ],
    };
  } catch (error) {
    if (error instanceof Unreadable) return { code: 2, lines: [error.message, USAGE] };
    throw error;
  }
}

if (require.main === module) {
  const { code, lines } = redrawFile(process.argv.slice(2));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = code;
}
