import { CASE_KIND_NAMES, type CaseKindCode, type Decision, decide, defineRule } from '../../regulation';
import type { DivergenceRule } from './campaign-settings.types';

const COORDINATOR = 'REVIEW_COORDINATOR';
const HOUSE = { provisions: [] as string[], provenance: 'HOUSE' as const };

const kindName = (caseKind: string) => CASE_KIND_NAMES[caseKind as CaseKindCode] ?? caseKind;

const REGION = defineRule<{ regionCode: string }>({
  code: 'CAMPAIGN_REGION',
  provisions: ['S0-3'],
  met: '区域在本局辖区之内',
  unmet: ({ regionCode }) => `${regionCode}不是本局辖区内的区域`,
  cure: { by: COORDINATOR, text: '改填本局辖区内的行政区划代码' },
});

const SCHEME_USABLE = defineRule<{ caseKind: string; schemeId: string; known: boolean }>({
  code: 'CAMPAIGN_SCHEME_USABLE',
  provisions: ['S4-4.1a'],
  provenance: 'INFERRED',
  met: ({ caseKind }) => `${kindName(caseKind)}案件的方案可在本局使用，适用于这类案件`,
  unmet: ({ caseKind, known }) =>
    known
      ? `${kindName(caseKind)}案件的方案，其标准版本不适用于这类案件`
      : `${kindName(caseKind)}案件的方案不存在，或者是其他地方的`,
  cure: { by: COORDINATOR, text: '改选适用的方案（standardEditions）' },
});

const SCHEME_IN_FORCE = defineRule<{ caseKind: string; today: string }>({
  code: 'CAMPAIGN_SCHEME_IN_FORCE',
  provisions: ['S4-4.1a'],
  provenance: 'INFERRED',
  met: ({ caseKind }) => `${kindName(caseKind)}案件的方案和标准版本均在施行`,
  unmet: ({ caseKind, today }) => `${kindName(caseKind)}案件的方案或者标准版本在${today}没有施行`,
  cure: { by: COORDINATOR, text: '改选在施行的方案' },
});

const ONE_KIND_OF_SCHEME = defineRule<{ kinds: number }>({
  code: 'CAMPAIGN_ONE_KIND_OF_SCHEME',
  ...HOUSE,
  met: '各类案件的评分方式相同',
  unmet: '百分制和等次制不能在同一活动中并用，结果无法合看',
  cure: { by: COORDINATOR, text: '统一为一种，或者分作两个活动' },
});

const DRAWS_SOMETHING = defineRule<{ shareHundredths: number; leastPerStratum: number; leastPerPractitioner: number }>({
  code: 'CAMPAIGN_DRAWS_SOMETHING',
  ...HOUSE,
  met: '按比例、每层下限或者承办人下限有所抽取',
  unmet: '比例、每层下限和承办人下限均为零，什么也抽不到',
  cure: { by: COORDINATOR, text: '至少填一项' },
});

const DIVERGENCE_FITS = defineRule<{ scheme: string }>({
  code: 'CAMPAIGN_DIVERGENCE_FITS',
  ...HOUSE,
  met: '分歧的标准与评分方式相符',
  unmet: ({ scheme }) =>
    scheme === 'POINTS_100' ? '百分制的指标没有等次，不能按指标等次之差定分歧' : '等次制没有分数，不能按分数之差定分歧',
  cure: { by: COORDINATOR, text: '删去不相符的一项' },
});

export interface SchemeFacts {
  readonly caseKind: string;
  readonly schemeId: string;
  /** Null where no such scheme may be used at this bureau. */
  readonly found: { readonly kind: string; readonly coversKind: boolean; readonly inForce: boolean } | null;
}

export interface PlanFacts {
  readonly today: string;
  readonly regionCode: string;
  /** Known, and the bureau's own region or one below it. */
  readonly regionWithin: boolean;
  readonly schemes: readonly SchemeFacts[];
  readonly shareHundredths: number;
  readonly sharesOfKinds: readonly (number | null)[];
  readonly leastPerStratum: number;
  readonly leastPerPractitioner: number;
  readonly divergence: DivergenceRule;
}

/** Whether a plan can be carried out, with every reason why not. */
export function planDecision(facts: PlanFacts): Decision {
  const { today, regionCode, schemes, divergence } = facts;
  const kinds = new Set(schemes.flatMap(({ found }) => (found ? [found.kind] : [])));
  const [kind = ''] = kinds;
  const { totalGap, indicatorPoints, indicatorSteps } = divergence;
  const fits = kind === 'POINTS_100' ? indicatorSteps === null : totalGap === null && indicatorPoints === null;
  const share = Math.max(...facts.sharesOfKinds.map((own) => own ?? facts.shareHundredths));
  const { leastPerStratum, leastPerPractitioner } = facts;
  return decide('CAMPAIGN_PLAN', [
    REGION.find(facts.regionWithin, { regionCode }),
    ...schemes.flatMap(({ caseKind, schemeId, found }) => [
      SCHEME_USABLE.find(found?.coversKind ?? false, { caseKind, schemeId, known: found !== null }),
      ...(found ? [SCHEME_IN_FORCE.find(found.inForce, { caseKind, today })] : []),
    ]),
    ONE_KIND_OF_SCHEME.find(kinds.size <= 1, { kinds: kinds.size }),
    DRAWS_SOMETHING.find(share + leastPerStratum + leastPerPractitioner > 0, {
      shareHundredths: share,
      leastPerStratum,
      leastPerPractitioner,
    }),
    ...(kinds.size === 1 ? [DIVERGENCE_FITS.find(fits, { scheme: kind })] : []),
  ]);
}

