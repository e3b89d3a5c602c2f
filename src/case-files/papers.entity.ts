import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ActivityKindCode } from './vocabulary.types';

/** Bytes that the store keeps, once for each digest. */
@Entity('paper')
export class PaperRow {
  /** SHA-256 of the content. */
  @PrimaryColumn('bytea') digest!: Buffer;
  @Column('bigint') size!: number;
  @Column('text') mediaType!: string;
  /** A recording counts as one (HOUSE). */
  @Column('integer') pages!: number;
  @Column('timestamptz') storedAt!: Date;
}

/** That the bytes arrived for this file: only then may a material of it be these bytes. */
@Entity('paper_arrival')
export class PaperArrivalRow {
  @PrimaryColumn('uuid') caseFileId!: string;
  @PrimaryColumn('bytea') digest!: Buffer;
  @Column('uuid') uploadedBy!: string;
  @Column('timestamptz') arrivedAt!: Date;
}

/** One version of a paper; a later version names the one it supersedes, and nothing is ever changed or removed. */
@Entity('material')
export class MaterialRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') caseFileId!: string;
  @Column('smallint') catalogueNo!: number;
  @Column('text') title!: string;
  /** Those of its bytes; set by the database. */
  @Column('integer') pages!: number;
  /** SHA-256 of the content. */
  @Column('bytea') digest!: Buffer;
  @Column('uuid', { nullable: true }) supersedesId!: string | null;
  /** This version says that the paper was taken out of the file. */
  @Column('boolean', { default: false }) withdrawn!: boolean;
  @Column('text', { nullable: true }) withdrawalReason!: string | null;
  /** The file's revision that this version made; set by the database. */
  @Column('integer') revision!: number;
  @Column('uuid') recordedBy!: string;
  @Column('timestamptz') recordedAt!: Date;
}

/** What a practitioner did, where and with whom, what was told, and which paper proves it. Corrected by superseding. */
@Entity('activity')
export class ActivityRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') caseFileId!: string;
  @Column('uuid') engagementId!: string;
  @Column('text') kind!: ActivityKindCode;
  @Column('date') tookPlaceOn!: string;
  @Column('text') place!: string;
  @Column('text') present!: string;
  @Column('text') summary!: string;
  @Column('boolean') toldRights!: boolean;
  @Column('boolean') toldDuties!: boolean;
  @Column('boolean') toldRisks!: boolean;
  @Column('uuid', { nullable: true }) materialId!: string | null;
  @Column('uuid', { nullable: true }) supersedesId!: string | null;
  @Column('uuid') recordedBy!: string;
  @Column('timestamptz') recordedAt!: Date;
}
