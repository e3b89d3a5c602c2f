import type { Provenance } from './provision';

export const CASE_KINDS = ['CRIMINAL', 'CIVIL', 'ADMINISTRATIVE'] as const;
export type CaseKindCode = (typeof CASE_KINDS)[number];

export const CASE_KIND_NAMES: Readonly<Record<CaseKindCode, string>> = {
  CRIMINAL: '刑事',
  CIVIL: '民事',
  ADMINISTRATIVE: '行政',
};

/** Criminal stages first, then the forms of civil and administrative matters; RETRIAL is either. */
export const CASE_STAGES = [
  'INVESTIGATION',
  'PROSECUTION_REVIEW',
  'TRIAL',
  'DEATH_PENALTY_REVIEW',
  'COMPULSORY_TREATMENT',
  'RETRIAL',
  'LITIGATION',
  'ARBITRATION',
  'RECONSIDERATION',
  'NON_LITIGATION',
] as const;
export type CaseStageCode = (typeof CASE_STAGES)[number];

export const APPLICABILITIES = ['YES', 'NOT_APPLICABLE', 'IF_HELD', 'AS_NEEDED'] as const;

/** Whether an indicator applies at a stage. NOT_APPLICABLE leaves the denominator (HOUSE). */
export interface StageApplicability {
  readonly applies: (typeof APPLICABILITIES)[number];
  readonly provenance: Provenance;
  readonly provision: string | null;
}

export const INDICATOR_TOPICS = [
  'AGENCY_RELATION',
  'MEETING',
  'FILE_READING',
  'EVIDENCE',
  'OPINION',
  'HEARING',
  'INFORMING',
  'REPORTING',
  'MATERIALS',
] as const;
export type IndicatorTopic = (typeof INDICATOR_TOPICS)[number];

export interface Indicator {
  readonly no: number;
  /** What it is about, the same code in both standards. */
  readonly topic: IndicatorTopic;
  readonly name: string;
  /** Of the name; every place in the list is INFERRED. */
  readonly provenance: Provenance;
  readonly note: string | null;
  readonly applicability: Partial<Readonly<Record<CaseStageCode, StageApplicability>>>;
  /** 二级指标: not known to us, entered with the printed standard. */
  readonly secondLevel: readonly { readonly no: number; readonly name: string }[];
}

/** One edition of the eight first-level indicators. A check or review keeps the edition it began with. */
export interface StandardEdition {
  readonly id: string;
  readonly standard: string;
  readonly title: string;
  readonly caseKinds: readonly CaseKindCode[];
  readonly provenance: Provenance;
  readonly note: string;
  readonly inForceFrom: string | null;
  readonly inForceTo: string | null;
  readonly indicators: readonly Indicator[];
}

const inferred = (applies: StageApplicability['applies']): StageApplicability => ({
  applies,
  provenance: 'INFERRED',
  provision: null,
});
const YES = inferred('YES');
const NOT_APPLICABLE = inferred('NOT_APPLICABLE');
const IF_HELD = inferred('IF_HELD');

type Stages = Indicator['applicability'];

const CRIMINAL: Stages = {
  INVESTIGATION: YES,
  PROSECUTION_REVIEW: YES,
  TRIAL: YES,
  DEATH_PENALTY_REVIEW: YES,
  COMPULSORY_TREATMENT: YES,
  RETRIAL: YES,
};

const OTHER: Stages = {
  LITIGATION: YES,
  ARBITRATION: YES,
  RECONSIDERATION: YES,
  NON_LITIGATION: YES,
  RETRIAL: YES,
};

const row = (
  no: number,
  topic: IndicatorTopic,
  name: string,
  provenance: Provenance,
  applicability: Stages,
  note: string | null = null,
): Indicator => ({ no, topic, name, provenance, note, applicability, secondLevel: [] });

const EDITION_NOTE =
  '八项之数见北京案件质量通知四（一）；各标准自有八项及其次序为推定。权重、二级指标、否决项和等次线不知，待录入正式文本。';
const HAIGANG = '名称取自秦皇岛市海港区2025年公布的九项，去掉不属于本类案件的一项（推定）。';

