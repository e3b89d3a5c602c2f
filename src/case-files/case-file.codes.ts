import { codesOf } from '../platform/enum';
import { CASE_KIND_NAMES, type CaseKindCode, type CaseStageCode } from '../regulation';
import type { CaseFileStateCode } from './case-file.entity';
import type { ActivityKindCode, TerminationGroundCode } from './vocabulary.types';

export const CaseKind = codesOf<CaseKindCode>('CaseKind', '案件类型', CASE_KIND_NAMES);

export const CaseStage = codesOf<CaseStageCode>('CaseStage', '诉讼阶段或者办理形式', {
  INVESTIGATION: '侦查',
  PROSECUTION_REVIEW: '审查起诉',
  TRIAL: '审判',
  DEATH_PENALTY_REVIEW: '死刑复核',
  COMPULSORY_TREATMENT: '强制医疗',
  RETRIAL: '再审、抗诉',
  LITIGATION: '民事、行政诉讼',
  ARBITRATION: '仲裁',
  RECONSIDERATION: '行政复议',
  NON_LITIGATION: '非诉讼',
});

export const AidGround = codesOf<'NOTICE_MUST' | 'NOTICE_MAY' | 'APPLICATION'>('AidGround', '援助的由来', {
  NOTICE_MUST: '办案机关应当通知（法律援助法第二十五条第一款等）',
  NOTICE_MAY: '办案机关可以通知',
  APPLICATION: '本人申请',
});

export const CaseFileState = codesOf<CaseFileStateCode>('CaseFileState', '案卷的状态', {
  REGISTERED: '已登记，待指派',
  IN_PROGRESS: '办理中',
  TERMINATED: '已终止援助，待提交终止材料',
  CLOSING_SUBMITTED: '已提交结案材料，待收卷',
  RETURNED: '退回补正',
  RECEIVED: '已收卷',
});

export const AssignmentWay = codesOf<'ROTATION' | 'RECIPIENT_CHOICE' | 'SELECTED'>('AssignmentWay', '指派方式', {
  ROTATION: '轮流指派',
  RECIPIENT_CHOICE: '受援人点名（点援）',
  SELECTED: '选择指派（重大敏感、群体性、上级交办）',
});

export const ActivityKind = codesOf<ActivityKindCode>('ActivityKind', '办案活动', {
  MEETING: '会见、约见受援人',
  FILE_READING: '阅卷',
  INVESTIGATION: '调查取证',
  LEGAL_OPINION: '提出法律意见',
  HEARING: '参加庭审',
  INFORMING: '告知',
  REPORTING: '报告、通报进展',
  DISCUSSION: '集体讨论',
  OTHER: '其他',
});

export const TerminationGround = codesOf<TerminationGroundCode>('TerminationGround', '终止援助的事由', {
  DECEIT: '以欺骗等不正当手段获得援助',
  FACTS_HIDDEN: '故意隐瞒重要事实或者提供虚假证据',
  UNLAWFUL_USE: '利用援助从事违法活动',
  MEANS_CHANGED: '经济状况变化，不再符合条件',
  CASE_ENDED: '案件终止审理或者已被撤销',
  RETAINED_COUNSEL: '自行委托律师或者其他代理人',
  RECIPIENT_ASKED: '受援人有正当理由要求终止',
  OTHER_BY_LAW: '法律法规规定的其他情形',
  SELF_DEFENCE: '拒绝指派的律师、坚持自行辩护并获准许',
});

export const ClosingOutcome = codesOf<'RECEIVED' | 'RETURNED'>('ClosingOutcome', '结案提交的结果', {
  RECEIVED: '收卷',
  RETURNED: '退回补正',
});
