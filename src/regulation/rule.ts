import type { Provenance } from './provision';

/** Facts a finding relied on: ids, dates, counts – never names or numbers of persons. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** Who can supply a cure, in the field's own terms (the same codes as the roles of accounts). */
export interface Cure {
  readonly text: string;
  /** Role code, for example QUALITY_REVIEW_HEAD, or RECIPIENT / CASE_ORGAN for those without an account. */
  readonly by: string;
  /** ISO date or null where no limit runs. */
  readonly before: string | null;
}

/** One condition of a gate, met or not, with what it rests on. */
export interface Finding {
  readonly rule: string;
  readonly met: boolean;
  readonly provisions: readonly string[];
  readonly provenance: Provenance;
  readonly facts: Facts;
  /** Plain Chinese, rendered from the rule and the facts. */
  readonly text: string;
  /** Only for an unmet finding. */
  readonly cure: Cure | null;
}

/** A conclusion and all its findings. Stored as made, never recomputed. */
export interface Decision {
  /** The gate's code, for example SUBSIDY_RELEASE. */
  readonly gate: string;
  readonly open: boolean;
  readonly findings: readonly Finding[];
}

interface RuleText<F extends Facts> {
  readonly code: string;
  /** Provision ids; empty only for HOUSE rules. */
  readonly provisions: readonly string[];
  readonly provenance?: Provenance;
  readonly met: string | ((facts: F) => string);
  readonly unmet: string | ((facts: F) => string);
  readonly cure?: { readonly by: string; readonly text: string | ((facts: F) => string) };
}

export interface Rule<F extends Facts = Facts> {
  readonly code: string;
  readonly provisions: readonly string[];
  readonly provenance: Provenance;
  /** A finding of this rule. `cure.before` is an ISO date where a limit runs. */
  find(met: boolean, facts: F, more?: { before?: string | null; by?: string }): Finding;
}

const registry = new Map<string, Rule<never>>();

const say = <F extends Facts>(text: string | ((facts: F) => string), facts: F) =>
  typeof text === 'string' ? text : text(facts);

/** Declares a rule once; every rule names its provisions, and a contract test reads this registry. */
export function defineRule<F extends Facts = Facts>(text: RuleText<F>): Rule<F> {
  if (registry.has(text.code)) throw new Error(`rule ${text.code} is declared twice`);
  const provenance = text.provenance ?? 'SOURCE';
  if (text.provisions.length === 0 && provenance !== 'HOUSE') throw new Error(`rule ${text.code} names no provision`);
  const rule: Rule<F> = {
    code: text.code,
    provisions: text.provisions,
    provenance,
    find: (met, facts, more = {}) => ({
      rule: text.code,
      met,
      provisions: text.provisions,
      provenance,
      facts,
      text: say(met ? text.met : text.unmet, facts),
      cure:
        met || !text.cure
          ? null
          : { text: say(text.cure.text, facts), by: more.by ?? text.cure.by, before: more.before ?? null },
    }),
  };
  registry.set(text.code, rule as unknown as Rule<never>);
  return rule;
}

export const allRules = (): readonly Rule<never>[] => [...registry.values()];

/** A gate is open when every finding is met. */
export const decide = (gate: string, findings: readonly Finding[]): Decision => ({
  gate,
  open: findings.every((finding) => finding.met),
  findings,
});
