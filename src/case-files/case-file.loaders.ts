import { Where } from '../platform/access/scope';
import type { Batch } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { manyBy, oneBy } from '../platform/loader';
import type { Decision } from '../regulation';
import { caseFileReach, worksOn } from './case-file.access';
import { CaseFileRow, ProceedingRow } from './case-file.entity';
import { ClosingRow, TerminationRow } from './closing.entity';
import { closingFactsOf } from './closing.gather';
import { closingDecision } from './closing.rules';
import { EngagementRow } from './engagement.entity';
import { ActivityRow, MaterialRow } from './papers.entity';

/** Files by id, those within the reader's scope; null for the rest, exactly as if they did not exist. */
export const visibleCaseFileById: Batch<string, CaseFileRow | null> = {
  name: 'visible case file by id',
  async fetch(context, keys) {
    if (!context.actor) return keys.map(() => null);
    const where = new Where();
    where.and(`t.id = ANY (${where.value(keys)}::uuid[])`).and(caseFileReach(where, context.actor, 't'));
    const found = await context.read<CaseFileRow>(
      `SELECT ${columnsOf(CaseFileRow, 't')} FROM case_file t WHERE ${where.text}`,
      where.params,
    );
    const byId = new Map(found.map((file) => [file.id, file]));
    return keys.map((key) => byId.get(key) ?? null);
  },
};

/** The file that continues this one, within the reader's scope. */
export const nextCaseFileOf: Batch<string, CaseFileRow | null> = {
  name: 'next case file',
  async fetch(context, keys) {
    if (!context.actor) return keys.map(() => null);
    const where = new Where();
    where.and(`t.previous_id = ANY (${where.value(keys)}::uuid[])`).and(caseFileReach(where, context.actor, 't'));
    const found = await context.read<CaseFileRow>(
      `SELECT ${columnsOf(CaseFileRow, 't')} FROM case_file t WHERE ${where.text}`,
      where.params,
    );
    const byPrevious = new Map(found.map((file) => [file.previousId, file]));
    return keys.map((key) => byPrevious.get(key) ?? null);
  },
};

/** The files of a proceeding – its stages and co-offenders – that are within the reader's scope. */
export const visibleFilesOfProceeding: Batch<string, CaseFileRow[]> = {
  name: 'visible case files of proceeding',
  async fetch(context, keys) {
    if (!context.actor) return keys.map(() => []);
    const where = new Where();
    where.and(`t.proceeding_id = ANY (${where.value(keys)}::uuid[])`).and(caseFileReach(where, context.actor, 't'));
    const found = await context.read<CaseFileRow>(
      `SELECT ${columnsOf(CaseFileRow, 't')} FROM case_file t WHERE ${where.text} ORDER BY t.stage_began_on, t.id`,
      where.params,
    );
    const byProceeding = new Map<string, CaseFileRow[]>(keys.map((key) => [key, []]));
    for (const file of found) byProceeding.get(file.proceedingId)?.push(file);
    return keys.map((key) => byProceeding.get(key) ?? []);
  },
};

// The rest hangs on files that are themselves within scope.
export const proceedingById = oneBy<ProceedingRow>(ProceedingRow, 'id', 'id');
export const engagementById = oneBy<EngagementRow>(EngagementRow, 'id', 'id');
export const materialById = oneBy<MaterialRow>(MaterialRow, 'id', 'id');
export const terminationOfFile = oneBy<TerminationRow>(TerminationRow, 'caseFileId', 'case_file_id');
export const engagementsOfFile = manyBy<EngagementRow>(EngagementRow, 'caseFileId', 'case_file_id', {
  order: 't.began_on, t.id',
});
/** What was told is read apart, when it is asked for and may be read. */
export const activitiesOfFile = manyBy<ActivityRow, 'place' | 'present' | 'summary'>(
  ActivityRow,
  'caseFileId',
  'case_file_id',
  { order: 't.took_place_on, t.id', without: ['place', 'present', 'summary'] },
);
export const toldInActivity = oneBy<ActivityRow>(ActivityRow, 'id', 'id');
/** What the store knows of the bytes of materials. */
export const paperOfMaterial: Batch<string, { readonly size: number; readonly mediaType: string }> = {
  name: 'paper of material',
  async fetch(context, keys) {
    const found = await context.read<{ id: string; size: number; mediaType: string }>(
      `SELECT m.id, p.size, p.media_type AS "mediaType" FROM material m JOIN paper p ON p.digest = m.digest WHERE m.id = ANY ($1::uuid[])`,
      [keys],
    );
    const byId = new Map(found.map(({ id, size, mediaType }) => [id, { size, mediaType }]));
    return keys.map((key) => {
      const paper = byId.get(key);
      if (!paper) throw new Error(`no paper of material ${key}`);
      return paper;
    });
  },
};
/** Whether the reader may have the bytes of a file's papers: only those who work on it. */
export const paperReadableOfFile: Batch<string, boolean> = {
  name: 'papers of case file readable',
  async fetch(context, keys) {
    if (!context.actor) return keys.map(() => false);
    const where = new Where();
    where.and(`t.id = ANY (${where.value(keys)}::uuid[])`).and(worksOn(where, context.actor, 't'));
    const found = await context.read<{ id: string }>(`SELECT t.id FROM case_file t WHERE ${where.text}`, where.params);
    const readable = new Set(found.map(({ id }) => id));
    return keys.map((key) => readable.has(key));
  },
};
export const materialsOfFile = manyBy<MaterialRow, 'digest'>(MaterialRow, 'caseFileId', 'case_file_id', {
  order: 't.catalogue_no, t.id',
  without: ['digest'],
});
export const closingsOfFile = manyBy<ClosingRow>(ClosingRow, 'caseFileId', 'case_file_id', { order: 't.round' });

/** Completeness of files as of today, by the rules of receiving. */
export const readinessOfFile: Batch<string, Decision> = {
  name: 'closing readiness of case file',
  async fetch(context, keys) {
    const facts = await closingFactsOf({ sql: (text, params) => context.read(text, params) }, keys, context.today);
    return keys.map((key) => {
      const known = facts.get(key);
      if (!known) throw new Error(`no facts of case file ${key}`);
      return closingDecision(known);
    });
  },
};
