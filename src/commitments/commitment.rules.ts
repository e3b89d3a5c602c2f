import { decide, defineRule } from '../regulation';

const TERM_MOST_DAYS = 3 * 366;

const TEXT_IN_FORCE = defineRule({
  code: 'COMMITMENT_TEXT_IN_FORCE',
  provisions: ['S4-4.4a'],
  provenance: 'HOUSE',
  met: '承诺书文本在生效日有效',
  unmet: '承诺书文本在所填生效日不是有效版本',
  cure: { by: 'CLERK', text: '选用生效日有效的文本版本' },
});

const TERM_IN_ORDER = defineRule<{ from: string; to: string }>({
  code: 'COMMITMENT_TERM_IN_ORDER',
  provisions: ['S4-4.4a'],
  provenance: 'HOUSE',
  met: ({ from, to }) => `期限自${from}至${to}`,
  unmet: '期限的止日须不早于起日和今天，且不超过三年',
  cure: { by: 'CLERK', text: '改正期限的起止日期' },
});

const PARTY_MAY_SIGN = defineRule<{ kind: string }>({
  code: 'COMMITMENT_PARTY',
  provisions: ['S4-4.4a'],
  met: '签署方是法律服务机构或者在册的法律援助志愿者',
  unmet: '以个人签署的只能是在册的法律援助志愿者；律师、基层法律服务工作者由其所在机构签署，机构工作人员无须签署',
  cure: { by: 'CLERK', text: '改由其所在的法律服务机构签署' },
});

export interface OfferFacts {
  readonly today: string;
  readonly from: string;
  readonly to: string;
  readonly text: { readonly inForceFrom: string; readonly inForceTo: string | null } | null;
  /** ORGANIZATION, or the practitioner's kind where one person signs. */
  readonly party: string;
  readonly partyActive: boolean;
}

const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** Whether the agency may offer this commitment. */
export const offerDecision = ({ today, from, to, text, party, partyActive }: OfferFacts) =>
  decide('COMMITMENT_OFFER', [
    TEXT_IN_FORCE.find(
      text !== null && text.inForceFrom <= from && (text.inForceTo === null || from <= text.inForceTo),
      {},
    ),
    TERM_IN_ORDER.find(to >= from && to >= today && daysBetween(from, to) <= TERM_MOST_DAYS, { from, to }),
    PARTY_MAY_SIGN.find((party === 'ORGANIZATION' || party === 'VOLUNTEER') && partyActive, { kind: party }),
  ]);
