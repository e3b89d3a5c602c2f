import { DEMO_PASSWORD, DEMO_SIGNING_PIN } from './accounts';
import { SHOWCASE } from './showcase';

/** One thing to try: as whom, and the operation as it is pasted. A test runs the tour as it stands here. */
export interface TourStep {
  readonly title: string;
  /** Login whose token goes with it; null for signing in itself. */
  readonly as: string | null;
  readonly query: string;
}

const { subsidyId, checkId } = SHOWCASE.WAITS_FOR_SIGNATURE;

const signIn = (login: string, title: string): TourStep => ({
  title,
  as: null,
  query: `mutation {
  signIn(input: {login: "${login}", password: "${DEMO_PASSWORD}"}) {
    ... on SignInSuccess { token }
    ... on Refusal { code message }
  }
}`,
});

const release = (title: string, preview: boolean): TourStep => ({
  title,
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
  signIn('finance.chaoyang', '财务人员登录'),
  {
    title: '这笔补贴为什么还不能发：全部条件，以及依次该由谁做什么',
    as: 'finance.chaoyang',
    query: `{
  subsidy(id: "${subsidyId}") {
    state amountFen
    caseFile { number }
    releaseGate { open findings { met text provisions } steps { act role text provisions } }
  }
}`,
  },
  release('仍要发放：被拒绝，理由齐全', false),
  signIn('head.chaoyang', '质量审查负责人登录'),
  {
    title: '看一看检查专人的认定，再签字（先把 preview 设为 true 可以预演）',
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
    title: '任何人都可以验证这个签名',
    as: 'head.chaoyang',
    query: `{
  verifySignature(checkId: "${checkId}") { valid coversFile signedAt problems { code text } }
}`,
  },
  release('同一笔补贴先预演：一切照做，随后撤回', true),
  release('发放：还是原来那个幂等键', false),
  signIn('lawyer.chaoyang', '承办人登录'),
  {
    title: '承办人看自己的补贴：在谁手里、从何时起、下一步是什么',
    as: 'lawyer.chaoyang',
    query: `{
  mySubsidies(first: 10) {
    edges { node { state amountFen caseFile { number } heldBy { roleName since nextStep } } }
  }
}`,
  },
];
