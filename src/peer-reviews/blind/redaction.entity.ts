import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { RedactionBox } from '../../papers/redaction';

/** Boxes over one page of a paper, by the digest of its bytes: whoever draws again makes a new version. */
@Entity('redaction')
export class RedactionRow {
  @PrimaryColumn('bytea') digest!: Buffer;
  @PrimaryColumn('integer') page!: number;
  @PrimaryColumn('integer') version!: number;
  @Column('jsonb') boxes!: readonly RedactionBox[];
  @Column('uuid') drawnBy!: string;
  @Column('timestamptz') drawnAt!: Date;
}

/** Somebody looked at every page of a paper and let readers see it with the boxes as they stood. */
@Entity('redaction_clearance')
export class RedactionClearanceRow {
  @PrimaryColumn('bytea') digest!: Buffer;
  @PrimaryColumn('integer') n!: number;
  @Column('uuid') clearedBy!: string;
  @Column('timestamptz') clearedAt!: Date;
}

/** A page of a cleared paper as readers see it, kept in the store of papers under its own digest. */
@Entity('redacted_page')
export class RedactedPageRow {
  @PrimaryColumn('bytea') digest!: Buffer;
  @PrimaryColumn('integer') n!: number;
  @PrimaryColumn('integer') page!: number;
  @Column('integer') version!: number;
  @Column('bytea') copyDigest!: Buffer;
  @Column('integer') size!: number;
  @Column('integer') width!: number;
  @Column('integer') height!: number;
}
