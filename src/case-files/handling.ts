import type { PractitionerKindCode } from '../organizations/person.entity';
import { Role } from '../platform/access/actor';
import type { Act } from '../platform/act';
import { conflict, notFound } from '../platform/refusal';
import { move, type Transition } from '../platform/states';
import { lockCaseFile } from './case-file.access';
import type { CaseFileRow, CaseFileStateCode } from './case-file.entity';
import { type CaseFileAct, caseFileStates } from './case-file.states';

export interface EngagementFacts {
  readonly id: string;
  readonly practitionerId: string;
  readonly personId: string;
  readonly kind: PractitionerKindCode;
  readonly beganOn: string;
  readonly endedOn: string | null;
}

export interface Handled {
  readonly file: CaseFileRow & { readonly regionCode: string };
  readonly step: Transition<CaseFileStateCode, CaseFileAct>;
  readonly engagements: readonly EngagementFacts[];
  /** The engagement that runs now; null before the first. */
  readonly current: EngagementFacts | null;
}

/**
 * Locks a file for an act of those who handle it: its practitioner of now, or a clerk of its agency. A practitioner who
 * was replaced still sees the file but adds nothing to it (NOT_ENGAGED).
 */
export async function lockHandled(act: Act, caseFileId: string, stateAct: CaseFileAct): Promise<Handled> {
  const file = await lockCaseFile(act, caseFileId);
  const engagements = await act.sql<EngagementFacts>(
    `SELECT e.id, e.practitioner_id AS "practitionerId", e.person_id AS "personId", p.kind, e.began_on AS "beganOn", e.ended_on AS "endedOn"
       FROM engagement e JOIN practitioner p ON p.id = e.practitioner_id WHERE e.case_file_id = $1 ORDER BY e.began_on, e.id`,
    [file.id],
  );
  const current = engagements.find(({ endedOn }) => endedOn === null) ?? null;
  if (act.appointment?.role === Role.PRACTITIONER && current?.practitionerId !== act.actor.practitionerId) {
    throw conflict('NOT_ENGAGED', '您已不再承办本案卷，只能查看');
  }
  return { file, engagements, current, step: move(caseFileStates, stateAct, file.state) };
}

/** The same, from a thing in the file: NOT_FOUND where the file is out of reach, exactly as if it were not there. */
export async function lockHandledBy(
  act: Act,
  table: 'material' | 'activity',
  id: string,
  stateAct: CaseFileAct,
): Promise<Handled> {
  const [found] = await act.sql<{ caseFileId: string }>(
    `SELECT case_file_id AS "caseFileId" FROM ${table} WHERE id = $1`,
    [id],
  );
  if (!found) throw notFound();
  return lockHandled(act, found.caseFileId, stateAct);
}
