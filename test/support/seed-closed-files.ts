import { newId } from '../../src/platform/ids';
import type { AgencySeed, PractitionerSeed } from './seed';

export interface ClosedFilesOptions {
  readonly count: number;
  /** In turn: the first file is the first practitioner's. */
  readonly practitioners: readonly PractitionerSeed[];
  readonly caseKind?: 'CRIMINAL' | 'CIVIL' | 'ADMINISTRATIVE';
  readonly stage?: string;
  /** Day on which the closing was received. */
  readonly closedOn?: string;
  readonly sealed?: boolean;
}

let block = 0;

/** Received files with one engagement each, written past the API: many in a second, and nothing in them. Gives their ids. */
export async function closedFiles(agency: AgencySeed, options: ClosedFilesOptions): Promise<string[]> {
  const { count, practitioners, caseKind = 'CRIMINAL', closedOn = '2026-02-10', sealed = false } = options;
  const stage = options.stage ?? (caseKind === 'CRIMINAL' ? 'TRIAL' : 'LITIGATION');
  const { world } = agency.city;
  const clerk = await agency.clerk;
  const at = `${closedOn}T15:00:00+08:00`;
  block += 1;
  const ids = Array.from({ length: count }, newId);
  const rows = (sql: string, params: unknown[] = []) => world.rows(sql, params);
  const proceedingId = newId();
  const recipientId = newId();
  await rows('INSERT INTO proceeding (id, case_kind, cause, region_code, opened_at) VALUES ($1, $2, $3, $4, $5)', [
    proceedingId,
    caseKind,
    '虚构案由',
    agency.regionCode,
    at,
  ]);
  await rows('INSERT INTO recipient (id, name, without_id_number, registered_at) VALUES ($1, $2, $3, $4)', [
    recipientId,
    '虚构受援人',
    '测试',
    at,
  ]);
  await rows(
    `INSERT INTO case_file (id, agency_id, year, number, proceeding_id, recipient_id, case_kind, stage, ground, stage_began_on, stage_ended_on,
        in_custody, hearing_held, group_case, sensitive_case, sealed_record, received_on, state, registered_by, registered_at, closed_received_at)
     SELECT id, $2, 2026, $3 || '-' || n, $4, $5, $6, $7, 'NOTICE_MUST', '2026-01-05', '2026-01-30', false, true, false, false, $8,
            '2026-01-05', 'RECEIVED', $9, $10, $10 FROM unnest($1::uuid[]) WITH ORDINALITY AS f (id, n)`,
    [ids, agency.id, `测试${block}`, proceedingId, recipientId, caseKind, stage, sealed, clerk.personId, at],
  );
  const handlers = ids.map((_, n) => practitioners[n % practitioners.length] as PractitionerSeed);
  const files = [ids, handlers.map(({ personId }) => personId)];
  await rows(
    `INSERT INTO part (case_file_id, person_id, part) SELECT file, person, 'PRACTITIONER' FROM unnest($1::uuid[], $2::uuid[]) AS p (file, person)`,
    files,
  );
  await rows(
    `INSERT INTO engagement (id, case_file_id, practitioner_id, person_id, way, began_on, commissioned_by, commissioned_at)
     SELECT id, file, practitioner, person, 'ROTATION', '2026-01-05', $5, $6 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) AS e (id, file, practitioner, person)`,
    [ids.map(newId), ids, handlers.map(({ practitionerId }) => practitionerId), files[1], clerk.personId, at],
  );
  await rows(
    `INSERT INTO closing (id, case_file_id, round, submitted_by, submitted_at, findings, outcome, decision, decided_by, decided_at)
     SELECT id, file, 1, $3, $4, '[]', 'RECEIVED', '{}', $3, $4 FROM unnest($1::uuid[], $2::uuid[]) AS c (id, file)`,
    [ids.map(newId), ids, clerk.personId, at],
  );
  return ids;
}
