import { type LedgerEntry, ledgerSeal } from '../../src/platform/ledger';
import { sweepSignatures } from '../../src/quality-checks/verification';
import type { RawTraces } from '../support/random-acts-raw';
import type { Answer, World } from '../support/world';

/** What the server answered, as the clients heard it. */
export interface Heard {
  /** First entry of the ledger that each done act named, with who did what. */
  readonly done: Map<string, { readonly act: string; readonly accountId: string }>;
  /** Refusals by account, act and code. Of calls with one key at once, `most` were heard and at least one line is due. */
  readonly refused: Map<string, { least: number; most: number }>;
}

export const refusalOf = (accountId: string, act: string, code: string): string => `${accountId} ${act} ${code}`;

/** Compares what was heard with the ledger: every done act has its line, every refusal its own, and nothing else is there. */
export async function ledgerAgrees(
  world: World,
  heard: Heard,
  acts: readonly string[],
  before: readonly string[],
): Promise<string[]> {
  const wrong: string[] = [];
  const lines = await world.rows(
    `SELECT e.id, e.act, e.account_id AS "accountId", e.request_id AS "requestId" FROM ledger_entry e WHERE e.outcome = 'DONE' AND e.act = ANY ($1) AND e.id <> ALL ($2::uuid[])`,
    [acts, before],
  );
  const byId = new Map(lines.map((line) => [line.id, line]));
  const requests = new Set<string>();
  for (const [entryId, { act, accountId }] of heard.done) {
    const line = byId.get(entryId);
    if (!line) wrong.push(`${act}: no line ${entryId}`);
    else if (line.act !== act || line.accountId !== accountId) wrong.push(`${act}: line ${entryId} is of ${line.act}`);
    else if (requests.has(line.requestId)) wrong.push(`${act}: two acts in one request ${line.requestId}`);
    else requests.add(line.requestId);
  }
  for (const line of lines) {
    if (!requests.has(line.requestId)) wrong.push(`${line.act}: line ${line.id} of an act that nobody heard of`);
  }
  const refused = await world.rows(
    `SELECT account_id || ' ' || act || ' ' || code AS key, count(*)::integer AS n FROM ledger_entry WHERE outcome = 'REFUSED' AND act = ANY ($1) AND id <> ALL ($2::uuid[]) GROUP BY 1`,
    [acts, before],
  );
  const counted = new Map<string, number>(refused.map(({ key, n }) => [key, n]));
  for (const key of new Set([...counted.keys(), ...heard.refused.keys()])) {
    const { least, most } = heard.refused.get(key) ?? { least: 0, most: 0 };
    const n = counted.get(key) ?? 0;
    if (n < least || n > most) wrong.push(`refusals ${key}: ${n} lines, ${least} to ${most} heard`);
  }
  return wrong;
}

/** Recomputes the hash of every line. Gives their number and the ids whose content is not what was hashed. */
export async function ledgerHashes(world: World): Promise<{ lines: number; wrong: string[] }> {
  const wrong: string[] = [];
  let lines = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page: Answer[] = await world.rows(
      `SELECT id, at, act, event, outcome, code, account_id AS "accountId", person_id AS "personId", role, on_behalf_kind AS "placeKind", on_behalf_id AS "placeId",
              facts, findings, provisions, request_id AS "requestId", content_hash AS hash FROM ledger_entry WHERE id > $1 ORDER BY id LIMIT 2000`,
      [after],
    );
    const last = page.at(-1);
    if (!last) return { lines, wrong };
    for (const { hash, placeKind, placeId, ...line } of page) {
      const entry = { ...line, onBehalf: placeKind ? { kind: placeKind, id: placeId } : null } as LedgerEntry & {
        id: string;
      };
      if (!ledgerSeal(world.services.keys, entry).equals(hash)) wrong.push(entry.id);
    }
    lines += page.length;
    after = last.id;
  }
}

/**
 * The sweep must list the signatures that raw SQL forged, and no other. Structure lets a forged row in: bytes are not
 * the database's to verify. The server verifies them, so that no release of its own rests on one.
 */
export async function signaturesSwept(
  world: World,
  traces: RawTraces,
): Promise<{ examined: number; found: number; releasesOnForged: number; wrong: string[] }> {
  const sql = <T>(text: string, params: readonly unknown[] = []) => world.rows(text, [...params]) as Promise<T[]>;
  const { examined, unsound } = await sweepSignatures(sql, world.services.keys);
  const wrong: string[] = [];
  const found = new Set<string>();
  for (const { checkId, problems } of unsound) {
    if (!traces.forged.has(checkId)) {
      wrong.push(`the sweep lists ${checkId}, which nobody forged: ${problems.join(', ')}`);
    }
    found.add(checkId);
  }
  for (const checkId of traces.forged) {
    if (!found.has(checkId)) wrong.push(`the sweep does not list ${checkId}, which was forged`);
  }
  const [releases] = await world.rows(
    `SELECT count(*)::integer AS n FROM subsidy_release r JOIN release_batch b ON b.id = r.batch_id
      WHERE r.check_id = ANY ($1::uuid[]) AND b.rule_set <> 'RAW'`,
    [[...traces.forged]],
  );
  if (releases.n) wrong.push(`${releases.n} releases of the server rest on a forged signature`);
  return { examined, found: found.size, releasesOnForged: releases.n, wrong };
}
