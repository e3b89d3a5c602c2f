import { allAdoptions } from '../organizations/adoptions';
import type { Act } from '../platform/act';
import { isId, newId } from '../platform/ids';
import { measuresOf } from '../platform/measures';
import { viewFinding } from '../platform/refusal';
import { sqlOf } from '../quality-checks/quality-check.access';
import { binds, type LegalPlace } from '../regulation';
import { ReleaseBatchRow } from './release.entity';
import { type ReleaseRow, releaseFacts } from './release.facts';
import {
  ALL_CONDITIONS,
  conditionsMet,
  RELEASE_RULE_SET,
  releaseDecision,
  releaseRefusalCode,
} from './release-gate.rules';

export interface BatchAgency {
  readonly id: string;
  readonly regionCode: string;
}

/** What became of one row asked; code null means released. */
export interface RowOutcome {
  readonly asked: string;
  readonly code: 'NOT_FOUND' | 'DUPLICATE_ROW' | 'ALREADY_RELEASED' | 'RELEASE_GATE_CLOSED' | null;
  readonly conditions: number;
  readonly facts: ReleaseRow | null;
}

/** Every release rests on these, as far as they hold at the place. */
const BASIS = ['S4-5.1a', 'S4-5.1b', 'S4-5.1c', 'BJ-LAR-32', 'LAL-52'];

export const releasePlace = async (act: Act, regionCode: string): Promise<LegalPlace> => ({
  regionCode,
  on: act.today,
  adoptions: await allAdoptions(act),
});

/** The provisions that a decision about money cites at this place. */
export const basisAt = (place: LegalPlace): string[] => BASIS.filter((id) => binds(id, place, place.adoptions).binds);

/** Locks everything the gate looks at, in the fixed order, and only then reads it: nothing can change before the commit. */
export async function lockedFacts(act: Act, ids: readonly string[]): Promise<ReadonlyMap<string, ReleaseRow>> {
  await act.sql('SELECT lock_for_release($1::uuid[])', [ids]);
  return releaseFacts(sqlOf(act), act.context.services.keys, ids, act.actor.personId);
}

/** Answers every row asked: its decision, or why there is none. Only ids in `reachable` exist for the actor. */
export async function decideRows(
  act: Act,
  asked: readonly string[],
  reachable: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<RowOutcome[]> {
  const facts = await lockedFacts(act, await reachable([...new Set(asked)].filter(isId)));
  const seen = new Set<string>();
  return asked.map((text) => {
    const row = facts.get(text) ?? null;
    if (!row) return { asked: text, code: 'NOT_FOUND', conditions: 0, facts: null };
    const conditions = conditionsMet(row);
    if (seen.has(text)) return { asked: text, code: 'DUPLICATE_ROW', conditions, facts: row };
    seen.add(text);
    return {
      asked: text,
      code: conditions === ALL_CONDITIONS ? null : releaseRefusalCode(row),
      conditions,
      facts: row,
    };
  });
}

/** Writes the batch: counted first, then parts, releases and outcomes, each in one statement, and one line in the ledger. */
export async function writeBatch(
  act: Act,
  agency: BatchAgency,
  outcomes: readonly RowOutcome[],
  place: LegalPlace,
): Promise<{ batchId: string; released: number }> {
  const sound = outcomes.flatMap(({ code, facts }) => (code === null && facts ? [facts] : []));
  const releasedFen = sound.reduce((total, row) => total + (row.amountFen ?? 0), 0);
  const batchId = newId();
  const counts = { asked: outcomes.length, released: sound.length, refused: outcomes.length - sound.length };
  await act.insert(ReleaseBatchRow, {
    id: batchId,
    releasedBy: act.actor.personId,
    agencyId: agency.id,
    ruleSet: RELEASE_RULE_SET,
    ...counts,
    releasedFen,
    at: act.now,
  });
  await writeReleases(act, batchId, sound);
  await writeOutcomes(act, batchId, outcomes, place);
  const known = outcomes.flatMap(({ code, facts }) => (facts && code !== 'DUPLICATE_ROW' ? [facts.subsidyId] : []));
  await act.record({
    things: [{ kind: 'ReleaseBatch', id: batchId }, ...known.map((id) => ({ kind: 'Subsidy', id }) as const)],
    facts: {
      batchId,
      agencyId: agency.id,
      ruleSet: RELEASE_RULE_SET,
      ...counts,
      releasedFen,
      refusedByCode: byCode(outcomes),
    },
    provisions: basisAt(place),
  });
  act.afterCommit(() => measuresOf(act.context.services).released(sound.length, releasedFen));
  return { batchId, released: sound.length };
}

const byCode = (outcomes: readonly RowOutcome[]): Record<string, number> => {
  const counted: Record<string, number> = {};
  for (const { code } of outcomes) if (code) counted[code] = (counted[code] ?? 0) + 1;
  return counted;
};

async function writeReleases(act: Act, batchId: string, sound: readonly ReleaseRow[]): Promise<void> {
  if (!sound.length) return;
  const files = sound.map((row) => row.caseFileId);
  await act.write(
    `INSERT INTO part (case_file_id, person_id, part) SELECT DISTINCT id, $2::uuid, 'RELEASER' FROM unnest($1::uuid[]) AS file (id)
     ON CONFLICT DO NOTHING`,
    [files, act.actor.personId],
  );
  await act.write(
    `INSERT INTO subsidy_release (subsidy_id, n, check_id, round, case_file_id, amount_version, amount_fen, releaser_person_id, batch_id, released_at)
     SELECT each.*, $8::uuid, $9::uuid, $10::timestamptz
       FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::integer[], $5::uuid[], $6::integer[], $7::bigint[]) AS each`,
    [
      sound.map((row) => row.subsidyId),
      sound.map((row) => row.lastRelease + 1),
      sound.map((row) => row.checkId),
      sound.map((row) => row.checkRound),
      files,
      sound.map((row) => row.amountVersion),
      sound.map((row) => row.amountFen),
      act.actor.personId,
      batchId,
      act.now,
    ],
  );
}

async function writeOutcomes(
  act: Act,
  batchId: string,
  outcomes: readonly RowOutcome[],
  place: LegalPlace,
): Promise<void> {
  const unmet = ({ code, facts }: RowOutcome): string | null =>
    facts && (code === 'RELEASE_GATE_CLOSED' || code === 'ALREADY_RELEASED')
      ? JSON.stringify(
          releaseDecision(facts, place)
            .findings.filter(({ met }) => !met)
            .map(viewFinding),
        )
      : null;
  await act.write(
    `INSERT INTO release_outcome (row_no, asked, subsidy_id, code, conditions, unmet, check_id, amount_fen, batch_id)
     SELECT each.no, each.asked, each.subsidy, each.code, each.conditions, each.unmet::jsonb, each.checked, each.fen, $8::uuid
       FROM unnest($1::integer[], $2::text[], $3::uuid[], $4::text[], $5::integer[], $6::text[], $7::uuid[], $9::bigint[])
         AS each (no, asked, subsidy, code, conditions, unmet, checked, fen)`,
    [
      outcomes.map((_, index) => index + 1),
      outcomes.map(({ asked }) => asked),
      outcomes.map(({ facts }) => facts?.subsidyId ?? null),
      outcomes.map(({ code }) => code),
      outcomes.map(({ conditions }) => conditions),
      outcomes.map(unmet),
      outcomes.map(({ facts }) => facts?.checkId ?? null),
      batchId,
      outcomes.map(({ code, facts }) => (code === null ? (facts?.amountFen ?? null) : null)),
    ],
  );
}
