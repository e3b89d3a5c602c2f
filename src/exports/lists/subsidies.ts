import { type ExportList, fileColumns } from './export-list';

/** Subsidies, and what became of each in a batch of releases. */
export const SUBSIDY_LISTS: readonly ExportList[] = [
  ...(['subsidies', 'mySubsidies'] as const).map((name) => ({
    name,
    title: name === 'subsidies' ? '办案补贴' : '我的补贴',
    path: [name] as const,
    columns: [
      ...fileColumns('caseFile.'),
      ['承办人', 'payee.person.name'],
      ['执业证号', 'payee.licenceNumber'],
      ['承办机构', 'engagement.serviceOrganization.name'],
      ['指派日期', 'engagement.beganOn'],
      ['状态', 'state'],
      ['金额（元）', 'amountFen'],
      ['产生时间', 'aroseAt'],
      ['现在何处', 'heldBy.roleName'],
      ['自何时', 'heldBy.since'],
      ['下一步', 'heldBy.nextStep'],
      ['各次发放（元）', 'releases.amountFen'],
      ['各次发放时间', 'releases.releasedAt'],
      ['冲回（元）', 'releases.reversedFen'],
      ['系统编号', 'id'],
    ] as [string, string][],
  })),
  {
    name: 'releaseOutcomes',
    title: '发放批次明细',
    path: ['releaseBatch', 'outcomes'],
    columns: [
      ['行号', 'rowNo'],
      ['结果', 'code'],
      ['金额（元）', 'amountFen'],
      ...fileColumns('subsidy.caseFile.'),
      ['承办人', 'subsidy.payee.person.name'],
      ['执业证号', 'subsidy.payee.licenceNumber'],
      ['未满足的条件', 'unmet.text'],
      ['依据', 'unmet.provisions'],
      ['补正办法', 'unmet.cure.text'],
      ['提交的补贴编号', 'asked'],
    ],
  },
];
