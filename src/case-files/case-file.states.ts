import { Role } from '../platform/access/actor';
import { defineStates, type Transition } from '../platform/states';
import { CASE_FILE_STATES, type CaseFileStateCode } from './case-file.entity';

export type CaseFileAct =
  | 'commissionPractitioner'
  | 'changePractitioner'
  | 'correctCaseFile'
  | 'recordMaterial'
  | 'recordActivity'
  | 'recordHearingHeld'
  | 'endStage'
  | 'submitClosing'
  | 'returnClosing'
  | 'receiveClosing'
  | 'returnForCorrection'
  | 'terminateAid'
  | 'recordTerminationService'
  | 'continueInNextStage';

type Move = Transition<CaseFileStateCode, CaseFileAct>;

const CLERK = [Role.CLERK] as const;
const HANDLING = [Role.PRACTITIONER, Role.CLERK] as const;

/** An act that leaves the state as it is. */
const within = (
  act: CaseFileAct,
  states: readonly CaseFileStateCode[],
  roles: readonly Role[],
  provisions: readonly string[],
): Move[] => states.map((state) => ({ act, from: [state], to: state, roles, provisions }));

/** The papers may still change: not while a closing waits for its decision, and not once it is received. */
const OPEN_PAPERS = ['REGISTERED', 'IN_PROGRESS', 'RETURNED', 'TERMINATED'] as const;
/** Somebody handles or has handled the file. */
const HANDLED = ['IN_PROGRESS', 'RETURNED', 'TERMINATED'] as const;

export const caseFileStates = defineStates<CaseFileStateCode, CaseFileAct>({
  name: '案卷',
  initial: 'REGISTERED',
  all: CASE_FILE_STATES,
  stateName: {
    REGISTERED: '已登记',
    IN_PROGRESS: '办理中',
    TERMINATED: '已终止援助',
    CLOSING_SUBMITTED: '已提交结案',
    RETURNED: '退回补正',
    RECEIVED: '已收卷',
  },
  transitions: [
    {
      act: 'commissionPractitioner',
      from: ['REGISTERED'],
      to: 'IN_PROGRESS',
      roles: CLERK,
      provisions: ['S0-8.3', 'S4-4.4a'],
    },
    ...within('changePractitioner', ['IN_PROGRESS', 'RETURNED'], CLERK, ['LAL-55', 'S3-5.4']),
    ...within('correctCaseFile', OPEN_PAPERS, CLERK, ['S0-21.2']),
    ...within('recordMaterial', OPEN_PAPERS, HANDLING, ['S0-21.2', 'S4-3.5g']),
    ...within('recordActivity', HANDLED, HANDLING, ['S0-17', 'S4-3.5c']),
    ...within('recordHearingHeld', HANDLED, HANDLING, ['S0-17']),
    ...within('endStage', ['IN_PROGRESS', 'RETURNED'], HANDLING, ['S0-20.1', 'LAL-50']),
    {
      act: 'submitClosing',
      from: ['IN_PROGRESS', 'RETURNED', 'TERMINATED'],
      to: 'CLOSING_SUBMITTED',
      roles: HANDLING,
      provisions: ['S0-21.2', 'LAL-50'],
    },
    {
      act: 'returnClosing',
      from: ['CLOSING_SUBMITTED'],
      to: 'RETURNED',
      roles: CLERK,
      provisions: ['S0-21.2', 'S4-3.5g'],
    },
    {
      act: 'receiveClosing',
      from: ['CLOSING_SUBMITTED'],
      to: 'RECEIVED',
      roles: CLERK,
      provisions: ['S0-21.2', 'S4-3.5g', 'S4-5.1a'],
    },
    // Nobody's act of its own: a quality check signed with the result RETURNED does it.
    { act: 'returnForCorrection', from: ['RECEIVED'], to: 'RETURNED', roles: [], provisions: ['S4-5.1a', 'S4-5.1b'] },
    {
      act: 'terminateAid',
      from: ['REGISTERED', 'IN_PROGRESS'],
      to: 'TERMINATED',
      roles: CLERK,
      provisions: ['S0-22.1', 'LAL-48'],
    },
    ...within('recordTerminationService', ['TERMINATED', 'RETURNED'], CLERK, ['S0-22.2', 'S0-22.3']),
    ...within('continueInNextStage', ['IN_PROGRESS', 'CLOSING_SUBMITTED', 'RETURNED', 'RECEIVED'], CLERK, ['S3-13.1']),
  ],
});
