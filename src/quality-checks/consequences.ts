import type { Provenance } from '../regulation';
import type { CheckResultCode } from './check.types';

export interface Consequence {
  readonly code: string;
  readonly text: string;
  readonly provisions: readonly string[];
  readonly provenance: Provenance;
}

const SUBSIDY_MAY_BE_RELEASED: Consequence = {
  code: 'SUBSIDY_MAY_BE_RELEASED',
  text: '办案补贴可以进入发放关口',
  provisions: ['S4-5.1c'],
  provenance: 'SOURCE',
};
const NO_SUBSIDY_ARISES: Consequence = {
  code: 'NO_SUBSIDY_ARISES',
  text: '由法律援助机构工作人员办理，不产生办案补贴',
  provisions: [],
  provenance: 'HOUSE',
};
const SUBSIDY_NOT_PAYABLE: Consequence = {
  code: 'SUBSIDY_NOT_PAYABLE',
  text: '未确认合格，不得发放办案补贴',
  provisions: ['S4-5.1c'],
  provenance: 'INFERRED',
};
const HEAD_MAY_REOPEN: Consequence = {
  code: 'HEAD_MAY_REOPEN',
  text: '质量审查负责人可以说明理由重新打开，再行检查',
  provisions: [],
  provenance: 'HOUSE',
};
const FILE_GOES_BACK: Consequence = {
  code: 'FILE_GOES_BACK_FOR_CORRECTION',
  text: '案卷退回承办人补正材料',
  provisions: ['S0-21.2', 'S4-3.5g'],
  provenance: 'INFERRED',
};
const CHECKED_AGAIN: Consequence = {
  code: 'CHECKED_AGAIN_AFTER_RECEIPT',
  text: '补正后重新收卷，再指定专人检查',
  provisions: ['S4-5.1a'],
  provenance: 'INFERRED',
};

/** What follows once the head has signed a check with this result. */
export function consequencesOf(result: CheckResultCode, ownStaff: boolean): readonly Consequence[] {
  const money = ownStaff ? NO_SUBSIDY_ARISES : SUBSIDY_NOT_PAYABLE;
  switch (result) {
    case 'QUALIFIED':
      return [ownStaff ? NO_SUBSIDY_ARISES : SUBSIDY_MAY_BE_RELEASED];
    case 'UNQUALIFIED':
      return [money, HEAD_MAY_REOPEN];
    case 'RETURNED':
      return [FILE_GOES_BACK, money, CHECKED_AGAIN];
  }
}
