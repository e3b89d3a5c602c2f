import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Provenance } from '../regulation';

/** 补贴标准: one edition of a bureau, in force from a day to a day (LAL-52). */
@Entity('tariff_edition')
export class TariffEditionRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') bureauId!: string;
  @Column('text') title!: string;
  @Column('text') document!: string;
  @Column('text') provenance!: Provenance;
  @Column('date') inForceFrom!: string;
  @Column('date', { nullable: true }) inForceTo!: string | null;
  @Column('smallint') earlyEndPercent!: number;
  /** How many lines it was entered with. */
  @Column('smallint') lineCount!: number;
  @Column('uuid', { nullable: true }) enteredBy!: string | null;
  @Column('timestamptz') enteredAt!: Date;
}

@Entity('tariff_line')
export class TariffLineRow {
  @PrimaryColumn('uuid') editionId!: string;
  @PrimaryColumn('text') code!: string;
  @Column('bigint') amountFen!: number;
}