export const CRIMINAL_EDITION: StandardEdition = {
  id: 'SFT0086-2020/anzhi-1',
  standard: 'SF/T 0086—2020',
  title: '刑事法律援助案件质量同行评估：八项一级指标（案质第一版）',
  caseKinds: ['CRIMINAL'],
  provenance: 'INFERRED',
  note: EDITION_NOTE,
  inForceFrom: null,
  inForceTo: null,
  indicators: [
    row(1, 'MEETING', '及时有效会见受援人', 'SOURCE', CRIMINAL, '名称见北京案件质量通知四（一）；排在首位为推定。'),
    row(
      2,
      'FILE_READING',
      '及时有效阅卷',
      'LOCAL',
      {
        ...CRIMINAL,
        INVESTIGATION: { applies: 'NOT_APPLICABLE', provenance: 'LAW', provision: 'CPL-40' },
      },
      HAIGANG,
    ),
    row(3, 'EVIDENCE', '依法调查取证', 'LOCAL', { ...CRIMINAL, DEATH_PENALTY_REVIEW: inferred('AS_NEEDED') }, HAIGANG),
    row(4, 'OPINION', '有效提出法律意见', 'LOCAL', CRIMINAL, `${HAIGANG}天津试点区审查起诉阶段须在期限届满前提出。`),
    row(
      5,
      'HEARING',
      '依法参加庭审活动',
      'LOCAL',
      {
        ...CRIMINAL,
        INVESTIGATION: NOT_APPLICABLE,
        PROSECUTION_REVIEW: NOT_APPLICABLE,
        TRIAL: IF_HELD,
        DEATH_PENALTY_REVIEW: NOT_APPLICABLE,
        COMPULSORY_TREATMENT: IF_HELD,
        RETRIAL: IF_HELD,
      },
      HAIGANG,
    ),
    row(6, 'INFORMING', '全面履行告知义务', 'LOCAL', CRIMINAL, HAIGANG),
    row(7, 'REPORTING', '履行报告义务', 'LOCAL', CRIMINAL, HAIGANG),
    row(8, 'MATERIALS', '规范整理提交承办材料', 'LOCAL', CRIMINAL, HAIGANG),
  ],
};

export const CIVIL_ADMINISTRATIVE_EDITION: StandardEdition = {
  id: 'SFT0085-2020/anzhi-1',
  standard: 'SF/T 0085—2020',
  title: '民事行政法律援助案件质量同行评估：八项一级指标（案质第一版）',
  caseKinds: ['CIVIL', 'ADMINISTRATIVE'],
  provenance: 'INFERRED',
  note: EDITION_NOTE,
  inForceFrom: null,
  inForceTo: null,
  indicators: [
    row(1, 'AGENCY_RELATION', '依法确立委托代理关系', 'INFERRED', OTHER, HAIGANG),
    row(2, 'MEETING', '及时有效约见受援人', 'INFERRED', OTHER, '北京案件质量通知四（一）对各类案件均用“会见”。'),
    row(3, 'EVIDENCE', '依法调查取证', 'LOCAL', OTHER, HAIGANG),
    row(4, 'OPINION', '有效提出法律意见', 'LOCAL', OTHER, HAIGANG),
    row(
      5,
      'HEARING',
      '依法参加庭审活动',
      'LOCAL',
      {
        ...OTHER,
        RECONSIDERATION: IF_HELD,
        NON_LITIGATION: NOT_APPLICABLE,
        RETRIAL: IF_HELD,
      },
      HAIGANG,
    ),
    row(6, 'INFORMING', '全面履行告知义务', 'LOCAL', OTHER, HAIGANG),
    row(7, 'REPORTING', '履行报告义务', 'LOCAL', OTHER, HAIGANG),
    row(8, 'MATERIALS', '规范整理提交承办材料', 'LOCAL', OTHER, HAIGANG),
  ],
};

/** The editions Anzhi starts with; a bureau may enter the printed standard as a further edition. */
export const STANDARD_EDITIONS: readonly StandardEdition[] = [CRIMINAL_EDITION, CIVIL_ADMINISTRATIVE_EDITION];

/** The edition for a kind of case on a day, the newest first among those in force. */
export const editionFor = (
  kind: CaseKindCode,
  on: string,
  editions: readonly StandardEdition[] = STANDARD_EDITIONS,
): StandardEdition | null =>
  editions
    .filter((edition) => edition.caseKinds.includes(kind))
    .filter((edition) => (edition.inForceFrom ?? '') <= on && (edition.inForceTo === null || on <= edition.inForceTo))
    .reduce<StandardEdition | null>(
      (newest, edition) => (newest && (newest.inForceFrom ?? '') > (edition.inForceFrom ?? '') ? newest : edition),
      null,
    );
