import { Role } from '../../platform/access/actor';
import { defineStates } from '../../platform/states';

export const SUBJECT_STATES = ['READING', 'NEEDS_THIRD', 'NEEDS_GROUP', 'SETTLED', 'WITHDRAWN'] as const;
export type SubjectStateCode = (typeof SUBJECT_STATES)[number];

export const SUBJECT_ACTS = [
  'submitReview',
  'reopenReading',
  'convokeGroup',
  'voteInGroup',
  'withdrawSubject',
] as const;
export type SubjectAct = (typeof SUBJECT_ACTS)[number];

const READER = [Role.REVIEWER] as const;
const COORDINATOR = [Role.REVIEW_COORDINATOR] as const;
const READ = ['READING', 'NEEDS_THIRD'] as const;

/** A file under its pseudonym: what submissions make of it is decided by the rules of settling. */
export const subjectStates = defineStates<SubjectStateCode, SubjectAct>({
  name: '受评案卷',
  initial: 'READING',
  all: SUBJECT_STATES,
  stateName: {
    READING: '评阅中',
    NEEDS_THIRD: '待第三名评估人评阅',
    NEEDS_GROUP: '待集体评议',
    SETTLED: '已有结果',
    WITHDRAWN: '已退出',
  },
  transitions: [
    ...(['READING', 'NEEDS_THIRD', 'NEEDS_GROUP', 'SETTLED'] as const).map((to) => ({
      act: 'submitReview' as const,
      from: READ,
      to,
      roles: READER,
      provisions: ['S4-4.1b', 'S4-4.1c'],
    })),
    {
      act: 'reopenReading',
      from: ['READING', 'NEEDS_THIRD', 'NEEDS_GROUP', 'SETTLED'],
      to: 'READING',
      roles: COORDINATOR,
      provisions: ['S4-4.1c'],
    },
    { act: 'convokeGroup', from: ['NEEDS_GROUP'], to: 'NEEDS_GROUP', roles: COORDINATOR, provisions: [] },
    { act: 'voteInGroup', from: ['NEEDS_GROUP'], to: 'NEEDS_GROUP', roles: READER, provisions: ['S4-4.1c'] },
    { act: 'voteInGroup', from: ['NEEDS_GROUP'], to: 'SETTLED', roles: READER, provisions: ['S4-4.1c'] },
    {
      act: 'withdrawSubject',
      from: ['READING', 'NEEDS_THIRD', 'NEEDS_GROUP', 'SETTLED'],
      to: 'WITHDRAWN',
      roles: COORDINATOR,
      provisions: [],
    },
  ],
});
