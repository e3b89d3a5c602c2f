import type { Sql } from '../../organizations/adoptions';
import type { SchemeKindCode } from '../../standards/scoring.rules';
import { type WeightsAndBands, weightsAndBands } from '../../standards/weights-and-bands';
import type { SettlingScheme } from './settling.rules';

/** Schemes as settling asks for them, each by its id. */
export async function schemesById(sql: Sql, ids: readonly string[]): Promise<Map<string, SettlingScheme>> {
  const found = await sql<WeightsAndBands & { readonly id: string; readonly kind: SchemeKindCode }>(
    `SELECT k.id, k.kind, ${weightsAndBands('k.id')} FROM scoring_scheme k WHERE k.id = ANY ($1::text[])`,
    [[...new Set(ids)]],
  );
  return new Map(found.map(({ id, kind, weights, bands }) => [id, { kind, weights: new Map(weights), bands }]));
}

export async function schemeOf(sql: Sql, schemeId: string): Promise<SettlingScheme> {
  const found = (await schemesById(sql, [schemeId])).get(schemeId);
  if (!found) throw new Error(`no scheme ${schemeId}`);
  return found;
}
