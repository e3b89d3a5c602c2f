import { defineRule, type Finding } from '../regulation';

const OTHER_ADMINISTRATOR = { by: 'ADMINISTRATOR', text: '由另一名管理员办理' };

const NOT_OF_ONESELF = defineRule<{ owner: string; administrator: string }>({
  code: 'RESET_NOT_OF_ONESELF',
  provisions: [],
  provenance: 'HOUSE',
  met: '不是自己的账号',
  unmet: '不能重设或者批准重设自己的密码（按身份证号码认定，不论用哪个账号）；记得密码的请自行修改',
  cure: OTHER_ADMINISTRATOR,
});

// Whoever knows a first password holds the account until it is changed: never an account that reaches further than oneself.
const WITHIN_REACH = defineRule<{ appointmentElsewhere: string | null }>({
  code: 'RESET_WITHIN_REACH',
  provisions: [],
  provenance: 'HOUSE',
  met: '账号的任命都在管理员的管理范围之内',
  unmet: '账号在您管理范围之外还有任命，不能由您重设',
  cure: {
    by: 'ADMINISTRATOR',
    text: '由管得到全部任命的上级司法局管理员办理；没有的，先由另一处终止任命，或者另开账号',
  },
});

const BY_SECOND = defineRule<{ askedBy: string; approver: string }>({
  code: 'RESET_BY_SECOND_ADMINISTRATOR',
  provisions: [],
  provenance: 'HOUSE',
  met: '批准人不是提出重设的人',
  unmet: '批准人与提出重设的是同一个人（按身份证号码认定，不论用哪个账号）',
  cure: OTHER_ADMINISTRATOR,
});

export interface ResetFacts {
  /** Persons, not accounts. */
  readonly owner: string;
  readonly administrator: string;
  /** An appointment of the account at a place that the administrator does not reach. */
  readonly appointmentElsewhere: string | null;
}

export const resetFindings = ({ owner, administrator, appointmentElsewhere }: ResetFacts): Finding[] => [
  NOT_OF_ONESELF.find(owner !== administrator, { owner, administrator }),
  WITHIN_REACH.find(appointmentElsewhere === null, { appointmentElsewhere }),
];

/** What held when it was asked must hold for the second administrator as well. */
export const resetApprovalFindings = (facts: ResetFacts & { readonly askedBy: string }): Finding[] => [
  BY_SECOND.find(facts.askedBy !== facts.administrator, { askedBy: facts.askedBy, approver: facts.administrator }),
  ...resetFindings(facts),
];
