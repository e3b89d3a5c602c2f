import { ACCOUNT_LISTS } from './lists/accounts';
import { CASE_FILE_LISTS } from './lists/case-files';
import type { ExportList } from './lists/export-list';
import { ORGANIZATION_LISTS } from './lists/organizations';
import { PEER_REVIEW_LISTS } from './lists/peer-reviews';
import { QUALITY_CHECK_LISTS } from './lists/quality-checks';
import { SUBSIDY_LISTS } from './lists/subsidies';

/** Every list of the API that is exported; `test/contract/exports.test.ts` holds that none is forgotten. */
export const EXPORT_LISTS: readonly ExportList[] = [
  ...CASE_FILE_LISTS,
  ...SUBSIDY_LISTS,
  ...QUALITY_CHECK_LISTS,
  ...ORGANIZATION_LISTS,
  ...ACCOUNT_LISTS,
  ...PEER_REVIEW_LISTS,
];

/** Lists of the API without an export, each with its reason: `Type.field`. */
export const NOT_EXPORTED: Readonly<Record<string, string>> = {
  'Query.readerRequests': '评估人的请求逐件答复，清单随时变动',
  'Query.reviewWithdrawals': '逐件决定；退出的数目和事由见评估报告',
  'Query.reviewSubjects': '受评案卷以代号示人，不离开系统',
  'Query.reviewReplies': '答复逐项决定，清单随时变动',
  'Query.reviewResults': '结果由评估报告成文送出',
  'Query.redactionWorklist': '遮蔽是逐份处理的工作，清单随时变动',
  'Query.unblindings': '揭开代号的申请只在界面上逐件查看，每次查看都有记录',
  'Query.myReviewResults': '承办人逐卷查看和答复，整次评估由评估报告成文送出',
  'Query.myReadings': '盲评的案卷和草稿不离开评阅界面',
  'ReadingProgress.readings': '评估进行中只供组织人跟进，结束后见评估报告',
};

export const exportList = (name: string): ExportList | null => EXPORT_LISTS.find((list) => list.name === name) ?? null;
