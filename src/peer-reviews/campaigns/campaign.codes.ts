import { codesOf } from '../../platform/enum';
import type { CampaignStateCode, DrawPartCode, TargetReasonCode } from './campaign-settings.types';

export const CampaignState = codesOf<CampaignStateCode>('CampaignState', '评估活动的状态', {
  PLANNED: '计划中，可以改动',
  SEED_COMMITTED: '已承诺种子，待冻结名册',
  FRAME_FROZEN: '名册已冻结，待另一人加入种子',
  SEED_ADDED: '两个种子齐备，待抽取',
  DRAWN: '已抽取，两个种子已公开',
  READING: '评阅中',
  REPLYING: '承办人答复中',
  FINALISED: '已定案',
  ABANDONED: '已放弃，仍列在名单中',
});

export const TargetReason = codesOf<TargetReasonCode>('TargetReason', '定向加入案卷的理由', {
  COMPLAINT: '有投诉',
  EARLIER_UNQUALIFIED: '承办人此前被评为不合格',
  MAJOR_CASE: '重大案件',
  SUPERVISION_FINDING: '监督中发现问题',
  OTHER: '其他',
});

export const DrawPart = codesOf<DrawPartCode>('DrawPart', '案卷为何被抽取', {
  RANDOM: '分层随机抽取',
  COVERAGE: '为覆盖承办人而加抽',
  TARGETED: '定向加入，不计入随机部分',
  GOLD: '等次已知的案卷，用于了解评估人的宽严，不计入任何结果',
});
