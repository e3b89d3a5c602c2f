import { randomUUID } from 'node:crypto';
import { holdsAt } from '../organizations/in-force';
import { ownBureau } from '../organizations/organization.access';
import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { conflict, notFound, requireOpen } from '../platform/refusal';
import { CASE_STAGES, STANDARD_EDITIONS } from '../regulation';
import type { SchemeLines } from './scoring.rules';
import {
  ScoringBandRow,
  ScoringSchemeRow,
  ScoringWeightRow,
  StandardEditionRow,
  StandardIndicatorRow,
  StandardSecondLevelRow,
} from './standard.entity';
import { enterScoringSchemeInput, enterStandardEditionInput } from './standard.inputs';
import { editionDecision, schemeDecision } from './standard.rules';

constraintMeans('edition_is_whole', 'EDITION_REFUSED', '一版标准须恰好八项一级指标');
constraintMeans('second_level_is_whole', 'EDITION_REFUSED', '二级指标须与标准版本一并录入');
constraintMeans('scheme_is_whole', 'SCHEME_REFUSED', '权重或者分数段不完整');

/** Readers of blind files meet a local edition and scheme: their ids must not say when they were entered. */
const randomId = () => randomUUID();

const ROLES = [Role.ADMINISTRATOR, Role.BUREAU_SUPERVISOR];

/** The actor's own bureau, one entry at a time. */
async function lockStandards(act: Act, bureauId: string): Promise<void> {
  ownBureau(act, bureauId);
  await act.sql('SELECT pg_advisory_xact_lock(hashtext($1))', [`standards ${bureauId}`]);
}

/** Stages of the kinds of case, as our own editions have them: each kind's indicators say for every stage whether they apply. */
const stagesOf = (kinds: readonly string[]): ReadonlySet<string> =>
  new Set(
    STANDARD_EDITIONS.filter(({ caseKinds }) => caseKinds.some((kind) => kinds.includes(kind))).flatMap(
      ({ indicators }) => CASE_STAGES.filter((stage) => indicators.some(({ applicability }) => applicability[stage])),
    ),
  );

const namesOf = ({ name, secondLevel }: { name: string; secondLevel: readonly { name: string }[] | null }) => [
  name,
  ...(secondLevel ?? []).map((row) => row.name),
];

/** Names of the bureau, of the regions that it lies in and of the organisations at its place, as far as these texts hold them. */
async function placesNamedIn(act: Act, bureauId: string, texts: readonly string[]): Promise<readonly string[]> {
  const found = await act.sql<{ name: string }>(
    `SELECT DISTINCT n.name FROM bureau b
       CROSS JOIN LATERAL (
         SELECT r.name FROM region r WHERE ${holdsAt('r.code', 'b.region_code')}
         UNION ALL SELECT o.name FROM bureau o WHERE ${holdsAt('o.region_code', 'b.region_code')}
         UNION ALL SELECT a.name FROM agency a WHERE a.bureau_id = b.id
         UNION ALL SELECT s.name FROM service_organization s WHERE s.region_code = b.region_code) n
      WHERE b.id = $1 AND EXISTS (SELECT FROM unnest($2::text[]) AS t (text) WHERE position(n.name IN t.text) > 0) ORDER BY n.name`,
    [bureauId, texts],
  );
  return found.map(({ name }) => name);
}

/**
 * Enters an edition of the eight first-level indicators for the bureau's own region (S4-4.1b). The bureau's edition of the same
 * kinds that held without an end ends the day before; checks and campaigns keep the edition that they began with.
 * Refusals: NOT_FOUND (another bureau), EDITION_REFUSED with each reason, EDITION_OVERLAPS, INVALID_INPUT.
 */
