import { CATALOGUE_PROVENANCE, catalogueItem, defineRule, type Finding } from '../regulation';
import type { ClosingFacts } from './closing-facts.types';

type PaperFacts = { catalogueNo: number };

interface PaperRule {
  readonly no: number;
  readonly provisions: readonly string[];
  readonly provenance?: 'LAW' | 'SOURCE' | 'LOCAL';
  readonly by: 'PRACTITIONER' | 'CLERK';
  readonly how: string;
  readonly needed: (facts: ClosingFacts) => boolean;
}

const ranItsCourse = ({ termination }: ClosingFacts) => termination === null;
const always = () => true;

/**
 * Which catalogue items a closing file needs, by kind and stage. That papers are handed in is law (S0-21.2, LAL-50);
 * which items is one place's catalogue and so LOCAL, except where the law itself names the paper.
 */
const PAPERS: readonly PaperRule[] = [
  {
    no: 1,
    provisions: ['S0-21.2'],
    by: 'CLERK',
    how: '把申请表或者办案机关的通知公函归入案卷',
    needed: always,
  },
  {
    no: 2,
    provisions: ['S0-21.2'],
    by: 'CLERK',
    how: '把受援人身份证明归入案卷',
    needed: ({ aid }) => aid === 'APPLICATION',
  },
  {
    no: 7,
    provisions: ['S0-8.2', 'S0-21.2'],
    by: 'CLERK',
    how: '把给予法律援助决定书及送达回证归入案卷',
    needed: ({ aid }) => aid === 'APPLICATION',
  },
  {
    no: 8,
    provisions: ['S0-16.2', 'S0-16.5', 'S0-21.2'],
    by: 'CLERK',
    how: '把指派通知书、法律援助公函归入案卷',
    needed: ({ commissioned }) => commissioned,
  },
  {
    no: 9,
    provisions: ['S0-21.2'],
    by: 'PRACTITIONER',
    how: '把委托协议、授权委托书和权利义务风险告知书归入案卷',
    needed: ranItsCourse,
  },
  {
    no: 10,
    provisions: ['S0-21.2'],
    by: 'PRACTITIONER',
    how: '把拘留逮捕通知书、起诉文书或者起诉状、申请书归入案卷',
    needed: (facts) => ranItsCourse(facts) && facts.stage !== 'NON_LITIGATION',
  },
  {
    no: 11,
    provisions: ['S0-17', 'S0-21.2'],
    by: 'PRACTITIONER',
    how: '把会见约见笔录、阅卷笔录、证据清单归入案卷',
    needed: ranItsCourse,
  },
  {
    no: 13,
    provisions: ['S0-17', 'S0-21.2'],
    by: 'PRACTITIONER',
    how: '把庭审准备提纲、庭审笔录归入案卷',
    needed: ({ hearingHeld }) => hearingHeld === true,
  },
  {
    no: 14,
    provisions: ['S0-17', 'S0-21.2'],
    by: 'PRACTITIONER',
    how: '把法律意见书、辩护词或者代理词归入案卷',
    needed: ranItsCourse,
  },
  {
    no: 15,
    provisions: ['S0-21.1', 'S0-21.2'],
    by: 'PRACTITIONER',
    how: '把判决书、裁定书、调解书等结案文书归入案卷',
    needed: (facts) => ranItsCourse(facts) && facts.stage !== 'NON_LITIGATION',
  },
  {
    no: 16,
    provisions: ['S0-22.2'],
    provenance: 'SOURCE',
    by: 'CLERK',
    how: '制作终止法律援助决定书，连同送达回证归入案卷',
    needed: ({ termination }) => termination !== null,
  },
  {
    no: 17,
    provisions: ['LAL-46'],
    by: 'PRACTITIONER',
    how: '把向受援人通报进展、向机构报告的记录归入案卷',
    needed: ranItsCourse,
  },
  {
    no: 18,
    provisions: ['LAL-50', 'S0-21.2'],
    provenance: 'LAW',
    by: 'PRACTITIONER',
    how: '写结案报告或者承办小结，归入案卷',
    needed: ({ commissioned }) => commissioned,
  },
];

const rules = PAPERS.map((paper) => {
  const { code, name } = catalogueItem(paper.no);
  const rule = defineRule<PaperFacts>({
    code: `CLOSING_PAPER_${code}`,
    provisions: paper.provisions,
    provenance: paper.provenance ?? CATALOGUE_PROVENANCE,
    met: `卷内有第${paper.no}项：${name}`,
    unmet: `卷内缺第${paper.no}项：${name}`,
    cure: { by: paper.by, text: paper.how },
  });
  return { ...paper, rule };
});

/** One finding for each catalogue item that this file needs. */
export const paperFindings = (facts: ClosingFacts): Finding[] =>
  rules
    .filter(({ needed }) => needed(facts))
    .map(({ no, rule }) => rule.find(facts.papers.includes(no), { catalogueNo: no }));
