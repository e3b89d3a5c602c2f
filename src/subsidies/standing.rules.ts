import type { ReleaseFacts } from './release-gate.rules';

/** When each step was done, as instants in ISO text. */
export interface StandingFacts extends ReleaseFacts {
  readonly aroseAt: string;
  readonly submittedAt: string | null;
  readonly decidedAt: string | null;
  readonly designatedAt: string | null;
  readonly completedAt: string | null;
  readonly signedAt: string | null;
  readonly reopenedAt: string | null;
  readonly heldAt: string | null;
  readonly holdOwnerPersonId: string | null;
  readonly releasedAt: string | null;
  readonly voidedAt: string | null;
}

/** Who holds the money now, since when, and what comes next. */
export interface Standing {
  /** Role code; null once it is paid, or where nobody can do anything. */
  readonly role: string | null;
  /** Named only where a hold names its owner. */
  readonly personId: string | null;
  readonly since: string;
  readonly nextStep: string;
}

/** The practitioner's view: the first step that is not done yet, and who is to do it. */
export function standingOf(facts: StandingFacts): Standing {
  const at = (since: string | null) => since ?? facts.aroseAt;
  const with_ = (role: string | null, since: string | null, nextStep: string, personId: string | null = null) => ({
    role,
    personId,
    since: at(since),
    nextStep,
  });
  if (facts.liveRelease !== null) return with_(null, facts.releasedAt, '已发放，无需再办');
  if (facts.onPublicPayroll) return with_(null, facts.aroseAt, '属于财政供养人员，不领取办案补贴');
  if (facts.openHolds > 0) {
    return with_('HOLD_OWNER', facts.heldAt, `暂缓中，负责人最迟${facts.holdDueOn}处理完`, facts.holdOwnerPersonId);
  }
  if (facts.fileState === 'CLOSING_SUBMITTED') return with_('CLERK', facts.submittedAt, '等待机构经办人收卷');
  if (facts.fileState !== 'RECEIVED') return with_('PRACTITIONER', facts.decidedAt, '请补正并重新提交结案材料');
  if (facts.checkReopened) return with_('QUALITY_REVIEW_HEAD', facts.reopenedAt, '检查已重开，等待指定专人重新检查');
  if (facts.checkId === null) return with_('QUALITY_REVIEW_HEAD', facts.decidedAt, '等待指定专人进行质量检查');
  if (!facts.completed) return with_('QUALITY_CHECKER', facts.designatedAt, '等待专人完成质量检查');
  if (facts.signedResult === null) {
    return with_('QUALITY_REVIEW_HEAD', facts.completedAt, '等待质量审查负责人签字');
  }
  if (facts.signedResult !== 'QUALIFIED') {
    return with_('QUALITY_REVIEW_HEAD', facts.signedAt, '检查结果不是合格，须补正后重开检查');
  }
  if (facts.signedRevision !== facts.fileRevision) {
    return with_('QUALITY_REVIEW_HEAD', facts.signedAt, '签字后卷宗有变动，须重新检查并签字');
  }
  if (facts.amountVersion === null) return with_('BUREAU_SUPERVISOR', facts.aroseAt, '等待司法局录入补贴标准');
  if (facts.amountFen === 0) return with_('CLERK', facts.aroseAt, '核定金额为零，有异议可请机构经办人重新核定');
  return with_('FINANCE_OFFICER', facts.voidedAt ?? facts.signedAt, '等待财务人员发放');
}
