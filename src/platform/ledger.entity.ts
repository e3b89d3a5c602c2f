import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FindingView } from './refusal';

/** One line of the ledger, for reading; it is written by `writeLedger` only. */
@Entity('ledger_entry')
export class LedgerEntryRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('timestamptz') at!: Date;
  @Column('text') act!: string;
  @Column('text') event!: string;
  @Column('text') outcome!: 'DONE' | 'REFUSED';
  @Column('text', { nullable: true }) code!: string | null;
  @Column('uuid', { nullable: true }) accountId!: string | null;
  @Column('uuid', { nullable: true }) personId!: string | null;
  @Column('text', { nullable: true }) role!: string | null;
  @Column('text', { nullable: true }) onBehalfKind!: string | null;
  @Column('uuid', { nullable: true }) onBehalfId!: string | null;
  @Column('jsonb') facts!: Record<string, unknown>;
  @Column('jsonb', { nullable: true }) findings!: FindingView[] | null;
  @Column('text', { array: true }) provisions!: string[];
  @Column('text') requestId!: string;
  @Column('bytea') contentHash!: Buffer;
}
