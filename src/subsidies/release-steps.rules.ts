import { binds, type LegalPlace } from '../regulation';
import type { ReleaseFacts } from './release-gate.rules';

/** One step towards an open gate: which act, by whom, resting on what. */
export interface ReleaseStep {
  /** The mutation. */
  readonly act: string;
  /** Role code. */
  readonly role: string;
  readonly provisions: readonly string[];
  readonly text: string;
  readonly before: string | null;
}

const step = (
  act: string,
  role: string,
  provisions: readonly string[],
  text: string,
  before: string | null = null,
) => ({
  act,
  role,
  provisions,
  text,
  before,
});

const submit = step('submitClosing', 'PRACTITIONER', ['S0-21.2', 'LAL-50'], '提交结案材料');
const receive = step('receiveClosing', 'CLERK', ['S0-21.2', 'S4-5.1a'], '核对结案材料并收卷');
const reopen = step('reopenCheck', 'QUALITY_REVIEW_HEAD', ['S4-5.1b'], '说明理由，重开质量检查');
const designate = step('designateChecker', 'QUALITY_REVIEW_HEAD', ['S4-5.1a'], '指定专人进行质量检查');
const complete = step('completeCheck', 'QUALITY_CHECKER', ['S4-5.1a'], '按八项指标完成质量检查');
const sign = step('signQualityCheck', 'QUALITY_REVIEW_HEAD', ['S4-5.1b'], '签字确认合格');

const closingSteps = ({ fileState, closingReceived }: ReleaseFacts): ReleaseStep[] => {
  if (fileState === 'RECEIVED' && closingReceived) return [];
  return fileState === 'CLOSING_SUBMITTED' ? [receive] : [submit, receive];
};

function checkSteps(facts: ReleaseFacts): ReleaseStep[] {
  const anew = [designate, complete, sign];
  if (facts.checkId === null || facts.checkReopened) return anew;
  if (facts.signedResult !== null) {
    const { signedResult, signedRevision, fileRevision, signatureSound } = facts;
    const good = signedResult === 'QUALIFIED' && signedRevision === fileRevision && signatureSound;
    return good ? [] : [reopen, ...anew];
  }
  return facts.completed ? [sign] : [complete, sign];
}

/**
 * The steps that would open a closed gate, in the order in which they can be taken; none where it is open.
 * Steps that cannot be taken twice are named once; a payee on the public payroll has no step but a corrected record.
 */
export function releaseSteps(facts: ReleaseFacts, place: LegalPlace): ReleaseStep[] {
  const steps: ReleaseStep[] = [];
  if (facts.liveRelease !== null) {
    steps.push(step('voidRelease', 'FINANCE_OFFICER', [], '确有错误的，由另一名财务人员撤销发放'));
  }
  steps.push(...closingSteps(facts), ...checkSteps(facts));
  if (facts.amountVersion === null) {
    steps.push(
      step('enterTariff', 'BUREAU_SUPERVISOR', ['LAL-52'], '录入办结之日施行的补贴标准'),
      step('recalculateSubsidy', 'CLERK', ['LAL-52'], '重新核定金额'),
    );
  } else if (facts.amountFen === 0) {
    steps.push(step('adjustSubsidy', 'CLERK', ['LAL-52'], '确有应付工作的，说明理由调整金额'));
  }
  if (facts.openHolds > 0) {
    steps.push(step('liftHold', 'FINANCE_OFFICER', [], '有关事项处理完后解除暂缓', facts.holdDueOn));
  }
  if (facts.onPublicPayroll) {
    steps.push(step('correctPractitioner', 'ADMINISTRATOR', ['LAL-52'], '登记有误的，更正承办人的供养身份'));
  }
  if ((facts.ownPart !== null && facts.ownPart !== 'RELEASER') || facts.ownAdjustment) {
    steps.push(step('releaseSubsidy', 'FINANCE_OFFICER', [], '由没有参与本案的另一名财务人员发放'));
  }
  return steps.map((each) => ({
    ...each,
    provisions: each.provisions.filter((id) => binds(id, place, place.adoptions).binds),
  }));
}
