import { type Decision, decide, defineRule } from '../../regulation';

interface Extension {
  readonly readingId: string;
  readonly problem: string | null;
}

const EXTENDED = defineRule<{ readingId: string | null; problem: string | null }>({
  code: 'READING_CAN_BE_EXTENDED',
  provisions: [],
  provenance: 'HOUSE',
  met: '所列评阅都可以延长至该日',
  unmet: ({ readingId, problem }) => `评阅${readingId}：${problem}`,
  cure: { by: 'REVIEW_COORDINATOR', text: '去掉这一次评阅，或者改定较晚的日期' },
});

/** Whether all of these can have more time: one finding for each that cannot, by its reading and never by what is read. */
export function extensionDecision(extensions: readonly Extension[]): Decision {
  const refused = extensions.filter(({ problem }) => problem !== null);
  return decide(
    'EXTEND_READINGS',
    refused.length
      ? refused.map(({ readingId, problem }) => EXTENDED.find(false, { readingId, problem }))
      : [EXTENDED.find(true, { readingId: null, problem: null })],
  );
}
