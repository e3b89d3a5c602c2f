import { type Adoption, binds } from './provisions';
import type { Finding } from './rule';

/** Where and when a gate is asked: provisions are cited only where they hold or were adopted. */
export interface LegalPlace {
  readonly regionCode: string;
  readonly on: string;
  readonly adoptions: readonly Adoption[];
}

/**
 * A finding as it stands at a place. The gates of check, signature and release hold everywhere, but cite what binds
 * there, by its own territory or by a bureau's adoption; where nothing does by its territory, the condition is our own choice (HOUSE).
 */
export function citedAt(finding: Finding, place: LegalPlace): Finding {
  const bindings = finding.provisions
    .map((id) => ({ id, binding: binds(id, place, place.adoptions) }))
    .filter(({ binding }) => binding.binds);
  const here = bindings.find(({ binding }) => binding.binds && binding.as === 'TERRITORY')?.binding;
  const own = finding.provenance === 'HOUSE' || !here?.binds;
  return {
    ...finding,
    provisions: bindings.map(({ id }) => id),
    provenance: own ? 'HOUSE' : finding.provenance === 'INFERRED' ? 'INFERRED' : here.provenance,
  };
}
