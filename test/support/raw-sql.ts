import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { newId } from '../../src/platform/ids';
import { ARRIVAL } from './seed-papers';
import type { World } from './world';

/** Records written past the server, as whole and as plausible as its own: what is left to stop them is the database. */

export interface RawRelease {
  readonly subsidyId: string;
  readonly officerPersonId: string;
  /** What is written instead of the true values. */
  readonly instead?: Partial<{
    n: number;
    checkId: string;
    round: number;
    amountVersion: number;
    amountFen: number;
    asked: number;
    released: number;
    releasedFen: number;
    agencyId: string;
    batchId: string;
    withoutPart: boolean;
    withoutOutcome: boolean;
  }>;
}

interface Facts {
  caseFileId: string;
  agencyId: string;
  n: number;
  checkId: string | null;
  round: number | null;
  version: number | null;
  fen: number | null;
}

const FACTS = `
  SELECT s.case_file_id AS "caseFileId", f.agency_id AS "agencyId", q.id AS "checkId", q.round, a.version, a.amount_fen AS fen,
         1 + coalesce((SELECT max(r.n) FROM subsidy_release r WHERE r.subsidy_id = s.id), 0) AS n
    FROM subsidy s JOIN case_file f ON f.id = s.case_file_id
    LEFT JOIN LATERAL (SELECT id, round FROM quality_check WHERE case_file_id = f.id ORDER BY round DESC LIMIT 1) q ON true
    LEFT JOIN LATERAL (SELECT version, amount_fen FROM subsidy_amount WHERE subsidy_id = s.id ORDER BY version DESC LIMIT 1) a ON true
   WHERE s.id = $1`;

