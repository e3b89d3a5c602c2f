import { createHmac } from 'node:crypto';
import type { QueryRunner } from 'typeorm';
import { canonical } from './canonical';
import type { Keys } from './crypto';
import { type Prepared, rows } from './database/data-source';
import { newId } from './ids';
import type { FindingView } from './refusal';

/** Kinds of things that have a history. */
export const THING_KINDS = [
  'Account',
  'Adoption',
  'Agency',
  'Appointment',
  'Bureau',
  'CalendarYear',
  'CaseFile',
  'CaseOrgan',
  'Engagement',
  'GoldFile',
  'HouseValue',
  'Material',
  'Practitioner',
  'Proceeding',
  'QualityCheck',
  'QualityCommitment',
  'Reading',
  'Recipient',
  'RegisterImport',
  'ReleaseBatch',
  'ReviewCampaign',
  'Reviewer',
  'ScoringScheme',
  'ServiceOrganization',
  'SigningKey',
  'StandardEdition',
  'Subsidy',
  'TariffEdition',
] as const;
export type ThingKind = (typeof THING_KINDS)[number];

export interface Thing {
  readonly kind: ThingKind;
  readonly id: string;
}

/** Ids, dates, codes, counts and amounts – never names or numbers of persons. */
export type LedgerFacts = Readonly<Record<string, unknown>>;

export interface LedgerEntry {
  readonly id?: string;
  readonly at: Date;
  readonly act: string;
  readonly event: string;
  readonly outcome: 'DONE' | 'REFUSED';
  readonly code: string | null;
  readonly accountId: string | null;
  readonly personId: string | null;
  readonly role: string | null;
  readonly onBehalf: { readonly kind: string; readonly id: string } | null;
  readonly facts: LedgerFacts;
  readonly findings: readonly FindingView[] | null;
  readonly provisions: readonly string[];
  readonly requestId: string;
  readonly things: readonly Thing[];
}

type SealedLine = Omit<LedgerEntry, 'things'> & { readonly id: string };

/** What a line's seal covers; the same text can be rebuilt from the stored row. */
const ledgerContent = (entry: SealedLine): string =>
  canonical({
    id: entry.id,
    at: entry.at.toISOString(),
    act: entry.act,
    event: entry.event,
    outcome: entry.outcome,
    code: entry.code,
    accountId: entry.accountId,
    personId: entry.personId,
    role: entry.role,
    onBehalf: entry.onBehalf,
    facts: entry.facts,
    findings: entry.findings,
    provisions: entry.provisions,
    requestId: entry.requestId,
  });

/**
 * The seal of a line (HMAC-SHA-256): a line that was changed, or that somebody wrote past the server, does not bear it,
 * because the key is the server's and not the database's.
 */
export const ledgerSeal = (keys: Keys, entry: SealedLine): Buffer =>
  createHmac('sha256', keys.ledger).update(ledgerContent(entry)).digest();

/** A line of an import is read under a hundred thousand files: they are written in portions. */
const PORTION = 10_000;
const inPortions = (things: readonly Thing[]): Thing[][] =>
  Array.from({ length: Math.ceil(things.length / PORTION) }, (_, at) => things.slice(at * PORTION, (at + 1) * PORTION));

const LINE: Prepared = {
  name: 'ledger line',
  text: `WITH line AS (
       INSERT INTO ledger_entry (id, at, act, event, outcome, code, account_id, person_id, role, on_behalf_kind, on_behalf_id, facts, findings, provisions, request_id, content_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16))
     INSERT INTO ledger_thing (kind, thing_id, entry_id) SELECT DISTINCT kind, thing, $1::uuid FROM unnest($17::text[], $18::uuid[]) AS t (kind, thing)`,
};

/** Writes one line, and under which things it is read, in the caller's transaction. */
export async function writeLedger(runner: QueryRunner, keys: Keys, entry: LedgerEntry): Promise<string> {
  const id = entry.id ?? newId();
  const [first = [], ...more] = inPortions(entry.things);
  await rows(runner, LINE, [
    id,
    entry.at,
    entry.act,
    entry.event,
    entry.outcome,
    entry.code,
    entry.accountId,
    entry.personId,
    entry.role,
    entry.onBehalf?.kind ?? null,
    entry.onBehalf?.id ?? null,
    JSON.stringify(entry.facts),
    entry.findings ? JSON.stringify(entry.findings) : null,
    entry.provisions,
    entry.requestId,
    ledgerSeal(keys, { ...entry, id }),
    first.map((thing) => thing.kind),
    first.map((thing) => thing.id),
  ]);
  for (const portion of more) {
    await rows(
      runner,
      `INSERT INTO ledger_thing (kind, thing_id, entry_id) SELECT kind, thing, $1::uuid FROM unnest($2::text[], $3::uuid[]) AS t (kind, thing) ON CONFLICT DO NOTHING`,
      [id, portion.map((thing) => thing.kind), portion.map((thing) => thing.id)],
    );
  }
  return id;
}

type LineOutsideActs = Pick<LedgerEntry, 'at' | 'act' | 'event' | 'facts' | 'requestId' | 'things'> &
  Partial<Pick<LedgerEntry, 'outcome' | 'code' | 'accountId' | 'personId'>>;

/** A line of what nobody does in an office: of a sign-in, or of what the server does by itself. */
export const writeLedgerOutsideActs = (runner: QueryRunner, keys: Keys, line: LineOutsideActs): Promise<string> =>
  writeLedger(runner, keys, {
    outcome: 'DONE',
    code: null,
    accountId: null,
    personId: null,
    role: null,
    onBehalf: null,
    findings: null,
    provisions: [],
    ...line,
  });
