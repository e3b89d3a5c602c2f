import type { Batch, Context, Services } from '../../platform/context';
import type { Indicator, Provenance } from '../../regulation';
import type { SchemeKindCode } from '../../standards/scoring.rules';
import type { ReadingIndicator, ReadingStandard } from './reading.types';

/** An edition and a scheme of it as readers see them: without who entered them where. */
export interface SchemeLines {
  readonly editionId: string | null;
  readonly standard: string;
  readonly title: string;
  readonly provenance: Provenance;
  readonly note: string;
  readonly schemeKind: SchemeKindCode;
  readonly indicators: readonly (Omit<Indicator, 'secondLevel'> & {
    readonly weight: number | null;
    readonly secondLevel: ReadingIndicator['secondLevel'];
  })[];
  readonly bands: ReadingStandard['bands'];
}

/** By scheme: it belongs to one edition. */
const linesOfScheme: Batch<string, SchemeLines | null> = {
  name: 'lines of scheme',
  async fetch(context, keys) {
    const found = await context.readBlind<SchemeLines & { schemeId: string }>(
      `SELECT CASE WHEN NOT e.local THEN e.id END AS "editionId", h.id AS "schemeId", e.standard, e.title, e.provenance, e.note, h.kind AS "schemeKind",
              (SELECT coalesce(json_agg(json_build_object('no', n.no, 'topic', n.topic, 'name', n.name, 'provenance', n.provenance, 'note', n.note,
                        'applicability', n.applicability, 'weight', w.hundredths,
                        'secondLevel', (SELECT coalesce(json_agg(json_build_object('no', l.no, 'name', l.name, 'provenance', l.provenance) ORDER BY l.no), '[]')
                                          FROM review.second_level l WHERE l.edition_id = e.id AND l.indicator_no = n.no)) ORDER BY n.no), '[]')
                 FROM review.indicator n LEFT JOIN review.weight w ON w.scheme_id = h.id AND w.indicator_no = n.no WHERE n.edition_id = e.id) AS indicators,
              (SELECT coalesce(json_agg(json_build_object('grade', b.grade, 'fromHundredths', b.from_hundredths, 'toHundredths', b.to_hundredths) ORDER BY b.from_hundredths DESC), '[]')
                 FROM review.band b WHERE b.scheme_id = h.id) AS bands
         FROM review.scheme h JOIN review.edition e ON e.id = h.edition_id WHERE h.id = ANY ($1)`,
      [keys],
    );
    const byKey = new Map(found.map((lines) => [lines.schemeId, lines]));
    return keys.map((key) => byKey.get(key) ?? null);
  },
};

/** An edition and its schemes stay as they were entered: a server reads each once. */
const kept = new WeakMap<Services, Map<string, SchemeLines>>();

export async function schemeLines(context: Context, schemeId: string): Promise<SchemeLines> {
  const schemes = kept.get(context.services) ?? new Map<string, SchemeLines>();
  kept.set(context.services, schemes);
  const known = schemes.get(schemeId) ?? (await context.load(linesOfScheme, schemeId));
  if (!known) throw new Error(`a subject by the scheme ${schemeId}, which is not there`);
  schemes.set(schemeId, known);
  return known;
}

export function standardOf(lines: SchemeLines): ReadingStandard {
  const { editionId, standard, title, provenance, note, schemeKind, bands } = lines;
  return { editionId, standard, title, provenance, note, schemeKind, bands };
}

/** The eight as they stand at a stage; what the edition does not say applies. */
export const indicatorsAt = (lines: SchemeLines, stage: string): ReadingIndicator[] =>
  lines.indicators.map(({ applicability, weight, ...indicator }) => {
    const here = applicability[stage as keyof typeof applicability];
    return {
      ...indicator,
      applies: here?.applies ?? 'YES',
      applicabilityProvenance: here?.provenance ?? null,
      applicabilityProvision: here?.provision ?? null,
      weightHundredths: weight,
    };
  });