export const enterStandardEdition = defineAct({
  name: 'enterStandardEdition',
  event: 'STANDARD_EDITION_ENTERED',
  roles: ROLES,
  input: enterStandardEditionInput,
  async run(act, input) {
    const { bureauId, caseKinds, indicators, inForceFrom, inForceTo } = input;
    await lockStandards(act, bureauId);
    const places = await placesNamedIn(act, bureauId, indicators.flatMap(namesOf));
    const decision = editionDecision({ indicators, stages: stagesOf(caseKinds), places });
    requireOpen('EDITION_REFUSED', decision);
    await act.write(
      `UPDATE standard_edition SET in_force_to = $2::date - 1
        WHERE bureau_id = $1 AND case_kinds && $3 AND in_force_to IS NULL AND in_force_from < $2::date`,
      [bureauId, inForceFrom, caseKinds],
    );
    const [other] = await act.sql(
      `SELECT id FROM standard_edition WHERE bureau_id = $1 AND case_kinds && $4
          AND (in_force_to IS NULL OR in_force_to >= $2::date) AND ($3::date IS NULL OR in_force_from <= $3::date) LIMIT 1`,
      [bureauId, inForceFrom, inForceTo, caseKinds],
    );
    if (other) throw conflict('EDITION_OVERLAPS', '本局同类案件另有一版标准在这段时间内施行');
    const id = randomId();
    const second = indicators.flatMap(({ no, secondLevel }) =>
      (secondLevel ?? []).map((row) => ({ editionId: id, indicatorNo: no, ...row })),
    );
    await act.insert(StandardEditionRow, {
      id,
      standard: input.standard,
      caseKinds,
      title: input.title,
      provenance: input.provenance,
      note: input.note,
      inForceFrom,
      inForceTo,
      secondLevels: second.length,
      bureauId,
      enteredBy: act.actor.personId,
      enteredAt: act.now,
    });
    await act.insert(
      StandardIndicatorRow,
      indicators.map(({ no, topic, name, provenance, note, applicability }) => ({
        editionId: id,
        no,
        topic,
        name,
        provenance,
        note,
        applicability: Object.fromEntries(applicability.map(({ stage, ...applies }) => [stage, applies])),
      })),
    );
    if (second.length > 0) await act.insert(StandardSecondLevelRow, second);
    await act.record({
      things: [
        { kind: 'StandardEdition', id },
        { kind: 'Bureau', id: bureauId },
      ],
      facts: {
        editionId: id,
        standard: input.standard,
        caseKinds,
        inForceFrom,
        inForceTo,
        secondLevels: second.length,
      },
      findings: decision.findings,
      provisions: ['S4-4.1a', 'S4-4.1b'],
    });
    return { editionId: id };
  },
});

/**
 * Enters how an edition is scored: points of a hundred with weights and bands, or grades (S4-4.1c). Every campaign names the
 * scheme that it uses, so several may be in force side by side; campaigns that have begun keep theirs.
 * Refusals: NOT_FOUND (another bureau, or an edition that is not in use there), SCHEME_REFUSED with each reason, INVALID_INPUT.
 */
export const enterScoringScheme = defineAct({
  name: 'enterScoringScheme',
  event: 'SCORING_SCHEME_ENTERED',
  roles: ROLES,
  input: enterScoringSchemeInput,
  async run(act, input) {
    const { bureauId, editionId, kind } = input;
    await lockStandards(act, bureauId);
    const [edition] = await act.sql(
      `SELECT e.id FROM standard_edition e LEFT JOIN bureau of ON of.id = e.bureau_id JOIN bureau b ON b.id = $2
        WHERE e.id = $1 AND (of.id IS NULL OR ${holdsAt('of.region_code', 'b.region_code')})`,
      [editionId, bureauId],
    );
    if (!edition) throw notFound();
    const lines: SchemeLines = {
      kind,
      weights: input.weights ?? [],
      bands: (input.bands ?? []).map(({ grade, fromHundredths, toHundredths }) => ({
        grade,
        from: fromHundredths,
        to: toHundredths,
      })),
    };
    const decision = schemeDecision(lines);
    requireOpen('SCHEME_REFUSED', decision);
    const id = randomId();
    await act.insert(ScoringSchemeRow, {
      id,
      editionId,
      kind,
      title: input.title,
      provenance: input.provenance,
      note: input.note,
      inForceFrom: input.inForceFrom,
      inForceTo: input.inForceTo,
      bureauId,
      enteredBy: act.actor.personId,
      enteredAt: act.now,
    });
    if (kind === 'POINTS_100') {
      await act.insert(
        ScoringWeightRow,
        lines.weights.map((weight) => ({ schemeId: id, ...weight })),
      );
      await act.insert(
        ScoringBandRow,
        (input.bands ?? []).map((band) => ({ schemeId: id, ...band })),
      );
    }
    await act.record({
      things: [
        { kind: 'ScoringScheme', id },
        { kind: 'Bureau', id: bureauId },
      ],
      facts: { schemeId: id, editionId, kind, inForceFrom: input.inForceFrom, inForceTo: input.inForceTo },
      findings: decision.findings,
      provisions: ['S4-4.1c'],
    });
    return { schemeId: id };
  },
});
