/**
 * Fixed accounts of the rehearsal city, one for each role, at its first agency (北京市朝阳区法律援助中心) and the
 * bureaus above it. They exist only where the city does: it is never loaded unless the server runs for rehearsal.
 */
export const DEMO_PASSWORD = '案质演练-2026';
/** Everybody who signs in the city signs with this. */
export const DEMO_SIGNING_PIN = '628014';

export interface DemoAccount {
  readonly login: string;
  readonly role: string;
  readonly place: string;
  /** What it is good for in a tour, in plain Chinese. */
  readonly use: string;
}

const at = (place: string, accounts: readonly (readonly [string, string, string])[]): readonly DemoAccount[] =>
  accounts.map(([login, role, use]) => ({ login, role, place, use }));

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  ...at('北京市朝阳区法律援助中心', [
    ['clerk.chaoyang', 'CLERK', '登记案卷、接收或者退回结案材料、指定检查专人'],
    ['checker.chaoyang', 'QUALITY_CHECKER', '对照八项指标检查结案卷宗'],
    ['checker2.chaoyang', 'QUALITY_CHECKER', '另一名检查专人'],
    ['head.chaoyang', 'QUALITY_REVIEW_HEAD', '审签检查结果；须输入签名口令'],
    ['finance.chaoyang', 'FINANCE_OFFICER', '试算并发放补贴'],
    ['finance2.chaoyang', 'FINANCE_OFFICER', '第二名财务人员：撤销他人发放的补贴'],
    ['double.chaoyang', 'QUALITY_CHECKER', '与 lawyer3.chaoyang 是同一人的另一账号：查不了自己办的案'],
  ]),
  ...at('朝阳区的法律服务机构', [
    ['lawyer.chaoyang', 'PRACTITIONER', '记录承办活动、提交结案、查看自己的补贴'],
    ['manager.chaoyang', 'ORGANIZATION_MANAGER', '代表律师事务所签署案件质量承诺书'],
    ['manager-offered.chaoyang', 'ORGANIZATION_MANAGER', '有一份承诺书等待签署'],
  ]),
  ...at('北京市司法局', [
    ['supervisor.beijing', 'BUREAU_SUPERVISOR', '监督全市；为机构工作人员承办的案卷指定检查专人'],
    ['coordinator.beijing', 'REVIEW_COORDINATOR', '计划同行评估、抽样、分配评估专家、定案；看报告'],
    ['reviewer.beijing', 'REVIEWER', '盲评：打开待评案卷，逐项打分并注明证据'],
    ['auditor.beijing', 'AUDITOR', '全部可读，个人信息遮蔽，不能改动'],
    ['admin.beijing', 'ADMINISTRATOR', '开立账号、任命岗位；看不到案件内容'],
    ['admin2.beijing', 'ADMINISTRATOR', '核准另一名管理员的任命'],
  ]),
];
