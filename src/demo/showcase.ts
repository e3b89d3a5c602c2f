import { type Day, dayNumber, weekdayFrom } from './days';
import type { FilePlan, NamedFile } from './plan';
import { TERMINATIONS } from './plan';
import type { AgencyOfCity, PractitionerOfCity } from './population';
import type { Town } from './town';

/** Ids that never change, whatever the seed and the day: a guide may print them. */
const named = (name: string, serial: number): NamedFile => {
  const id = (thing: number) => `0199c0de-00${String(serial).padStart(2, '0')}-7000-8000-00000000000${thing}`;
  return { name, serial, caseFileId: id(1), engagementId: id(2), checkId: id(3), subsidyId: id(4) };
};

export interface Showcase extends NamedFile {
  readonly about: string;
}

const shown = (name: string, serial: number, about: string): Showcase => ({ ...named(name, serial), about });

/** One file for every state and every reason why money waits; the first six are those of the five-minute tour. */
export const SHOWCASE = {
  WAITS_FOR_SIGNATURE: shown('WAITS_FOR_SIGNATURE', 1, '已检查，待质量审查负责人签字；现在发放会被拒绝'),
  READY_TO_RELEASE: shown('READY_TO_RELEASE', 2, '已签字合格，可以发放'),
  HELD: shown('HELD', 3, '发放被暂缓'),
  RELEASED: shown('RELEASED', 4, '已发放'),
  CLOSING_INCOMPLETE: shown('CLOSING_INCOMPLETE', 5, '已提交结案，缺结案报告'),
  WAITS_FOR_CHECK: shown('WAITS_FOR_CHECK', 6, '已指定专人，待检查'),
  UNQUALIFIED: shown('UNQUALIFIED', 7, '检查结果不合格，已签字'),
  SENT_BACK_BY_CHECK: shown('SENT_BACK_BY_CHECK', 8, '检查退回补正'),
  VOIDED_AND_REOPENED: shown('VOIDED_AND_REOPENED', 9, '发放已撤销，检查已重开'),
  NOTHING_DONE: shown('NOTHING_DONE', 10, '刚指派即终止，没有办理记录，金额为零'),
  PAYEE_ON_PAYROLL: shown('PAYEE_ON_PAYROLL', 11, '承办人已转为财政供养人员'),
  VOIDED: shown('VOIDED', 12, '发放已撤销'),
  RELEASED_AGAIN: shown('RELEASED_AGAIN', 13, '撤销后重新发放'),
  JUST_REGISTERED: shown('JUST_REGISTERED', 14, '刚登记，指派期限正在计算'),
  LATE_TO_ASSIGN: shown('LATE_TO_ASSIGN', 15, '登记多日仍未指派，已逾期'),
  REVIEW_PERIOD_ENDING: shown('REVIEW_PERIOD_ENDING', 16, '天津试点区：审查起诉期限将满，书面意见未送'),
  CLOSING_RETURNED: shown('CLOSING_RETURNED', 17, '结案材料退回补正'),
  WAITS_FOR_DESIGNATION: shown('WAITS_FOR_DESIGNATION', 18, '已收卷，待指定检查专人；承办人就是 double.chaoyang'),
  TERMINATED: shown('TERMINATED', 19, '援助已终止，待提交终止材料'),
  TERMINATED_AND_PAID: shown('TERMINATED_AND_PAID', 20, '提前终止，按五成发放'),
  BY_AGENCY_STAFF: shown('BY_AGENCY_STAFF', 21, '机构工作人员承办，市局指定外机构专人检查，不产生补贴'),
  SEALED_RECORD: shown('SEALED_RECORD', 22, '未成年人犯罪记录封存'),
  NO_TARIFF: shown('NO_TARIFF', 23, '天津市的补贴标准已到期，金额无法核定'),
  CHECKER_CHANGED: shown('CHECKER_CHANGED', 24, '指定撤回后另行指定'),
  LAWYER_REPLACED: shown('LAWYER_REPLACED', 25, '中途更换承办人，两人各得其酬'),
  HOLD_LIFTED: shown('HOLD_LIFTED', 26, '暂缓解除后发放'),
  CHECKED_AGAIN: shown('CHECKED_AGAIN', 27, '不合格后重开检查，合格后发放'),
  HANDED_IN_AGAIN: shown('HANDED_IN_AGAIN', 28, '检查退回后补正，再查合格并发放'),
  GROUP_CASE: shown('GROUP_CASE', 29, '群体性案件，选择指派'),
} as const satisfies Record<string, Showcase>;

type Named = keyof typeof SHOWCASE;
interface Scripted {
  readonly plan: FilePlan;
  readonly cause: string;
}

