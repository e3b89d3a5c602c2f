import type { LedgerEntry, LedgerFacts, Thing } from '../platform/ledger';
import type { CityPaper } from './papers';

/** A row as the database will hold it: column names, plain values. Secrets are put in by the writer. */
export type Row = Readonly<Record<string, unknown>>;

/** Tables that a history writes, in the order in which their constraints and triggers want them. */
export const ORGANIZATION_TABLES = [
  'bureau',
  'agency',
  'case_organ',
  'service_organization',
  'person',
  'practitioner',
  'account',
  'appointment',
  'provision_adoption',
  'quality_commitment',
  'tariff_edition',
  'tariff_line',
] as const;

export const HANDLING_TABLES = [
  'proceeding',
  'recipient',
  'case_file',
  'part',
  'engagement',
  'paper_arrival',
  'closing',
  'termination',
  'subsidy',
] as const;

/** Written again and again while a file's history turns: once for every turn. */
export const TURN_TABLES = [
  'material',
  'activity',
  'quality_check',
  'check_withdrawal',
  'check_completion',
  'check_item',
  'check_signature',
  'subsidy_amount',
  'hold_lift',
  'release_batch',
  'subsidy_release',
  'release_outcome',
  'release_void',
  'subsidy_hold',
  'check_reopening',
] as const;

export type FixedTable = (typeof ORGANIZATION_TABLES)[number] | (typeof HANDLING_TABLES)[number];
export type TurnTable = (typeof TURN_TABLES)[number];

export interface LedgerLine extends LedgerEntry {
  readonly id: string;
}

/** Whoever acts, in the role and at the place for which they act. */
export interface Hat {
  readonly accountId: string;
  readonly personId: string;
  readonly role: string;
  readonly place: 'AGENCY' | 'BUREAU' | 'SERVICE_ORGANIZATION';
  readonly placeId: string;
}

export interface Deed {
  readonly act: string;
  readonly event: string;
  readonly facts: LedgerFacts;
  readonly provisions?: readonly string[];
  readonly things: readonly Thing[];
}

/**
 * Rows of a part of the city. A turn is one pass of a file through papers, check, signature and money:
 * a second check, a paper added after the signature, a release after a void belong to the next turn.
 */
export class Sheet {
  readonly fixed = new Map<FixedTable, Row[]>();
  readonly turns: Map<TurnTable, Row[]>[] = [];
  readonly lines: LedgerLine[] = [];
  /** Papers that files of this part hold, by digest. */
  readonly papers = new Map<string, CityPaper>();
  private readonly parts = new Set<string>();
  private readonly arrived = new Set<string>();
  private readonly byId = new Map<string, Record<string, unknown>>();
  /** Files sent back by a signed check: they were received while it was signed, and are not in the end. */
  readonly sentBack: { readonly id: string; readonly state: string }[] = [];

  add(table: FixedTable, row: Row): void {
    if (table === 'case_file' || table === 'engagement')
      this.byId.set(row.id as string, row as Record<string, unknown>);
    const rows = this.fixed.get(table);
    if (rows) rows.push(row);
    else this.fixed.set(table, [row]);
  }

  /** A file or an engagement goes in as it is in the end. */
  amend(id: string, changes: Row): void {
    Object.assign(this.byId.get(id) as Record<string, unknown>, changes);
  }

  sendBackLater(id: string, receivedAt: string): void {
    const row = this.byId.get(id) as Record<string, unknown>;
    this.sentBack.push({ id, state: row.state as string });
    this.amend(id, { state: 'RECEIVED', closed_received_at: receivedAt });
  }

  turn(turn: number, table: TurnTable, row: Row): void {
    while (this.turns.length <= turn) this.turns.push(new Map());
    const tables = this.turns[turn] as Map<TurnTable, Row[]>;
    const rows = tables.get(table);
    if (rows) rows.push(row);
    else tables.set(table, [row]);
  }

  /** A person's part in a file, once. */
  part(caseFileId: string, personId: string, part: string): void {
    const key = `${caseFileId} ${personId}`;
    if (this.parts.has(key)) return;
    this.parts.add(key);
    this.add('part', { case_file_id: caseFileId, person_id: personId, part });
  }

  /** The bytes of a paper, which arrive for a file once. */
  paper(caseFileId: string, paper: CityPaper, by: Hat, at: string): void {
    this.papers.set(paper.digest, paper);
    const key = `${caseFileId} ${paper.digest}`;
    if (this.arrived.has(key)) return;
    this.arrived.add(key);
    this.add('paper_arrival', {
      case_file_id: caseFileId,
      digest: `\\x${paper.digest}`,
      uploaded_by: by.personId,
      arrived_at: at,
    });
  }

  record(id: string, at: number, by: Hat | null, deed: Deed): void {
    this.lines.push({
      id,
      at: new Date(at),
      act: deed.act,
      event: deed.event,
      outcome: 'DONE',
      code: null,
      accountId: by?.accountId ?? null,
      personId: by?.personId ?? null,
      role: by?.role ?? null,
      onBehalf: by ? { kind: by.place, id: by.placeId } : null,
      facts: deed.facts,
      findings: null,
      provisions: deed.provisions ?? [],
      requestId: 'rehearsal-city',
      things: deed.things,
    });
  }

  rows(table: FixedTable): readonly Row[] {
    return this.fixed.get(table) ?? [];
  }
  rowsOfTurn(turn: number, table: TurnTable): readonly Row[] {
    return this.turns[turn]?.get(table) ?? [];
  }
}
