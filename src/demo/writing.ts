import type { QueryRunner } from 'typeorm';
import type { Services } from '../platform/context';
import { idNumberDigest, type Keys, sealIdNumber } from '../platform/crypto';
import { rows } from '../platform/database/data-source';
import { ledgerSeal } from '../platform/ledger';
import { Breath } from './breath';
import { type CityPaper, PaperShelf } from './papers';
import type { Seals } from './seals';
import {
  HANDLING_TABLES,
  type LedgerLine,
  ORGANIZATION_TABLES,
  type Row,
  type Sheet,
  TURN_TABLES,
  type TurnTable,
} from './sheet';
import type { Counter } from './telling';

const bytes = (buffer: Buffer): string => `\\x${buffer.toString('hex')}`;

/** Rows of one table, ready for one statement: whatever costs work here is done before the database is asked. */
interface Shipment {
  readonly table: string;
  readonly columns: string;
  readonly json: string;
}

/** The columns are those of the first row; all rows of a table have the same. */
const shipment = (table: string, list: readonly Row[]): Shipment[] => {
  const [first] = list;
  return first ? [{ table, columns: Object.keys(first).join(', '), json: JSON.stringify(list) }] : [];
};

const ship = async (runner: QueryRunner, shipments: readonly Shipment[], onConflict = ''): Promise<void> => {
  for (const { table, columns, json } of shipments) {
    await rows(
      runner,
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json) ${onConflict}`,
      [json],
    );
  }
};

/** Identity numbers go in sealed, as everywhere. */
const sealed = (keys: Keys, row: Row): Row => {
  const { id_number: idNumber, ...rest } = row;
  const known = typeof idNumber === 'string';
  return {
    ...rest,
    id_number_cipher: known ? bytes(sealIdNumber(keys, idNumber)) : null,
    id_number_digest: known ? bytes(idNumberDigest(keys, idNumber)) : null,
  };
};

const paperRow = ({ digest, bytes, pages }: CityPaper, storedAt: Date): Row => ({
  digest: `\\x${digest}`,
  size: bytes.length,
  media_type: 'application/pdf',
  pages,
  stored_at: storedAt.toISOString(),
});

const entryOf = (keys: Keys, line: LedgerLine): Row => ({
  id: line.id,
  at: line.at,
  act: line.act,
  event: line.event,
  outcome: line.outcome,
  code: line.code,
  account_id: line.accountId,
  person_id: line.personId,
  role: line.role,
  on_behalf_kind: line.onBehalf?.kind ?? null,
  on_behalf_id: line.onBehalf?.id ?? null,
  facts: line.facts,
  findings: line.findings,
  provisions: line.provisions,
  request_id: line.requestId,
  content_hash: bytes(ledgerSeal(keys, line)),
});

async function ledgerShipments(keys: Keys, lines: readonly LedgerLine[], breath: Breath): Promise<Shipment[]> {
  const entries: Row[] = [];
  const things: Row[] = [];
  for (const line of lines) {
    entries.push(entryOf(keys, line));
    for (const { kind, id } of line.things) things.push({ kind, thing_id: id, entry_id: line.id });
    await breath.take();
  }
  return [...shipment('ledger_entry', entries), ...shipment('ledger_thing', things)];
}

interface Step {
  readonly table: TurnTable;
  readonly list: readonly Row[];
  readonly shipments: readonly Shipment[];
}

/** A part of the city ready to be written. */
export interface Cargo {
  readonly papers: readonly CityPaper[];
  readonly handling: readonly Shipment[];
  readonly steps: readonly Step[];
  readonly sentBack: Sheet['sentBack'];
  readonly counters: readonly Shipment[];
  readonly ledger: readonly Shipment[];
}

/** Tables whose rows are not simply put in. */
const OWN_WAY: readonly TurnTable[] = ['check_withdrawal', 'check_signature'];

const withdraw = async (runner: QueryRunner, list: readonly Row[]): Promise<void> => {
  await rows(
    runner,
    `UPDATE quality_check q SET state = 'WITHDRAWN', withdrawn_by = w.withdrawn_by, withdrawn_at = w.withdrawn_at, withdrawal_reason = w.withdrawal_reason
       FROM json_populate_recordset(NULL::quality_check, $1::json) w WHERE q.id = w.id`,
    [JSON.stringify(list)],
  );
};

/** Writes what was told, as the application's own role, with every constraint and trigger watching. */
export class Writer {
  private readonly shelf: PaperShelf;

  constructor(
    private readonly services: Services,
    private readonly seals: Seals,
    private readonly passwordHash: string,
  ) {
    this.shelf = new PaperShelf(services.papers);
  }

  /** People and places; what is there already stays as it is. */
  async organizations(runner: QueryRunner, sheet: Sheet): Promise<void> {
    const { keys } = this.services;
    for (const table of ORGANIZATION_TABLES) {
      const list = sheet.rows(table).map((row) => {
        if (table === 'person') return sealed(keys, row);
        return table === 'account' ? { ...row, password_hash: this.passwordHash } : row;
      });
      await ship(runner, shipment(table, list), 'ON CONFLICT DO NOTHING');
    }
    await ship(runner, await ledgerShipments(keys, sheet.lines, new Breath()), 'ON CONFLICT DO NOTHING');
  }

  async prepare(sheet: Sheet, counters: readonly Counter[], breath: Breath): Promise<Cargo> {
    const { keys } = this.services;
    const handling: Shipment[] = [];
    for (const table of HANDLING_TABLES) {
      const list = sheet.rows(table);
      handling.push(...shipment(table, table === 'recipient' ? list.map((row) => sealed(keys, row)) : list));
      await breath.take();
    }
    const steps: Step[] = [];
    for (let turn = 0; turn < sheet.turns.length; turn += 1) {
      for (const table of TURN_TABLES) {
        const list = sheet.rowsOfTurn(turn, table);
        if (!list.length) continue;
        steps.push({ table, list, shipments: OWN_WAY.includes(table) ? [] : shipment(table, list) });
        await breath.take();
      }
    }
    const last = counters.map(({ agencyId, year, last }) => ({ agency_id: agencyId, year, last }));
    return {
      papers: [...sheet.papers.values()],
      handling,
      steps,
      sentBack: sheet.sentBack,
      counters: shipment('case_number_counter', last),
      ledger: await ledgerShipments(keys, sheet.lines, breath),
    };
  }

  async histories(runner: QueryRunner, cargo: Cargo): Promise<void> {
    await this.shelf.keep(runner, cargo.papers);
    await ship(
      runner,
      shipment(
        'paper',
        cargo.papers.map((paper) => paperRow(paper, this.services.clock.now())),
      ),
      'ON CONFLICT DO NOTHING',
    );
    await ship(runner, cargo.handling);
    for (const step of cargo.steps) await this.step(runner, step);
    for (const { id, state } of cargo.sentBack) {
      await rows(runner, 'UPDATE case_file SET state = $2, closed_received_at = NULL WHERE id = $1', [id, state]);
    }
    await ship(
      runner,
      cargo.counters,
      'ON CONFLICT (agency_id, year) DO UPDATE SET last = greatest(case_number_counter.last, excluded.last)',
    );
    await ship(runner, cargo.ledger);
  }

  private async step(runner: QueryRunner, { table, list, shipments }: Step): Promise<void> {
    await ship(runner, shipments);
    if (table === 'check_withdrawal') await withdraw(runner, list);
    if (table === 'check_signature') await this.sign(runner, list);
  }

  private async sign(runner: QueryRunner, wanted: readonly Row[]): Promise<void> {
    await ship(runner, shipment('check_signature', await this.seals.sign(runner, wanted)));
  }
}
