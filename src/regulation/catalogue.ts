import type { IndicatorTopic } from './indicators';

/** One item of the closing-file catalogue 结案卷宗目录 (LOCAL, Ningxiang) and the indicators it can prove. */
export interface CatalogueItem {
  readonly no: number;
  readonly code: string;
  readonly name: string;
  readonly serves: readonly IndicatorTopic[];
}

const item = (no: number, code: string, name: string, ...serves: IndicatorTopic[]): CatalogueItem => ({
  no,
  code,
  name,
  serves,
});

export const CATALOGUE_PROVENANCE = 'LOCAL';

/** That 18 serves the handling materials, and each of 9 and 17 two indicators, is INFERRED from the contents. */
export const CATALOGUE = [
  item(1, 'APPLICATION', '申请表、委托书、转交函或者通知辩护公函'),
  item(2, 'IDENTITY', '身份证明'),
  item(3, 'MEANS', '经济困难情况说明'),
  item(4, 'OTHER_APPLICATION', '其他申请材料'),
  item(5, 'APPLICATION_RECEIPT', '申请材料接收凭证'),
  item(6, 'APPROVAL', '审批表'),
  item(7, 'DECISION', '给予或者不予法律援助决定书及送达回证'),
  item(8, 'ASSIGNMENT', '指派通知书、更换通知书、法律援助公函、协作函'),
  item(9, 'AGREEMENT', '委托代理或者辩护协议、授权委托书、权利义务风险告知书', 'AGENCY_RELATION', 'INFORMING'),
  item(10, 'PROCEEDING_DOCUMENTS', '拘留逮捕通知书、起诉意见书、起诉书、起诉状、仲裁或者复议申请书'),
  item(11, 'HANDLING_RECORDS', '阅卷笔录、会见约见笔录、证据清单、集体讨论记录', 'MEETING', 'FILE_READING', 'EVIDENCE'),
  item(12, 'SUMMONS', '出庭传票或者通知书'),
  item(13, 'HEARING_RECORD', '庭审准备提纲、庭审笔录', 'HEARING'),
  item(14, 'OPINION', '法律意见书、辩护词、代理词', 'OPINION'),
  item(15, 'CLOSING_DOCUMENT', '判决书等结案文书'),
  item(16, 'TERMINATION', '终止法律援助决定书及送达回证'),
  item(17, 'PROGRESS_REPORT', '办理情况通报和报告记录', 'INFORMING', 'REPORTING'),
  item(18, 'CLOSING_REPORT', '结案报告、承办小结', 'MATERIALS'),
  item(19, 'SUBSIDY_VOUCHER', '办案补贴凭证'),
  item(20, 'OTHER', '其他材料'),
  item(21, 'QUALITY_PAPERS', '质量管理材料'),
] as const satisfies readonly CatalogueItem[];

const byNo = new Map<number, CatalogueItem>(CATALOGUE.map((each) => [each.no, each]));

/** The catalogue item of that number (1–21); an unknown number throws. */
export function catalogueItem(no: number): CatalogueItem {
  const found = byNo.get(no);
  if (!found) throw new Error(`no such catalogue item: ${no}`);
  return found;
}