/** A release with its batch, part and outcome, inside the caller's transaction. */
export async function rawRelease(client: Client, { subsidyId, officerPersonId, instead = {} }: RawRelease) {
  const [facts] = (await client.query<Facts>(FACTS, [subsidyId])).rows;
  if (!facts) throw new Error(`no subsidy ${subsidyId}`);
  const batchId = instead.batchId ?? newId();
  const fen = instead.amountFen ?? facts.fen ?? 0;
  const checkId = instead.checkId ?? facts.checkId ?? newId();
  const released = instead.released ?? 1;
  if (!instead.batchId) {
    await client.query(
      `INSERT INTO release_batch (id, released_by, agency_id, rule_set, asked, released, refused, released_fen, at) VALUES ($1, $2, $3, 'RAW', $4, $5, $6, $7, now())`,
      [
        batchId,
        officerPersonId,
        instead.agencyId ?? facts.agencyId,
        instead.asked ?? released,
        released,
        (instead.asked ?? released) - released,
        instead.releasedFen ?? fen,
      ],
    );
  }
  if (!instead.withoutPart) await rawPart(client, facts.caseFileId, officerPersonId, 'RELEASER');
  await client.query(
    `INSERT INTO subsidy_release (subsidy_id, n, check_id, round, case_file_id, releaser_person_id, amount_version, amount_fen, batch_id, released_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
    [
      subsidyId,
      instead.n ?? facts.n,
      checkId,
      instead.round ?? facts.round ?? 1,
      facts.caseFileId,
      officerPersonId,
      instead.amountVersion ?? facts.version ?? 1,
      fen,
      batchId,
    ],
  );
  if (!instead.withoutOutcome) {
    await client.query(
      `INSERT INTO release_outcome (batch_id, row_no, asked, subsidy_id, conditions, check_id, amount_fen)
       SELECT $1, 1 + coalesce(max(row_no), 0), $2::uuid::text, $2, 4095, $3, $4 FROM release_outcome WHERE batch_id = $1`,
      [batchId, subsidyId, checkId, fen],
    );
  }
  return batchId;
}

export const rawPart = (client: Client, caseFileId: string, personId: string, part: string) =>
  client.query(
    'INSERT INTO part (case_file_id, person_id, part) VALUES ($1, $2, $3) ON CONFLICT (case_file_id, person_id, part) DO NOTHING',
    [caseFileId, personId, part],
  );

/** Reopens a signed check; as the server does, the state follows. */
export async function rawReopening(client: Client, checkId: string, personId: string): Promise<void> {
  await client.query(
    `INSERT INTO check_reopening (check_id, reason, reopened_by, reopened_at) VALUES ($1, '绕过服务重新打开', $2, now())`,
    [checkId, personId],
  );
}

export async function rawVoid(client: Client, subsidyId: string, personId: string): Promise<void> {
  await client.query(
    `INSERT INTO release_void (subsidy_id, n, releaser_person_id, voider_person_id, amount_fen, reason, voided_at)
     SELECT subsidy_id, n, releaser_person_id, $2, amount_fen, '绕过服务撤销', now() FROM subsidy_release WHERE subsidy_id = $1 ORDER BY n DESC LIMIT 1`,
    [subsidyId, personId],
  );
}

export async function rawHold(client: Client, subsidyId: string, personId: string): Promise<void> {
  await client.query(
    `INSERT INTO subsidy_hold (id, subsidy_id, reason, owner_person_id, due_on, held_by, held_at) VALUES ($1, $2, '绕过服务暂缓', $3, '2026-12-31', $3, now())`,
    [newId(), subsidyId, personId],
  );
}

export async function rawAmount(client: Client, subsidyId: string, personId: string, fen: number): Promise<void> {
  await client.query(
    `INSERT INTO subsidy_amount (subsidy_id, version, amount_fen, derivation, tariff_edition_id, reason, set_by, set_at)
     SELECT subsidy_id, version + 1, $3, jsonb_build_array(jsonb_build_object('code', 'RAW', 'text', '绕过', 'fen', $3::bigint, 'source', 'RAW')), tariff_edition_id, '绕过服务改金额', $2, now()
       FROM subsidy_amount WHERE subsidy_id = $1 ORDER BY version DESC LIMIT 1`,
    [subsidyId, personId, fen],
  );
}

export async function rawMaterial(client: Client, caseFileId: string, personId: string): Promise<void> {
  const id = newId();
  await client.query(ARRIVAL, [caseFileId, createHash('sha256').update('raw').digest('hex'), 1]);
  await client.query(
    `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at)
     VALUES ($1, $2, 14, '绕过服务入卷', 1, sha256('raw'), 0, $3, now())`,
    [id, caseFileId, personId],
  );
}

/** As the owner, who alone could: papers that changed under a signature, for what must hold even then. */
export async function underTheSignature(world: World, sql: string, params: unknown[]): Promise<void> {
  await world.rows('ALTER TABLE material DISABLE TRIGGER material_under_signature', []);
  await world.rows(sql, params);
  await world.rows('ALTER TABLE material ENABLE TRIGGER material_under_signature', []);
}

export interface RawSignature {
  readonly checkId: string;
  readonly signerPersonId: string;
  readonly keyId: string;
  readonly bytes: Buffer;
  readonly result?: string;
  readonly canonical?: string;
}

/** A signature row with bytes that no key made. */
export async function rawSignature(client: Client, raw: RawSignature): Promise<void> {
  const found = await client.query(
    'SELECT case_file_id, round, result, revision FROM check_completion WHERE check_id = $1',
    [raw.checkId],
  );
  const completion = found.rows[0];
  const [check] = completion
    ? []
    : (await client.query('SELECT case_file_id, round FROM quality_check WHERE id = $1', [raw.checkId])).rows;
  const on = completion ?? { ...check, result: 'QUALIFIED', revision: 1 };
  await rawPart(client, on.case_file_id, raw.signerPersonId, 'SIGNER');
  await client.query(
    `INSERT INTO check_signature (check_id, round, case_file_id, result, revision, signer_person_id, key_id, canonical, signature, signed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
    [
      raw.checkId,
      on.round,
      on.case_file_id,
      raw.result ?? on.result,
      on.revision,
      raw.signerPersonId,
      raw.keyId,
      raw.canonical ?? '{}',
      raw.bytes,
    ],
  );
}

/** The constraint, or else the SQLSTATE, that stopped a statement. */
export function stoppedBy(error: unknown): string {
  const { constraint, code, message } = error as { constraint?: string; code?: string; message?: string };
  if (constraint) return constraint;
  if (code === '42501') return 'permission_denied';
  if (!code) throw error;
  return code === '40001' ? 'serialization_failure' : code === '40P01' ? 'deadlock' : `${code} ${message}`;
}

export const NOTHING_STOPPED_IT = 'nothing stopped it';
export const DENIED = '42501';

/** What stops an attempt: the constraint's name, or else the SQLSTATE; NOTHING_STOPPED_IT where nothing does. Nothing of it stays. */
export async function whatStops(client: Client, attempt: () => Promise<unknown>): Promise<string> {
  await client.query('BEGIN');
  try {
    await attempt();
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    return NOTHING_STOPPED_IT;
  } catch (error) {
    const { constraint, code } = error as { constraint?: string; code?: string };
    if (!constraint && !code) throw error;
    return constraint ?? (code as string);
  } finally {
    await client.query('ROLLBACK');
  }
}
