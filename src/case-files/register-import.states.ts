import { Role } from '../platform/access/actor';
import { defineStates } from '../platform/states';
import { REGISTER_IMPORT_STATES, type RegisterImportStateCode } from './register-import.entity';

export type RegisterImportAct =
  | 'finishReading'
  | 'failReading'
  | 'keepRegisterImport'
  | 'discardRegisterImport'
  | 'expire';

const CLERK = [Role.CLERK] as const;

/** Reading, its failure and its expiry are nobody's act. */
export const registerImportStates = defineStates<RegisterImportStateCode, RegisterImportAct>({
  name: '登记簿导入',
  initial: 'READING',
  all: REGISTER_IMPORT_STATES,
  stateName: {
    READING: '正在读取',
    READ: '已读取，待决定',
    FAILED: '读取失败',
    KEPT: '已导入',
    DISCARDED: '已放弃',
    EXPIRED: '逾期未决定，已清除',
  },
  transitions: [
    { act: 'finishReading', from: ['READING'], to: 'READ', roles: [], provisions: [] },
    { act: 'failReading', from: ['READING'], to: 'FAILED', roles: [], provisions: [] },
    {
      act: 'keepRegisterImport',
      from: ['READ'],
      to: 'KEPT',
      roles: CLERK,
      provisions: ['S0-8.2', 'S0-16.4', 'S0-8.3'],
    },
    { act: 'discardRegisterImport', from: ['READING', 'READ'], to: 'DISCARDED', roles: CLERK, provisions: [] },
    { act: 'expire', from: ['READ'], to: 'EXPIRED', roles: [], provisions: [] },
  ],
});
