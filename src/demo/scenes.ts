import type { CaseKind, FilePlan, Stage } from './plan';
import type { Random } from './random';

export type ActivityKind =
  | 'MEETING'
  | 'FILE_READING'
  | 'INVESTIGATION'
  | 'LEGAL_OPINION'
  | 'HEARING'
  | 'INFORMING'
  | 'REPORTING'
  | 'DISCUSSION';

/** One thing that a practitioner does in a stage, and the paper that proves it. */
export interface Scene {
  readonly kind: ActivityKind;
  /** Where in the stage: 0 at its beginning, 1 at its end. */
  readonly when: number;
  readonly no: number;
  readonly title: string;
  readonly place: string;
  readonly present: string;
  readonly summary: string;
}

export const CAUSES: Readonly<Record<CaseKind, readonly string[]>> = {
  CRIMINAL: [
    '盗窃',
    '故意伤害',
    '诈骗',
    '危险驾驶',
    '寻衅滋事',
    '帮助信息网络犯罪活动',
    '掩饰、隐瞒犯罪所得',
    '交通肇事',
    '抢劫',
    '故意杀人',
  ],
  CIVIL: [
    '追索劳动报酬',
    '工伤保险待遇',
    '追索赡养费',
    '抚养纠纷',
    '机动车交通事故责任',
    '生命权、身体权、健康权',
    '离婚',
  ],
  ADMINISTRATIVE: ['工伤认定', '社会保险待遇', '最低生活保障', '行政处罚'],
};

const HELD: Readonly<Record<Stage, boolean>> = {
  INVESTIGATION: false,
  PROSECUTION_REVIEW: false,
  TRIAL: true,
  DEATH_PENALTY_REVIEW: false,
  COMPULSORY_TREATMENT: true,
  RETRIAL: true,
  LITIGATION: true,
  ARBITRATION: true,
  RECONSIDERATION: true,
  NON_LITIGATION: false,
};
export const hasHearing = (stage: Stage): boolean => HELD[stage];

const readsFile = (plan: FilePlan): boolean => plan.kind === 'CRIMINAL' && plan.stage !== 'INVESTIGATION';

const placeOf: Readonly<Record<ActivityKind, (plan: FilePlan) => string>> = {
  MEETING: (plan) => (plan.inCustody ? '看守所会见室' : '法律援助中心接待室'),
  FILE_READING: (plan) => (plan.stage === 'PROSECUTION_REVIEW' ? '检察院案件管理中心' : '法院阅卷室'),
  INVESTIGATION: () => '受援人住所地社区',
  LEGAL_OPINION: () => '承办人办公室',
  HEARING: (plan) =>
    plan.stage === 'ARBITRATION' ? '仲裁庭' : plan.stage === 'RECONSIDERATION' ? '复议机关听证室' : '法庭',
  INFORMING: (plan) => (plan.inCustody ? '看守所会见室' : '法律援助中心接待室'),
  REPORTING: () => '法律援助中心',
  DISCUSSION: () => '律师事务所会议室',
};

const TITLE: Readonly<Record<ActivityKind, readonly [number, (plan: FilePlan) => string]>> = {
  MEETING: [11, (plan) => (plan.kind === 'CRIMINAL' ? '会见笔录' : '约见笔录')],
  FILE_READING: [11, () => '阅卷笔录'],
  INVESTIGATION: [11, () => '调查笔录及证据清单'],
  LEGAL_OPINION: [
    14,
    (plan) => (plan.kind !== 'CRIMINAL' ? '代理词' : plan.stage === 'TRIAL' ? '辩护词' : '法律意见书'),
  ],
  HEARING: [13, () => '庭审笔录及准备提纲'],
  INFORMING: [9, () => '权利义务风险告知书'],
  REPORTING: [17, () => '办理情况通报记录'],
  DISCUSSION: [11, () => '集体讨论记录'],
};

