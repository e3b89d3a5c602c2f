import { type ExportList, fileColumns } from './export-list';

/** Quality checks, of whoever sees them and of their checkers. */
export const QUALITY_CHECK_LISTS: readonly ExportList[] = [
  ...(['qualityChecks', 'checkWorklist'] as const).map((name) => ({
    name,
    title: name === 'qualityChecks' ? '质量检查' : '我的待检查案卷',
    path: [name] as const,
    columns: [
      ...fileColumns('caseFile.'),
      ['法律援助机构', 'caseFile.agency.name'],
      ['轮次', 'round'],
      ['状态', 'state'],
      ['检查专人', 'checker.name'],
      ['指定时间', 'designatedAt'],
      ['检查结果', 'completion.result'],
      ['检查完成时间', 'completion.completedAt'],
      ['签字结果', 'signature.result'],
      ['签字人', 'signature.signer.name'],
      ['签字时间', 'signature.signedAt'],
      ['检查标准', 'edition.title'],
      ['系统编号', 'id'],
    ] as [string, string][],
  })),
];
