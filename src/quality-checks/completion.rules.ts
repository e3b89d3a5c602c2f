import { namesRecipient } from '../case-files/unnamed.rules';
import {
  citedAt,
  type Decision,
  decide,
  defineRule,
  type Facts,
  type Finding,
  type LegalPlace,
  type Rule,
  type StageApplicability,
} from '../regulation';
import type { CheckItem, CheckResultCode } from './check.types';

const BY_THE_DESIGNATED = defineRule<{ designated: boolean }>({
  code: 'CHECK_BY_THE_DESIGNATED',
  provisions: ['S4-5.1a'],
  met: '由指定的专人检查',
  unmet: '这份检查指定的是另一名专人',
  cure: { by: 'QUALITY_CHECKER', text: '由指定的专人完成，或者撤回后重新指定' },
});

const NO_OTHER_PART = defineRule<{ part: string | null }>({
  code: 'CHECKER_STILL_HAS_NO_OTHER_PART',
  provisions: ['S4-5.1a', 'S4-5.1b', 'S4-5.1c'],
  provenance: 'HOUSE',
  met: '检查专人在本案卷没有其他职责',
  unmet: '检查专人在本案卷已有其他职责，不能完成检查',
  cure: { by: 'QUALITY_REVIEW_HEAD', text: '撤回指定，改选其他专人' },
});

const FILE_RECEIVED = defineRule<{ state: string }>({
  code: 'CHECK_OF_A_RECEIVED_FILE',
  provisions: ['S4-5.1a'],
  met: '案卷处于收卷状态',
  unmet: '案卷不在收卷状态，不能完成检查',
  cure: { by: 'CLERK', text: '重新收卷' },
});

const EIGHT = defineRule<{ indicatorNo: number | null; judged: number }>({
  code: 'CHECK_ALL_INDICATORS',
  provisions: ['S4-4.1b', 'S4-5.1d'],
  met: '八项指标都有认定',
  unmet: ({ indicatorNo, judged }) => `第${indicatorNo}项指标${judged === 0 ? '没有认定' : '重复认定'}`,
  cure: { by: 'QUALITY_CHECKER', text: '每项指标认定一次' },
});

const APPLIES = defineRule<{
  indicatorNo: number | null;
  stage: string;
  applies: string | null;
  provision: string | null;
}>({
  code: 'CHECK_INDICATOR_APPLIES',
  provisions: ['S4-5.1d'],
  provenance: 'INFERRED',
  met: '认定为“不适用”的指标，在本阶段确可不适用',
  unmet: ({ indicatorNo, applies }) =>
    applies === 'HELD'
      ? `第${indicatorNo}项指标：案卷记载已经开庭，不能认定为“不适用”`
      : `第${indicatorNo}项指标适用于本阶段，不能认定为“不适用”`,
  cure: { by: 'QUALITY_CHECKER', text: '认定为符合、部分符合或者不符合' },
});

const EVIDENCE = defineRule<{
  indicatorNo: number | null;
  problem: string | null;
  materialId: string | null;
  pages: number | null;
}>({
  code: 'CHECK_EVIDENCE_IN_FILE',
  provisions: ['S4-5.1a', 'S4-3.5g'],
  provenance: 'INFERRED',
  met: '每项认定都指明了卷内材料和页码，或者注明卷内没有',
  unmet: ({ indicatorNo, problem, pages }) =>
    `第${indicatorNo}项指标：${
      {
        NONE: '须指明卷内材料和页码，或者注明“卷内没有”',
        BOTH: '指明了材料又注明“卷内没有”，只能取其一',
        PAGE: '材料和页码须一并指明',
        FOREIGN: '指明的材料不是本案卷现行的材料',
        BEYOND: `页码超出该材料的页数（共${pages}页）`,
        NOT_NEEDED: '认定为“不适用”的，不指明材料',
      }[problem ?? 'NONE']
    }`,
  cure: { by: 'QUALITY_CHECKER', text: '改正证据所在' },
});

