import { sortByName } from '../../src/papers/sorting.rules';
import { CATALOGUE_WORDS } from '../../src/papers/sorting-words.types';
import { CATALOGUE } from '../../src/regulation';

const placed = (path: string) => sortByName([path])[0]!;

/** Name of the paper as it comes, item of the catalogue, and the item that a number before it says otherwise. */
const NAMES: readonly (readonly [string, number | null, number?])[] = [
  ['法律援助申请表.pdf', 1],
  ['01申请表.pdf', 1],
  ['通知辩护公函.pdf', 1],
  ['法院提供法律援助通知书.jpg', 1],
  ['转交函（看守所）.pdf', 1],
  ['2、身份证复印件.jpg', 2],
  ['受援人户口簿首页.JPG', 2],
  ['003经济困难情况说明.pdf', 3],
  ['低保证.jpg', 3],
  ['4.其他申请材料.pdf', 4],
  ['5 申请材料接收凭证.pdf', 5],
  ['六、审批表.pdf', 6],
  ['给予法律援助决定书.pdf', 7],
  ['给予法律援助决定书送达回证.pdf', 7],
  ['不予法律援助决定书.pdf', 7],
  ['指派通知书.pdf', 8],
  ['法律援助公函.pdf', 8],
  ['更换承办人员通知书.pdf', 8],
  ['授权委托书.pdf', 9],
  ['委托代理协议.docx.pdf', 9],
  ['权利义务风险告知书.pdf', 9],
  ['起诉意见书.pdf', 10],
  ['起诉书.pdf', 10],
  ['民事起诉状.pdf', 10],
  ['劳动仲裁申请书.pdf', 10],
  ['拘留通知书.pdf', 10],
  ['逮捕通知书.pdf', 10],
  ['会见笔录.pdf', 11],
  ['第二次会见笔录20260312.pdf', 11],
  ['阅卷笔录（一）.pdf', 11],
  ['证据清单.xlsx.pdf', 11],
  ['集体讨论记录.pdf', 11],
  ['开庭传票.jpg', 12],
  ['出庭通知书.pdf', 12],
  ['庭审笔录.pdf', 13],
  ['庭审质证提纲.pdf', 13],
  ['辩护词.pdf', 14],
  ['14辩护词.pdf', 14],
  ['014-辩护词.pdf', 14],
  ['十四、代理词.pdf', 14],
  ['14. 法律意见书.pdf', 14],
  ['14-01.pdf', 14],
  ['14.pdf', 14],
  ['014.pdf', 14],
  ['（14）.pdf', 14],
  ['第14项.pdf', 14],
  ['第十五项.pdf', 15],
  ['１４　辩护词.pdf', 14],
  ['一审判决书.pdf', 15],
  ['1审判决书.pdf', 15],
  ['刑事裁定书 (2).pdf', 15],
  ['不起诉决定书.pdf', 15],
  ['劳动仲裁裁决书.pdf', 15],
  ['民事调解书送达回证.pdf', 15],
  ['终止法律援助决定书.pdf', 16],
  ['向受援人通报案件进展记录.pdf', 17],
  ['结案报告表.pdf', 18],
  ['承办小结.pdf', 18],
  ['办案补贴审批表.pdf', 19],
  ['二十、其他材料.pdf', 20],
  ['受援人满意度回访表.pdf', 21],
  ['案件质量检查表.pdf', 21],
  ['案卷/11会见阅卷/扫描0001.pdf', 11],
  ['案卷/会见笔录/IMG_0007.JPG', 11],
  ['案卷/14/01.jpg', 14],
  ['案卷/十三、庭审/003.tif', 13],
  ['案卷/辩护词/判决书.pdf', 15],
  ['案卷/14/2-老王.jpg', 2],
  ['7-老王.pdf', 7],
  // The number says one thing and the name another: the name wins, and it is said.
  ['15辩护词.pdf', 14, 15],
  ['3、判决书.pdf', 15, 3],
  ['21身份证.jpg', 2, 21],
  // A word that stands for several items counts with a number that is one of them, and else not at all.
  ['9委托书.pdf', 9],
  ['1委托书.pdf', 1],
  ['委托书.pdf', null],
  ['送达回证.pdf', null],
  ['16送达回证.pdf', 16],
  ['笔录.pdf', null],
  ['会见笔录及授权委托书.pdf', null],
  ['起诉书和判决书.pdf', null],
  // Scanners, cameras, dates, counts: nothing to place it by.
  ['扫描0001.pdf', null],
  ['IMG_2031.JPG', null],
  ['IMG_20260314_101500.jpg', null],
  ['Scan_20260301.pdf', null],
  ['CamScanner 03-14-2026 10.22.pdf', null],
  ['微信图片_20260314101512.jpg', null],
  ['mmexport1709878787.jpg', null],
  ['DOC0012.pdf', null],
  ['新建文档 2.pdf', null],
  ['3月14日.pdf', null],
  ['2026.3.14.pdf', null],
  ['3.14.pdf', null],
  ['12张照片.pdf', null],
  ['22.pdf', null],
  ['0.pdf', null],
  ['2026刑援123号案卷/扫描件.pdf', null],
  ['一审.pdf', null],
  ['老王.pdf', null],
  ['.pdf', null],
];

describe('papers sorted by their names', () => {
  it.each(NAMES.map(([name, no, conflict]) => ({ name, catalogueNo: no, conflictingNo: conflict })))(
    '$name → $catalogueNo',
    ({ name, catalogueNo, conflictingNo }) => {
      const found = placed(name);
      expect({ no: found.catalogueNo, conflict: found.conflictingNo }).toEqual({
        no: catalogueNo,
        conflict: conflictingNo ?? null,
      });
      expect(found.why).toMatch(catalogueNo === null ? /请选定/ : new RegExp(`第${catalogueNo}项`));
      if (conflictingNo) expect(found.why).toMatch(/请核对/);
    },
  );

  it('numbers only: a page count when one of the same folder goes beyond 21, else items', () => {
    const numbers = (most: number) =>
      Array.from({ length: most }, (_, n) => `案卷/${String(n + 1).padStart(3, '0')}.jpg`);
    expect(sortByName(numbers(21)).map(({ catalogueNo }) => catalogueNo)).toEqual(CATALOGUE.map(({ no }) => no));
    expect(sortByName(numbers(22)).every(({ catalogueNo }) => catalogueNo === null)).toBe(true);
    expect(sortByName([...numbers(22), '另一袋/5.pdf']).at(-1)?.catalogueNo).toBe(5);
  });

  it('every item of the catalogue has its words, and each word alone leads to its item', () => {
    expect(Object.keys(CATALOGUE_WORDS).map(Number)).toEqual(CATALOGUE.map(({ no }) => no));
    const astray = Object.entries(CATALOGUE_WORDS).flatMap(([no, words]) =>
      words.filter((word) => placed(`${word}.pdf`).catalogueNo !== Number(no)),
    );
    expect(astray).toEqual([]);
  });

  it('a name of any length and kind is read in no time', () => {
    const began = Date.now();
    const names = ['会'.repeat(500), '14'.repeat(250), '('.repeat(500), `${'a/'.repeat(249)}b`, '1-1-'.repeat(125)];
    expect(sortByName(Array.from({ length: 100 }, () => names).flat())).toHaveLength(500);
    expect(Date.now() - began).toBeLessThan(3000);
  });
});
