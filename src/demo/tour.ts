import { DEMO_PASSWORD, DEMO_SIGNING_PIN } from './accounts';
import { SHOWCASE } from './showcase';

/** One thing to try: as whom, and the operation as it is pasted. A test runs the tour as it stands here. */
export interface TourStep {
  readonly title: string;
  /** The same for the English README. */
  readonly english: string;
  /** Login whose token goes with it; null for signing in itself. */
  readonly as: string | null;
  readonly query: string;
}

const { subsidyId, checkId } = SHOWCASE.WAITS_FOR_SIGNATURE;

const signIn = (login: string, title: string, english: string): TourStep => ({
  title,
  english,
  as: null,
  query: `mutation {
  signIn(input: {login: "${login}", password: "${DEMO_PASSWORD}"}) {
    ... on SignInSuccess { token }
    ... on Refusal { code message }
  }
}`,
});

const release = (title: string, english: string, preview: boolean): TourStep => ({
  title,
  english,
  as: 'finance.chaoyang',
  query: `mutation {
  releaseSubsidy(input: {subsidyId: "${subsidyId}"}, idempotencyKey: "tour-release-1", preview: ${preview}) {
    __typename
    ... on ReleaseSubsidySuccess { receipt { at entryId preview } subsidy { state amountFen } }
    ... on Refusal { code message findings { met text provisions } }
  }
}`,
});

/** Five minutes with one subsidy: refused with its reasons, the check signed, the same subsidy released. */
export const TOUR: readonly TourStep[] = [
  signIn('finance.chaoyang', '财务人员登录', 'The finance officer signs in'),
  {
    title: '这笔补贴为什么还不能发：全部条件，以及依次该由谁做什么',
    english: 'Why this subsidy cannot be paid yet: every condition, and who has to do what, in order',
    as: 'finance.chaoyang',
    query: `{
  subsidy(id: "${subsidyId}") {
    state amountFen
    caseFile { number }
    releaseGate { open findings { met text provisions } steps { act role text provisions } }
  }
}`,
  },
  release('仍要发放：被拒绝，理由齐全', 'Release it anyway: refused, with all the reasons', false),
  signIn('head.chaoyang', '质量审查负责人登录', 'The quality-review head signs in'),
  {
    title: '先看一看检查专人的认定',
    english: "Read the checker's findings first",
    as: 'head.chaoyang',
    query: `{
  qualityCheck(id: "${checkId}") {
    state
    completion { result opinion }
    items { indicatorNo finding evidencePage absentFromFile remark }
  }
}`,
  },
  {
    title: '签字确认合格',
    english: 'Sign it as qualified, with a signing PIN',
    as: 'head.chaoyang',
    query: `mutation {
  signQualityCheck(input: {checkId: "${checkId}", pin: "${DEMO_SIGNING_PIN}"}, idempotencyKey: "tour-sign-1") {
    __typename
    ... on SignQualityCheckSuccess { qualityCheck { state } }
    ... on Refusal { code message }
  }
}`,
  },
  {
    title: '验证这个签名',
    english: 'Verify the signature',
    as: 'head.chaoyang',
    query: `{
  verifySignature(checkId: "${checkId}") { valid coversFile signedAt problems { code text } }
}`,
  },
  release(
    '同一笔补贴先预演：一切照做，随后撤回',
    'The same subsidy, previewed (with the token of finance.chaoyang): everything is done, shown and taken back',
    true,
  ),
  release(
    '发放：还是原来那个幂等键；再发一次，答复相同，不会重复付款',
    'Released, with the very same call that was refused; send it again and the answer is the same, nothing is paid twice',
    false,
  ),
  signIn('lawyer.chaoyang', '承办人登录', 'The practitioner signs in'),
  {
    title: '承办人看自己的补贴：在谁手里、从何时起、下一步是什么',
    english: 'The practitioner sees amount, state, who holds it, since when, and the next step',
    as: 'lawyer.chaoyang',
    query: `{
  mySubsidies(first: 10) {
    edges { node { state amountFen caseFile { number } heldBy { roleName since nextStep } } }
  }
}`,
  },
  signIn('auditor.beijing', '审计人登录', 'The auditor signs in'),
  {
    title: '审计人查看经过：每次操作、每次拒绝都在，内容摘要当场重算',
    english: 'The auditor reads the history: each act and each refusal, its hash recomputed as you look',
    as: 'auditor.beijing',
    query: `{
  history(kind: Subsidy, id: "${subsidyId}", first: 10) {
    edges { node { at act outcome code role provisions hashMatches } }
  }
}`,
  },
  signIn('reviewer.beijing', '评估专家登录', 'A peer reviewer signs in'),
  {
    title: '评估专家的待评案卷：只见代号，不知是谁办的、是谁的案子',
    english: 'The reviewer’s worklist: pseudonyms only, nothing says whose file it is',
    as: 'reviewer.beijing',
    query: `{
  myReadings(first: 3, states: [ASSIGNED]) {
    edges { node {
      pseudonym caseKind stage state dueOn progress { done of }
      indicators { no name applies }
      papers { catalogueNo pages state withheldReason }
    } }
  }
}`,
  },
  signIn('coordinator.beijing', '评估组织人登录', 'The coordinator signs in'),
  {
    title: '两次评估：各到哪一步，名册多大、抽了多少，两个人的种子（抽样可由任何人重抽核对）',
    english:
      'Two campaigns: how far they are, how many files were drawn, and the two persons’ seeds by which anybody can draw again',
    as: 'coordinator.beijing',
    query: `{
  campaigns(first: 5) {
    edges { node {
      id title state periodFrom periodTo frameSize
      draws(first: 1) { totalCount }
      seeds { party commitment seed }
    } }
  }
}`,
  },
];