/** Plans of the named files, on any day: each has come exactly as far as its name says. */
export function showcasePlans(town: Town): Scripted[] {
  const today = dayNumber(town.asOf);
  const first = town.agencies.get('chaoyang') as AgencyOfCity;
  const lawyers = first.practitioners.filter(({ kind }) => kind === 'LAWYER');
  const lawyer = (index: number) => lawyers[index % lawyers.length] as PractitionerOfCity;
  const received = (daysAgo: number): Day => weekdayFrom(today - daysAgo);
  const script = (name: Named, changes: Partial<FilePlan>, cause = '盗窃'): Scripted => {
    const file = SHOWCASE[name];
    return {
      cause,
      plan: {
        agency: first,
        kind: 'CRIMINAL',
        stage: 'TRIAL',
        ground: 'NOTICE_MUST',
        receivedOn: received(130 - file.serial),
        inCustody: false,
        pleadsGuilty: true,
        juvenile: false,
        group: false,
        sensitive: false,
        superiorAssigned: false,
        way: 'ROTATION',
        practitioner: lawyer(3 + (file.serial % 6)),
        replacedBy: null,
        termination: null,
        stageDays: 30,
        hearing: true,
        until: 'RELEASED',
        returnedFirst: false,
        result: 'QUALIFIED',
        designatedTwice: false,
        reopened: false,
        hold: 'NONE',
        voiding: 'NONE',
        adjustment: false,
        brisk: true,
        named: file,
        ...changes,
      },
    };
  };
  const civil = { kind: 'CIVIL', stage: 'LITIGATION', ground: 'APPLICATION', pleadsGuilty: false } as const;
  const hedong = town.agencies.get('hedong') as AgencyOfCity;
  const nankai = town.agencies.get('nankai') as AgencyOfCity;
  const staff = first.practitioners.find(({ kind }) => kind === 'AGENCY_STAFF') as PractitionerOfCity;
  return [
    script('WAITS_FOR_SIGNATURE', { until: 'COMPLETED', practitioner: lawyer(0) }),
    script('READY_TO_RELEASE', { until: 'SIGNED', practitioner: lawyer(0), ...civil }, '追索劳动报酬'),
    script('HELD', { until: 'SIGNED', hold: 'STANDING', practitioner: lawyer(0) }),
    script('RELEASED', { practitioner: lawyer(0), adjustment: true, stage: 'INVESTIGATION', hearing: null }, '诈骗'),
    script('CLOSING_INCOMPLETE', { until: 'CLOSING_SUBMITTED', returnedFirst: true, practitioner: lawyer(1) }),
    script('WAITS_FOR_CHECK', { until: 'DESIGNATED', practitioner: lawyer(1), ...civil }, '工伤保险待遇'),
    script('UNQUALIFIED', { until: 'SIGNED', result: 'UNQUALIFIED' }, '寻衅滋事'),
    script('SENT_BACK_BY_CHECK', { until: 'SIGNED', result: 'RETURNED' }),
    script('VOIDED_AND_REOPENED', { voiding: 'VOIDED', reopened: true }),
    script('NOTHING_DONE', { termination: TERMINATIONS.CASE_ENDED, stageDays: 2 }, '交通肇事'),
    script('PAYEE_ON_PAYROLL', { until: 'SIGNED', practitioner: town.payrolled, ...civil }, '离婚'),
    script('VOIDED', { voiding: 'VOIDED' }, '故意伤害'),
    script('RELEASED_AGAIN', { voiding: 'AGAIN' }),
    script('JUST_REGISTERED', { until: 'REGISTERED', receivedOn: weekdayBefore(today - 1), inCustody: true }),
    script('LATE_TO_ASSIGN', { until: 'REGISTERED', receivedOn: received(24), ...civil }, '抚养纠纷'),
    script('REVIEW_PERIOD_ENDING', {
      until: 'IN_PROGRESS',
      stage: 'PROSECUTION_REVIEW',
      hearing: null,
      inCustody: true,
      agency: hedong,
      practitioner: hedong.practitioners[0] as PractitionerOfCity,
      receivedOn: received(16),
      stageDays: 20,
    }),
    script('CLOSING_RETURNED', { until: 'RETURNED', returnedFirst: true }),
    script('WAITS_FOR_DESIGNATION', { until: 'RECEIVED', practitioner: lawyer(2) }, '危险驾驶'),
    script('TERMINATED', { until: 'TERMINATED', termination: TERMINATIONS.RETAINED_COUNSEL }),
    script('TERMINATED_AND_PAID', { termination: TERMINATIONS.RECIPIENT_ASKED, ...civil }, '追索赡养费'),
    script('BY_AGENCY_STAFF', { until: 'SIGNED', practitioner: staff, ...civil }, '追索劳动报酬'),
    script('SEALED_RECORD', { until: 'IN_PROGRESS', juvenile: true, receivedOn: received(20), stageDays: 60 }),
    script(
      'NO_TARIFF',
      {
        agency: nankai,
        until: 'RECEIVED',
        practitioner: nankai.practitioners[0] as PractitionerOfCity,
        receivedOn: received(46),
      },
      '诈骗',
    ),
    script('CHECKER_CHANGED', { until: 'DESIGNATED', designatedTwice: true }),
    script('LAWYER_REPLACED', { replacedBy: lawyer(1), practitioner: lawyer(9) }, '故意伤害'),
    script('HOLD_LIFTED', { hold: 'LIFTED' }),
    script('CHECKED_AGAIN', { result: 'UNQUALIFIED', reopened: true }, '抢劫'),
    script('HANDED_IN_AGAIN', { result: 'RETURNED', reopened: true }),
    script(
      'GROUP_CASE',
      { ...civil, group: true, way: 'SELECTED', until: 'IN_PROGRESS', receivedOn: received(30), stageDays: 120 },
      '追索劳动报酬',
    ),
  ];
}

/** The weekday on or before a day. */
const weekdayBefore = (day: Day): Day => (weekdayFrom(day) === day ? day : weekdayFrom(day) - 3);
