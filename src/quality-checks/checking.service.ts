import type { PartCode } from '../case-files/engagement.entity';
import { Role } from '../platform/access/actor';
import { type Act, defineAct } from '../platform/act';
import { constraintMeans } from '../platform/constraints';
import { conflict, requireOpen } from '../platform/refusal';
import { move } from '../platform/states';
import { defineRule, type LegalPlace } from '../regulation';
import { type CheckDraft } from './check.types';
import {
  completionDecision,
  completionWarnings,
  designatedDecision,
  type IndicatorFacts,
  type MaterialFacts,
} from './completion.rules';
import { type LockedCheck, lockCheck, placeOf } from './quality-check.access';
import { CheckCompletionRow, CheckItemRow } from './quality-check.entity';
import { completeCheckInput, saveCheckDraftInput } from './quality-check.inputs';
import { checkStates } from './quality-check.states';

constraintMeans('completion_by_a_checker', 'CHECKER_HAS_OTHER_PART', '此人在本案卷已有其他职责，不能作检查专人');

const DRAFT_AS_READ = defineRule<{ givenVersion: number; currentVersion: number }>({
  code: 'DRAFT_AS_READ',
  provisions: [],
  provenance: 'HOUSE',
  met: '草稿没有被别处改过',
  unmet: ({ givenVersion, currentVersion }) => `草稿已改为第${currentVersion}版，提交所依据的是第${givenVersion}版`,
  cure: { by: 'QUALITY_CHECKER', text: '读取现有草稿，合并后再保存' },
});

/** Locks a check for its designated checker, and nobody else. */
async function lockForDesignated(act: Act, checkId: string): Promise<LockedCheck & { readonly place: LegalPlace }> {
  const locked = await lockCheck(act, checkId);
  const place = await placeOf(act, locked.file.regionCode);
  const designated = locked.check.checkerPersonId === act.actor.personId;
  requireOpen('NOT_THE_DESIGNATED_CHECKER', designatedDecision(place, designated));
  return { ...locked, place };
}

/** Keeps what the designated checker has so far. Refusals: NOT_THE_DESIGNATED_CHECKER, WRONG_STATE, DRAFT_CONFLICT (nothing is overwritten). */
export const saveCheckDraft = defineAct({
  name: 'saveCheckDraft',
  event: 'CHECK_DRAFT_SAVED',
  roles: [Role.QUALITY_CHECKER],
  input: saveCheckDraftInput,
  async run(act, { checkId, version, items, result, opinion }) {
    const { check } = await lockForDesignated(act, checkId);
    move(checkStates, 'saveCheckDraft', check.state);
    if (check.draftVersion !== version) {
      const facts = { givenVersion: version, currentVersion: check.draftVersion };
      throw conflict('DRAFT_CONFLICT', `草稿已在别处改过，现为第${check.draftVersion}版；请读取后合并`, [
        DRAFT_AS_READ.find(false, facts),
      ]);
    }
    const draft = { items, result, opinion } as CheckDraft;
    await act.write('UPDATE quality_check SET draft = $2, draft_version = draft_version + 1 WHERE id = $1', [
      checkId,
      JSON.stringify(draft),
    ]);
    await act.record({
      things: [{ kind: 'QualityCheck', id: checkId }],
      facts: { version: version + 1, items: items.length },
      provisions: ['S4-5.1a'],
    });
    return { checkId };
  },
});

interface StandardAndPapers {
  indicators: IndicatorFacts[];
  materials: MaterialFacts[];
  part: PartCode | null;
  recipientName: string;
}

/** The indicators of the check's edition as they stand for the file's stage, and the papers now in the file. */
async function standardAndPapers(act: Act, { check, file }: LockedCheck): Promise<StandardAndPapers> {
  const [found] = await act.sql<StandardAndPapers>(
    `SELECT (SELECT json_agg(json_build_object('no', n.no, 'applicability', n.applicability -> $3) ORDER BY n.no)
               FROM standard_indicator n WHERE n.edition_id = $2) AS indicators,
            (SELECT coalesce(json_agg(json_build_object('id', m.id, 'pages', m.pages)), '[]') FROM material m
              WHERE m.case_file_id = $1 AND NOT m.withdrawn AND NOT EXISTS (SELECT FROM material later WHERE later.supersedes_id = m.id)) AS materials,
            (SELECT part FROM part WHERE case_file_id = $1 AND person_id = $4) AS part,
            (SELECT r.name FROM recipient r WHERE r.id = $5) AS "recipientName"`,
    [file.id, check.editionId, file.stage, act.actor.personId, file.recipientId],
  );
  if (!found?.indicators) throw new Error(`edition ${check.editionId} has no indicators`);
  return found;
}

/**
 * Completes a check with all eight indicators and a proposed result (S4-5.1a). The person has the part of checker in
 * this file from here on. Refusals: NOT_THE_DESIGNATED_CHECKER, WRONG_STATE, COMPLETION_REFUSED with every finding.
 */
export const completeCheck = defineAct({
  name: 'completeCheck',
  event: 'CHECK_COMPLETED',
  roles: [Role.QUALITY_CHECKER],
  input: completeCheckInput,
  async run(act, { checkId, items, result, opinion }) {
    const locked = await lockForDesignated(act, checkId);
    const { check, file, place } = locked;
    const { provisions } = move(checkStates, 'completeCheck', check.state);
    const { indicators, materials, part, recipientName } = await standardAndPapers(act, locked);
    const decision = completionDecision({
      place,
      part,
      fileState: file.state,
      stage: file.stage,
      hearingHeld: file.hearingHeld,
      indicators,
      materials,
      items,
      opinion,
      recipientName,
    });
    requireOpen('COMPLETION_REFUSED', decision);
    const warnings = completionWarnings({ result, items, indicators });
    await act.write(
      `INSERT INTO part (case_file_id, person_id, part) VALUES ($1, $2, 'CHECKER') ON CONFLICT (case_file_id, person_id) DO NOTHING`,
      [file.id, act.actor.personId],
    );
    if (check.draft) await act.write('UPDATE quality_check SET draft = NULL WHERE id = $1', [checkId]);
    await act.insert(CheckCompletionRow, {
      checkId,
      round: check.round,
      caseFileId: file.id,
      checkerPersonId: act.actor.personId,
      result,
      opinion,
      revision: file.revision,
      completedAt: act.now,
    });
    await act.insert(
      CheckItemRow,
      items.map((item) => ({ ...item, checkId, caseFileId: file.id })),
    );
    await act.record({
      things: [
        { kind: 'QualityCheck', id: checkId },
        { kind: 'CaseFile', id: file.id },
      ],
      facts: { round: check.round, result, revision: file.revision },
      findings: [...decision.findings, ...warnings],
      provisions,
    });
    return { checkId };
  },
});
