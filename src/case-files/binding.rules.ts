import { type Adoption, type Binding, binds, type Finding } from '../regulation';

/** Where and when: what a rule asks before it cites a provision of one place. */
export interface Ground {
  readonly regionCode: string;
  readonly adoptions: readonly Adoption[];
}

export const bindingOf = (provisionId: string, { regionCode, adoptions }: Ground, on: string): Binding =>
  binds(provisionId, { regionCode, on }, adoptions);

/** A rule of another place, held here by a bureau's adoption, is shown as that bureau's own choice. */
export const under = (binding: Binding, finding: Finding): Finding =>
  binding.binds && binding.as === 'ADOPTED' ? { ...finding, provenance: 'HOUSE' } : finding;
