import { documentById } from './documents';
import type { Provenance, Provision } from './provision';
import { LAW_PROVISIONS } from './provisions/law';
import { S0_PROVISIONS } from './provisions/s0';
import { S1_PROVISIONS } from './provisions/s1';
import { S2_PROVISIONS } from './provisions/s2';
import { S3_PROVISIONS } from './provisions/s3';
import { S4_PROVISIONS } from './provisions/s4';
import { regionContains, territoryContains } from './territory';

const ALL: readonly Provision[] = [
  ...S0_PROVISIONS,
  ...S1_PROVISIONS,
  ...S2_PROVISIONS,
  ...S3_PROVISIONS,
  ...S4_PROVISIONS,
  ...LAW_PROVISIONS,
];

const byId = new Map<string, Provision>();
for (const provision of ALL) {
  if (byId.has(provision.id)) throw new Error(`provision ${provision.id} is declared twice`);
  byId.set(provision.id, provision);
}

export const allProvisions = (): readonly Provision[] => ALL;

/** The provision of that id; an unknown id is a mistake in the code and throws. */
export function provisionById(id: string): Provision {
  const provision = byId.get(id);
  if (!provision) throw new Error(`no such provision: ${id}`);
  return provision;
}

/** Document and article as people cite them, for example 北京案件质量通知 五(1). */
export function citation(id: string): string {
  const provision = provisionById(id);
  return `${documentById(provision.document).shortTitle} ${provision.article}`;
}

/** A bureau's decision to follow, in its region and from a date, a provision that does not bind there by itself. */
export interface Adoption {
  readonly provisionId: string;
  /** Region code of the bureau that adopted it; it holds there and below. */
  readonly regionCode: string;
  readonly from: string;
  /** Last day on which the adoption holds; null while it lasts. */
  readonly to: string | null;
}

export type Binding =
  | { readonly binds: true; readonly as: 'TERRITORY'; readonly provenance: Provenance; readonly adoption: null }
  | { readonly binds: true; readonly as: 'ADOPTED'; readonly provenance: 'HOUSE'; readonly adoption: Adoption }
  | { readonly binds: false; readonly why: 'ELSEWHERE' | 'NOT_YET' | 'ENDED' };

/** Whether a provision holds at a place on a day: by its own territory and dates, else by adoption (then it is HOUSE). */
export function binds(
  provisionId: string,
  where: { readonly regionCode: string; readonly on: string },
  adoptions: readonly Adoption[] = [],
): Binding {
  const provision = provisionById(provisionId);
  const from = provision.inForceFrom ?? documentById(provision.document).notBefore;
  const here = territoryContains(provision.territory, where.regionCode);
  const started = from === null || from <= where.on;
  const ended = provision.inForceTo !== null && provision.inForceTo < where.on;
  if (here && started && !ended) {
    return { binds: true, as: 'TERRITORY', provenance: provision.provenance, adoption: null };
  }
  const adoption = adoptions.find(
    (each) =>
      each.provisionId === provisionId &&
      regionContains(each.regionCode, where.regionCode) &&
      each.from <= where.on &&
      (each.to === null || where.on <= each.to),
  );
  if (adoption) return { binds: true, as: 'ADOPTED', provenance: 'HOUSE', adoption };
  if (!here) return { binds: false, why: 'ELSEWHERE' };
  return { binds: false, why: started ? 'ENDED' : 'NOT_YET' };
}