const EXPLAINED = defineRule<{ indicatorNo: number | null; finding: string | null }>({
  code: 'CHECK_REMARK_EXPLAINS',
  provisions: ['S4-5.1a'],
  provenance: 'HOUSE',
  met: '需要说明的认定都有备注',
  unmet: ({ indicatorNo, finding }) =>
    `第${indicatorNo}项指标${
      finding === 'NOT_APPLICABLE' ? '视情形适用，认定为“不适用”须在备注中说明理由' : '未完全符合，须在备注中说明'
    }`,
  cure: { by: 'QUALITY_CHECKER', text: '补写备注' },
});

const WITHOUT_RECIPIENT = defineRule<{ where: string | null }>({
  code: 'CHECK_TEXT_WITHOUT_RECIPIENT',
  provisions: ['LAL-21'],
  provenance: 'HOUSE',
  met: '意见和备注没有写出受援人的姓名或者证件号码',
  unmet: ({ where }) => `${where}写有受援人的姓名或者证件号码；签字文本会导出，请以“受援人”称呼`,
  cure: { by: 'QUALITY_CHECKER', text: '改称“受援人”，删去证件号码' },
});

export interface IndicatorFacts {
  readonly no: number;
  readonly applicability: StageApplicability | null;
}

export interface MaterialFacts {
  readonly id: string;
  readonly pages: number;
}

export interface CompletionFacts {
  readonly place: LegalPlace;
  readonly part: string | null;
  readonly fileState: string;
  readonly stage: string;
  /** Whether a hearing was held, where the file says so. */
  readonly hearingHeld: boolean | null;
  readonly indicators: readonly IndicatorFacts[];
  /** Papers of the file as they are now. */
  readonly materials: readonly MaterialFacts[];
  readonly items: readonly CheckItem[];
  readonly opinion: string;
  /** Never part of a finding: only looked for in the texts. */
  readonly recipientName: string;
}

/** Whether 不适用 may be found for an indicator: yes, with a reason, or no. */
function notApplicable(indicator: IndicatorFacts, hearingHeld: boolean | null): 'YES' | 'WITH_REASON' | 'NO' | 'HELD' {
  switch (indicator.applicability?.applies) {
    case 'NOT_APPLICABLE':
      return 'YES';
    case 'AS_NEEDED':
      return 'WITH_REASON';
    case 'IF_HELD':
      return hearingHeld ? 'HELD' : 'WITH_REASON';
    default:
      return 'NO';
  }
}

function evidenceProblem(
  item: CheckItem,
  materials: readonly MaterialFacts[],
): { problem: string; pages: number | null } | null {
  const named = item.evidenceMaterialId !== null;
  const problem = (code: string, pages: number | null = null) => ({ problem: code, pages });
  if (item.finding === 'NOT_APPLICABLE') {
    return named || item.evidencePage !== null || item.absentFromFile ? problem('NOT_NEEDED') : null;
  }
  if (named !== (item.evidencePage !== null)) return problem('PAGE');
  if (!named) return item.absentFromFile ? null : problem('NONE');
  if (item.absentFromFile) return problem('BOTH');
  const material = materials.find(({ id }) => id === item.evidenceMaterialId);
  if (!material) return problem('FOREIGN');
  return (item.evidencePage ?? 0) > material.pages ? problem('BEYOND', material.pages) : null;
}

/** One unmet finding for each offence; where there is none, one that says so. */
const each = <F extends Facts>(rule: Rule<F>, offences: readonly F[], met: F): Finding[] =>
  offences.length ? offences.map((facts) => rule.find(false, facts)) : [rule.find(true, met)];

