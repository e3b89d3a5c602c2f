import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Finding } from '../regulation';
import type { TerminationGroundCode } from './vocabulary.types';

/** One round of handing in the closing file: what was found when it came, and how it was decided. */
@Entity('closing')
export class ClosingRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') caseFileId!: string;
  @Column('integer') round!: number;
  @Column('uuid') submittedBy!: string;
  @Column('timestamptz') submittedAt!: Date;
  /** All findings of completeness on the day of submission. */
  @Column('jsonb') findings!: readonly Finding[];
  @Column('text', { nullable: true }) outcome!: 'RECEIVED' | 'RETURNED' | null;
  /** All findings on which it was received or returned. */
  @Column('jsonb', { nullable: true }) decision!: readonly Finding[] | null;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('uuid', { nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
}

@Entity('termination')
export class TerminationRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') caseFileId!: string;
  @Column('text') ground!: TerminationGroundCode;
  @Column('text') provisionId!: string;
  @Column('text') reason!: string;
  /** Day on which the organ permitted self-defence (S0-23.1, S3-5.3). */
  @Column('date', { nullable: true }) permittedOn!: string | null;
  @Column('date') decidedOn!: string;
  @Column('uuid') decidedBy!: string;
  @Column('timestamptz') decidedAt!: Date;
  /** Day on which the written decision was served on the recipient (S0-22.2). */
  @Column('date', { nullable: true }) servedOn!: string | null;
  /** Day on which the handling organ was told in writing (S0-22.3). */
  @Column('date', { nullable: true }) organInformedOn!: string | null;
}
