import type { Provenance } from '../../regulation';
import type { GradeCode } from '../../standards/scoring.rules';

export interface ResultConsequence {
  readonly code: string;
  readonly text: string;
  /** A power needs its own recorded decision; a duty waits for nobody. Nothing of it happens by itself. */
  readonly kind: 'POWER' | 'DUTY';
  readonly provisions: readonly string[];
  readonly provenance: Provenance;
}

const source = (kind: 'POWER' | 'DUTY', code: string, provision: string, text: string): ResultConsequence => ({
  code,
  text,
  kind,
  provisions: [provision],
  provenance: 'SOURCE',
});

const UNQUALIFIED: readonly ResultConsequence[] = [
  source('POWER', 'MAY_STOP_ASSIGNING', 'S4-5.2a', '法律援助机构可以不再向承办人指派；须另作决定并记录，不自动生效'),
  source('DUTY', 'INVESTIGATE', 'S4-5.3a', '司法局应当及时调查承办人及其所在机构'),
  source('DUTY', 'DEAL_WITH_BREACH', 'S4-5.3b', '查明违法违规的，及时依法依规处理'),
];
const LETTER_TO_BAR = source('DUTY', 'WRITE_TO_BAR', 'S4-5.3c', '承办人是律师的，同时函告律师协会');
const HONOURS = source('DUTY', 'CONSIDER_FOR_HONOURS', 'S4-5.2b', '评优评先时，应当优先考虑承办人及其所在机构');

/** What a final grade brings with it, by provision: shown, never done automatically. */
export function consequencesOf(grade: GradeCode, byLawyer: boolean): readonly ResultConsequence[] {
  if (grade === 'UNQUALIFIED') return byLawyer ? [...UNQUALIFIED, LETTER_TO_BAR] : UNQUALIFIED;
  return grade === 'EXCELLENT' ? [HONOURS] : [];
}
