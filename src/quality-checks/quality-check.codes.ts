import { codesOf } from '../platform/enum';
import type { SignatureAlgorithm } from '../platform/signing/scheme';
import type { CheckFindingCode, CheckResultCode, CheckStateCode } from './check.types';

export const CheckState = codesOf<CheckStateCode>('CheckState', '质量检查的状态', {
  DESIGNATED: '已指定专人，待检查',
  COMPLETED: '已检查，待签字',
  SIGNED: '已签字（合格或者不合格）',
  RETURNED: '已签字退回补正',
  REOPENED: '已重新打开，签字作废',
  WITHDRAWN: '指定已撤回',
});

export const CheckResult = codesOf<CheckResultCode>('CheckResult', '质量检查的结论', {
  QUALIFIED: '合格',
  UNQUALIFIED: '不合格',
  RETURNED: '退回补正',
});

export const CheckFinding = codesOf<CheckFindingCode>('CheckFinding', '一项指标的认定', {
  MET: '符合',
  PARTLY: '部分符合',
  NOT_MET: '不符合',
  NOT_APPLICABLE: '不适用',
});

export const SignatureAlgorithmCode = codesOf<SignatureAlgorithm>('SignatureAlgorithm', '签名算法', {
  ED25519: 'Ed25519',
  SM2_SM3: '国密SM2（SM3摘要）',
});