const SUMMARY: Readonly<Record<ActivityKind, readonly string[]>> = {
  MEETING: ['了解案情，核对笔录，解答疑问', '听取受援人意见，说明下一步安排', '核实到案经过和赔偿情况'],
  FILE_READING: ['摘录主要证据，列出疑点', '核对口供与书证，制作阅卷笔录'],
  INVESTIGATION: ['走访证人，调取工资流水', '调取就诊记录和监控说明'],
  LEGAL_OPINION: ['提出书面意见，建议从轻处理', '就事实与法律适用提出意见'],
  HEARING: ['到庭参加庭审，发表意见', '参加庭审，质证并辩论'],
  INFORMING: ['告知权利、义务和诉讼风险，受援人签字'],
  REPORTING: ['向受援人通报进展', '向法律援助中心报告办理情况'],
  DISCUSSION: ['疑难问题集体讨论，形成意见'],
};

const scene = (plan: FilePlan, chance: Random, kind: ActivityKind, when: number): Scene => ({
  kind,
  when,
  no: TITLE[kind][0],
  title: TITLE[kind][1](plan),
  place: placeOf[kind](plan),
  present: kind === 'MEETING' || kind === 'INFORMING' ? '承办人、受援人' : '承办人',
  summary: chance.pick(SUMMARY[kind]),
});

/** What is done in a stage. Good work begins early, meets again, investigates and is talked over; poor work does the least. */
export function scenesOf(plan: FilePlan, quality: number, chance: Random): Scene[] {
  const late = 0.04 + (1 - quality) * 0.3;
  const wanted: [ActivityKind, number][] = [
    ['INFORMING', late],
    ['MEETING', late],
    ['LEGAL_OPINION', 0.8],
    ['REPORTING', 0.9],
  ];
  if (readsFile(plan)) wanted.push(['FILE_READING', late + 0.12]);
  if (plan.hearing) wanted.push(['HEARING', 0.76]);
  if (chance.chance(quality - 0.2)) wanted.push(['MEETING', 0.6]);
  if (chance.chance(quality - 0.55)) wanted.push(['MEETING', 0.72]);
  if (chance.chance(0.15 + quality * 0.6)) wanted.push(['INVESTIGATION', 0.4]);
  if (chance.chance((quality - 0.5) * 0.8)) wanted.push(['DISCUSSION', 0.5]);
  if (chance.chance(quality - 0.3)) wanted.push(['REPORTING', 0.5]);
  return wanted.map(([kind, when]) => scene(plan, chance, kind, when)).sort((a, b) => a.when - b.when);
}

/** Papers of the beginning, put in by the clerk: catalogue number, title, pages. */
export function openingPapers(plan: FilePlan): readonly (readonly [number, string, number])[] {
  return plan.ground === 'APPLICATION'
    ? [
        [1, '法律援助申请表', 3],
        [2, '身份证明复印件', 2],
        ...(plan.kind === 'CRIMINAL' ? [] : [[3, '经济困难情况说明', 2] as const]),
        [5, '申请材料接收凭证', 1],
        [6, '审批表', 1],
        [7, '给予法律援助决定书及送达回证', 2],
      ]
    : [
        [1, plan.ground === 'NOTICE_MUST' ? '通知辩护公函' : '通知辩护公函（可以通知）', 2],
        [6, '审批表', 1],
      ];
}

export const proceedingPaper = (plan: FilePlan): string =>
  ({
    INVESTIGATION: '拘留通知书',
    PROSECUTION_REVIEW: '起诉意见书',
    TRIAL: '起诉书',
    DEATH_PENALTY_REVIEW: '一审、二审裁判文书',
    COMPULSORY_TREATMENT: '强制医疗申请书副本',
    RETRIAL: '再审决定书',
    LITIGATION: '起诉状',
    ARBITRATION: '仲裁申请书',
    RECONSIDERATION: '行政复议申请书',
    NON_LITIGATION: '委托事项说明',
  })[plan.stage];

export const closingPaper = (plan: FilePlan): string =>
  ({
    INVESTIGATION: '移送审查起诉告知书',
    PROSECUTION_REVIEW: '起诉书副本',
    TRIAL: '刑事判决书',
    DEATH_PENALTY_REVIEW: '死刑复核裁定书',
    COMPULSORY_TREATMENT: '强制医疗决定书',
    RETRIAL: '再审裁判文书',
    LITIGATION: plan.kind === 'CIVIL' ? '民事判决书' : '行政判决书',
    ARBITRATION: '仲裁裁决书',
    RECONSIDERATION: '行政复议决定书',
    NON_LITIGATION: '调解协议书',
  })[plan.stage];