const TARGET_CLOSED = defineRule<{ caseFileId: string; state: string }>({
  code: 'TARGET_IS_CLOSED',
  provisions: ['S4-4.1a'],
  provenance: 'INFERRED',
  met: '案卷已收卷',
  unmet: '案卷尚未收卷：只评估已结案的案卷',
  cure: { by: 'CLERK', text: '先收卷' },
});

const TARGET_IN_SCOPE = defineRule<{ caseFileId: string; caseKind: string; regionCode: string }>({
  code: 'TARGET_IN_SCOPE',
  ...HOUSE,
  met: '案卷属于本活动的区域和案件类型',
  unmet: ({ caseKind }) => `案卷不在本活动的区域之内，或者本活动不评${kindName(caseKind)}案件`,
  cure: { by: COORDINATOR, text: '改选案卷，或者改动计划' },
});

export interface TargetFacts {
  readonly caseFileId: string;
  readonly state: string;
  readonly caseKind: string;
  readonly regionCode: string;
  readonly inScope: boolean;
}

/** Whether a file may be read for a reason: closed like the others, of the campaign's region and kinds; its closing day is free. */
export const targetDecision = ({ caseFileId, state, caseKind, regionCode, inScope }: TargetFacts): Decision =>
  decide('CAMPAIGN_TARGET', [
    TARGET_CLOSED.find(state === 'RECEIVED', { caseFileId, state }),
    TARGET_IN_SCOPE.find(inScope, { caseFileId, caseKind, regionCode }),
  ]);

const PERIOD_REACHED = defineRule<{ periodTo: string; today: string }>({
  code: 'FRAME_PERIOD_REACHED',
  ...HOUSE,
  met: '收卷期间已到最后一日',
  unmet: ({ periodTo }) => `收卷期间到${periodTo}为止，届时才能冻结名册，否则此后收卷的案卷没有机会被抽到`,
  cure: { by: COORDINATOR, text: '到期后再冻结；要提前的，放弃后另行计划' },
});

const FRAME_HAS_FILES = defineRule<{ files: number }>({
  code: 'FRAME_HAS_FILES',
  ...HOUSE,
  met: ({ files }) => `名册有${files}件案卷`,
  unmet: '区域、期间和案件类型之内没有已收卷的案卷',
  cure: { by: COORDINATOR, text: '放弃后另行计划' },
});

const TARGETS_STILL_CLOSED = defineRule<{ asked: number; found: number }>({
  code: 'FRAME_TARGETS_STILL_CLOSED',
  ...HOUSE,
  met: '定向加入的案卷均为已收卷',
  unmet: ({ asked, found }) => `定向加入的${asked}件中，有${asked - found}件已不是可评的收卷状态`,
  cure: { by: COORDINATOR, text: '先撤回这些案卷（removeTargetedFile）' },
});

const GOLD_OUTSIDE = defineRule<{ goldIds: string }>({
  code: 'GOLD_OUTSIDE_FRAME',
  provisions: ['S4-4.1a'],
  provenance: 'HOUSE',
  met: '等次已知的案卷都在名册以外',
  unmet: ({ goldIds }) =>
    `等次已知的案卷在本活动的名册之内（${goldIds}）：混入它就要把它从名册里拿出来，结果便可由人挑选`,
  cure: { by: COORDINATOR, text: '改选收卷日期在期间以外，或者区域、案件类型以外，又没有定向加入的案卷' },
});
/** Files of known grade never take anything out of the frame: whoever chose them would choose what is left of it. */
export const outsideFrame = (inside: readonly string[]): Decision =>
  decide('GOLD_CHOICE', [GOLD_OUTSIDE.find(inside.length === 0, { goldIds: inside.join('、') })]);

export interface FrameFacts {
  readonly periodTo: string;
  readonly today: string;
  readonly files: number;
  readonly targetsAsked: number;
  readonly targetsFound: number;
  /** Chosen files of known grade that the frame holds all the same. */
  readonly goldInside: readonly string[];
}

export const frameDecision = ({
  periodTo,
  today,
  files,
  targetsAsked,
  targetsFound,
  goldInside,
}: FrameFacts): Decision =>
  decide('CAMPAIGN_FRAME', [
    PERIOD_REACHED.find(periodTo <= today, { periodTo, today }),
    FRAME_HAS_FILES.find(files > 0, { files }),
    TARGETS_STILL_CLOSED.find(targetsFound === targetsAsked, { asked: targetsAsked, found: targetsFound }),
    GOLD_OUTSIDE.find(goldInside.length === 0, { goldIds: goldInside.join('、') }),
  ]);
