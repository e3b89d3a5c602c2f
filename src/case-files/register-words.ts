import type { CaseKindCode, CaseStageCode } from '../regulation';

/** How registers say what the platform holds as codes. */
export const CASE_KIND_WORDS: Readonly<Record<CaseKindCode, readonly string[]>> = {
  CRIMINAL: ['刑事', '刑', '刑案', '刑事辩护', '刑事代理', '刑事诉讼'],
  CIVIL: ['民事', '民', '民商事', '民事诉讼', '劳动争议'],
  ADMINISTRATIVE: ['行政', '行', '行政诉讼'],
};

const COMMON = { RETRIAL: ['再审', '抗诉', '再审抗诉', '审判监督', '申诉'] } as const;
const CRIMINAL: Partial<Record<CaseStageCode, readonly string[]>> = {
  INVESTIGATION: ['侦查', '侦察', '公安侦查'],
  PROSECUTION_REVIEW: ['审查起诉', '起诉', '审诉', '检察院审查起诉'],
  TRIAL: ['审判', '审理', '一审', '二审', '一审审判', '二审审判', '法院审判'],
  DEATH_PENALTY_REVIEW: ['死刑复核'],
  COMPULSORY_TREATMENT: ['强制医疗'],
  ...COMMON,
};
const OTHER: Partial<Record<CaseStageCode, readonly string[]>> = {
  LITIGATION: ['诉讼', '民事诉讼', '行政诉讼', '民事行政诉讼', '诉讼代理', '一审', '二审', '审判'],
  ARBITRATION: ['仲裁', '劳动仲裁', '劳动争议仲裁', '仲裁代理'],
  RECONSIDERATION: ['行政复议', '复议'],
  NON_LITIGATION: ['非诉讼', '非诉', '调解', '和解', '非诉讼代理'],
  ...COMMON,
};

/** 一审 is a trial in a criminal matter and litigation in any other: the words of the own kind come first. */
export const stageWords = (kind: CaseKindCode | null) =>
  (kind === 'CRIMINAL' || kind === null ? { ...CRIMINAL, ...OTHER } : { ...OTHER, ...CRIMINAL }) as Readonly<
    Record<CaseStageCode, readonly string[]>
  >;

export const GROUND_WORDS = {
  NOTICE_MUST: [
    '应当通知',
    '应当通知辩护',
    '应当通知代理',
    '通知辩护应当',
    '通知辩护(应当)',
    '应当指派',
    '指定辩护',
    '法定通知',
  ],
  NOTICE_MAY: ['可以通知', '可以通知辩护', '可以通知代理', '通知辩护可以', '通知辩护(可以)', '酌定通知'],
  APPLICATION: ['申请', '本人申请', '依申请', '当事人申请', '申请援助', '个人申请', '自行申请', '转交申请'],
} as const;

export const WAY_WORDS = {
  ROTATION: ['轮流指派', '轮流', '轮派', '轮值', '按序指派', '顺序指派'],
  RECIPIENT_CHOICE: ['受援人点名', '点援', '点名', '受援人选择', '受援人点名(点援)', '点援制'],
  SELECTED: ['选择指派', '选派', '机构选派', '择优指派', '指定'],
} as const;
