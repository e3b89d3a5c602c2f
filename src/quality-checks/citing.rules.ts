import { type Adoption, binds, type Finding } from '../regulation';

/** Where and when a gate is asked. */
export interface Place {
  readonly regionCode: string;
  readonly on: string;
  readonly adoptions: readonly Adoption[];
}

/**
 * The gates of check, signature and release hold everywhere, but cite a local document only where it holds:
 * elsewhere the condition is our own choice (HOUSE), and so it is where a bureau adopted the provision.
 */
export function citedAt(finding: Finding, place: Place): Finding {
  const cited = finding.provisions.map((id) => ({ id, binding: binds(id, place, place.adoptions) }));
  const holding = cited.filter(({ binding }) => binding.binds);
  const allByTerritory = cited.every(({ binding }) => binding.binds && binding.as === 'TERRITORY');
  return {
    ...finding,
    provisions: holding.map(({ id }) => id),
    provenance: allByTerritory ? finding.provenance : 'HOUSE',
  };
}