function itemFindings(facts: CompletionFacts): Finding[] {
  const { items, indicators, stage } = facts;
  const times = (no: number) => items.filter((item) => item.indicatorNo === no).length;
  const wrongNumbers = indicators.filter(({ no }) => times(no) !== 1);
  const judged = items.flatMap((item) => {
    const indicator = indicators.find(({ no }) => no === item.indicatorNo);
    return indicator ? [{ item, indicator, allowed: notApplicable(indicator, facts.hearingHeld) }] : [];
  });
  const evidence = items.flatMap((item) => {
    const found = evidenceProblem(item, facts.materials);
    return found ? [{ indicatorNo: item.indicatorNo, materialId: item.evidenceMaterialId, ...found }] : [];
  });
  const unexplained = judged.filter(
    ({ item, allowed }) =>
      item.remark === '' &&
      (item.finding === 'PARTLY' ||
        item.finding === 'NOT_MET' ||
        (item.finding === 'NOT_APPLICABLE' && allowed === 'WITH_REASON')),
  );
  const applicable = judged.filter(
    ({ item, allowed }) => item.finding === 'NOT_APPLICABLE' && (allowed === 'NO' || allowed === 'HELD'),
  );
  return [
    ...each(
      EIGHT,
      wrongNumbers.map(({ no }) => ({ indicatorNo: no, judged: times(no) })),
      { indicatorNo: null, judged: indicators.length },
    ),
    ...each(
      APPLIES,
      applicable.map(({ item, indicator, allowed }) => ({
        indicatorNo: item.indicatorNo,
        stage,
        applies: allowed === 'HELD' ? 'HELD' : (indicator.applicability?.applies ?? 'YES'),
        provision: indicator.applicability?.provision ?? null,
      })),
      { indicatorNo: null, stage, applies: null, provision: null },
    ),
    ...each(EVIDENCE, evidence, { indicatorNo: null, problem: null, materialId: null, pages: null }),
    ...each(
      EXPLAINED,
      unexplained.map(({ item }) => ({ indicatorNo: item.indicatorNo, finding: item.finding })),
      { indicatorNo: null, finding: null },
    ),
  ];
}

/** S4-5.1a: whether a check is whole. Every thing that is missing is named at once. */
export function completionDecision(facts: CompletionFacts): Decision {
  const { items, opinion, recipientName } = facts;
  const texts: readonly (readonly [string, string])[] = [
    ['检查意见', opinion],
    ...items.map((item) => [`第${item.indicatorNo}项备注`, item.remark] as const),
  ];
  const named = texts.filter(([, text]) => namesRecipient(text, recipientName)).map(([where]) => ({ where }));
  return decide(
    'CHECK_COMPLETION',
    [
      NO_OTHER_PART.find(facts.part === null || facts.part === 'CHECKER', { part: facts.part }),
      FILE_RECEIVED.find(facts.fileState === 'RECEIVED', { state: facts.fileState }),
      ...itemFindings(facts),
      ...each(WITHOUT_RECIPIENT, named, { where: null }),
    ].map((finding) => citedAt(finding, facts.place)),
  );
}

/** S4-5.1a: only the designated person drafts and completes. */
export const designatedDecision = (place: LegalPlace, designated: boolean): Decision =>
  decide('CHECK_BY_THE_DESIGNATED', [citedAt(BY_THE_DESIGNATED.find(designated, { designated }), place)]);

const QUALIFIED_WITH_NOT_MET = defineRule<{ notMet: number }>({
  code: 'CHECK_QUALIFIED_WITH_NOT_MET',
  provisions: [],
  provenance: 'HOUSE',
  met: '没有“结论合格而有指标不符合”的情形',
  unmet: ({ notMet }) => `结论为合格，而有${notMet}项指标不符合；没有规定禁止，请负责人签字前留意`,
});

const JUDGED_THOUGH_NOT_APPLICABLE = defineRule<{ indicatorNo: number }>({
  code: 'CHECK_JUDGED_THOUGH_NOT_APPLICABLE',
  provisions: ['S4-5.1d'],
  provenance: 'INFERRED',
  met: '认定的指标在本阶段适用',
  unmet: ({ indicatorNo }) => `第${indicatorNo}项指标在本阶段一般不适用，却作了认定`,
});

/** What a signer should notice; nothing here is a gate, for no source makes it one. */
export function completionWarnings(facts: {
  readonly result: CheckResultCode;
  readonly items: readonly Pick<CheckItem, 'indicatorNo' | 'finding'>[];
  readonly indicators: readonly IndicatorFacts[];
}): Finding[] {
  const notMet = facts.items.filter(({ finding }) => finding === 'NOT_MET').length;
  const judged = facts.items.filter(
    (item) =>
      item.finding !== 'NOT_APPLICABLE' &&
      facts.indicators.find(({ no }) => no === item.indicatorNo)?.applicability?.applies === 'NOT_APPLICABLE',
  );
  return [
    ...(facts.result === 'QUALIFIED' && notMet > 0 ? [QUALIFIED_WITH_NOT_MET.find(false, { notMet })] : []),
    ...judged.map(({ indicatorNo }) => JUDGED_THOUGH_NOT_APPLICABLE.find(false, { indicatorNo })),
  ];
}
