import { codesOf } from '../platform/enum';
import type { APPLICABILITIES, IndicatorTopic, Provenance } from '../regulation';
import { GRADE_NAMES, type GradeCode, type SchemeKindCode } from './scoring.rules';

export const Grade = codesOf<GradeCode>('Grade', '质量等次（S4-4.1c）', GRADE_NAMES);

export const SchemeKind = codesOf<SchemeKindCode>('SchemeKind', '评分方案的类型', {
  POINTS_100: '百分制：每项0至100的整数分，按权重合计，依分数线定等次',
  INDICATOR_GRADE: '等次制：每项评四等之一，评估人综合评定，不加总',
});

export const IndicatorTopicEnum = codesOf<IndicatorTopic>('IndicatorTopic', '指标的主题', {
  AGENCY_RELATION: '确立委托代理关系',
  MEETING: '会见（约见）受援人',
  FILE_READING: '阅卷',
  EVIDENCE: '调查取证',
  OPINION: '提出法律意见',
  HEARING: '参加庭审',
  INFORMING: '告知',
  REPORTING: '报告',
  MATERIALS: '整理提交承办材料',
});

export const ApplicabilityEnum = codesOf<(typeof APPLICABILITIES)[number]>('Applicability', '指标在某阶段是否适用', {
  YES: '适用',
  NOT_APPLICABLE: '不适用，不计入合计',
  IF_HELD: '开庭的适用',
  AS_NEEDED: '视需要',
});

export const ProvenanceEnum = codesOf<Provenance>('Provenance', '来源性质', {
  SOURCE: '见于来源文件',
  LAW: '见于法律',
  LOCAL: '某地公布的做法',
  INFERRED: '推定',
  HOUSE: '自定',
  UNKNOWN: '不知',
});
