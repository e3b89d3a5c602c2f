import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CaseKindCode, Indicator, IndicatorTopic, Provenance } from '../regulation';

/** One edition of the eight first-level indicators, as data: a bureau may enter the printed standard beside ours. */
@Entity('standard_edition')
export class StandardEditionRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') standard!: string;
  @Column('text', { array: true }) caseKinds!: CaseKindCode[];
  @Column('text') title!: string;
  @Column('text') provenance!: Provenance;
  @Column('text') note!: string;
  /** Null: in force from the beginning of our records. */
  @Column('date', { nullable: true }) inForceFrom!: string | null;
  @Column('date', { nullable: true }) inForceTo!: string | null;
}

@Entity('standard_indicator')
export class StandardIndicatorRow {
  @PrimaryColumn('text') editionId!: string;
  @PrimaryColumn('smallint') no!: number;
  @Column('text') topic!: IndicatorTopic;
  @Column('text') name!: string;
  @Column('text') provenance!: Provenance;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('jsonb') applicability!: Indicator['applicability'];
}
