import { type Draw, drawFiles } from './draw';
import { type DrawDocument, documentText, drawnDocument } from './draw-document';
import { drawKey } from './seeds';

/** What of a document does not follow from its frame and seeds; empty where drawing again gives the same bytes. */
export function differences(document: DrawDocument, text: string): string[] {
  const again = drawnDocument(document, [document.seeds[0].seed, document.seeds[1].seed]);
  const found: string[] = [];
  document.seeds.forEach(({ commitment }, index) => {
    const due = again.seeds[index]?.commitment;
    if (commitment !== due)
      found.push(`第${index + 1}个种子与事先公布的承诺值不符：文件写${commitment}，由种子算出${due}`);
  });
  if (document.frameDigest !== again.frameDigest) {
    found.push(`抽样名册摘要不符：文件写${document.frameDigest}，由名册算出${again.frameDigest}`);
  }
  for (const name of ['lines', 'targeted'] as const) {
    const ids = document[name].map(({ caseFileId }) => caseFileId);
    if (new Set(ids).size !== ids.length) found.push(`${name === 'lines' ? '名册' : '定向案卷'}中有案卷重复出现`);
  }
  const tellings = [telling(document.draw, again.draw)];
  if (document.frameDigest !== again.frameDigest) {
    // A changed frame changes the key, and with it every file: drawn under the digest as written, only what was changed is told.
    const [first, second] = document.seeds;
    const key = drawKey(document.campaignId, document.frameDigest, [first.seed, second.seed]);
    tellings.push(telling(document.draw, drawFiles(document, key)));
  }
  found.push(...(tellings.sort((one, other) => one.length - other.length)[0] ?? []));
  if (found.length === 0 && documentText(again) !== text) {
    found.push('内容重算一致，但文件的字节与导出时不同（次序、空白或者写法被改动），须用原样导出的文件');
  }
  return found;
}

const telling = (written: Draw, due: Draw): string[] => [...strataDiffer(written, due), ...filesDiffer(written, due)];

const stratumKey = ({ agencyId, caseKind, stage }: Draw['strata'][number]): string =>
  [agencyId, caseKind, stage].filter(Boolean).join(' ');

function strataDiffer(written: Draw, due: Draw): string[] {
  const known = new Map(due.strata.map((stratum) => [stratumKey(stratum), stratum]));
  const found = written.strata.flatMap((stratum) => {
    const right = known.get(stratumKey(stratum));
    known.delete(stratumKey(stratum));
    if (!right) return [`名册中没有这一层：${stratumKey(stratum)}`];
    if (right.files === stratum.files && right.size === stratum.size) return [];
    return [
      `层 ${stratumKey(stratum)}：文件写${stratum.files}件抽${stratum.size}件，重算为${right.files}件抽${right.size}件`,
    ];
  });
  return [...found, ...[...known.keys()].map((key) => `文件中缺少这一层：${key}`)];
}

/** Differences of long lists are told up to this many. */
const TOLD = 20;

function filesDiffer(written: Draw, due: Draw): string[] {
  const found: string[] = [];
  for (let index = 0; index < Math.max(written.files.length, due.files.length); index += 1) {
    const [one, other] = [written.files[index], due.files[index]];
    const say = (file: Draw['files'][number] | undefined) =>
      file
        ? `${file.caseFileId}（${file.origin}${file.alsoTargeted ? '，兼为定向' : ''}，${file.stratum ?? '不属于层'}，第${file.position ?? 0}位）`
        : '无';
    if (say(one) !== say(other)) found.push(`抽取结果第${index + 1}项：文件为${say(one)}，重抽为${say(other)}`);
  }
  if (found.length <= TOLD) return found;
  return [...found.slice(0, TOLD), `另有${found.length - TOLD}项抽取结果不同`];
}
