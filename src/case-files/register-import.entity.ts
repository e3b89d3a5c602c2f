import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RegisterProblem } from './register-problems';

export const REGISTER_IMPORT_STATES = ['READING', 'READ', 'FAILED', 'KEPT', 'DISCARDED', 'EXPIRED'] as const;
export type RegisterImportStateCode = (typeof REGISTER_IMPORT_STATES)[number];

export const REGISTER_OUTCOMES = ['GOOD', 'UNCHANGED', 'BAD'] as const;
export type RegisterOutcomeCode = (typeof REGISTER_OUTCOMES)[number];

/** An uploaded register: whose, what file, how far it was read, what became of it. */
@Entity('register_import')
export class RegisterImportRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') agencyId!: string;
  @Column('uuid') uploadedBy!: string;
  @Column('timestamptz') uploadedAt!: Date;
  @Column('bytea') digest!: Buffer;
  @Column('bigint') bytes!: number;
  @Column('text', { nullable: true }) format!: 'CSV' | 'XLSX' | null;
  @Column('text', { nullable: true }) encoding!: 'UTF-8' | 'GB18030' | null;
  @Column('text') state!: RegisterImportStateCode;
  @Column('integer', { default: 0 }) rowsRead!: number;
  @Column('integer', { default: 0 }) good!: number;
  @Column('integer', { default: 0 }) unchanged!: number;
  @Column('integer', { default: 0 }) bad!: number;
  /** Blank rows, titles, totals, signatures. */
  @Column('integer', { default: 0 }) skipped!: number;
  @Column('text', { array: true }) notes!: string[];
  @Column('text', { nullable: true }) failureCode!: string | null;
  @Column('text', { nullable: true }) failure!: string | null;
  @Column('timestamptz') touchedAt!: Date;
  @Column('uuid', { nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
}

/** One row of an uploaded register: its content sealed until the import is decided, its problems for good. */
@Entity('register_import_row')
export class RegisterImportLineRow {
  @PrimaryColumn('uuid') importId!: string;
  @PrimaryColumn('integer') rowNo!: number;
  @Column('text') outcome!: RegisterOutcomeCode;
  @Column('text', { nullable: true }) number!: string | null;
  @Column('bytea', { nullable: true }) idNumberDigest!: Buffer | null;
  @Column('bytea', { nullable: true }) nameDigest!: Buffer | null;
  @Column('bytea', { nullable: true }) sealed!: Buffer | null;
  @Column('jsonb') problems!: RegisterProblem[];
}
