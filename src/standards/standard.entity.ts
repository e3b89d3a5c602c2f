import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CaseKindCode, Indicator, IndicatorTopic, Provenance } from '../regulation';
import type { GradeCode, SchemeKindCode } from './scoring.rules';

/** One edition of the eight first-level indicators, as data: a bureau may enter the printed standard beside ours. */
@Entity('standard_edition')
export class StandardEditionRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') standard!: string;
  @Column('text', { array: true }) caseKinds!: CaseKindCode[];
  @Column('text') title!: string;
  @Column('text') provenance!: Provenance;
  @Column('text') note!: string;
  /** How many indicators of the second level it was entered with. */
  @Column('integer') secondLevels!: number;
  /** Null: in force from the beginning of our records. */
  @Column('date', { nullable: true }) inForceFrom!: string | null;
  @Column('date', { nullable: true }) inForceTo!: string | null;
  /** Whose it is and since when: null where it came with the software. */
  @Column('uuid', { nullable: true }) bureauId!: string | null;
  @Column('uuid', { nullable: true }) enteredBy!: string | null;
  @Column('timestamptz', { nullable: true }) enteredAt!: Date | null;
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

@Entity('standard_second_level')
export class StandardSecondLevelRow {
  @PrimaryColumn('text') editionId!: string;
  @PrimaryColumn('smallint') indicatorNo!: number;
  @PrimaryColumn('smallint') no!: number;
  @Column('text') name!: string;
  @Column('text') provenance!: Provenance;
}

/** How the eight of one edition become a result: points of a hundred, or grades that the reader weighs. */
@Entity('scoring_scheme')
export class ScoringSchemeRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') editionId!: string;
  @Column('text') kind!: SchemeKindCode;
  @Column('text') title!: string;
  @Column('text') provenance!: Provenance;
  @Column('text') note!: string;
  /** Null: in force from the beginning of our records. */
  @Column('date', { nullable: true }) inForceFrom!: string | null;
  @Column('date', { nullable: true }) inForceTo!: string | null;
  /** Whose it is and since when: null where it came with the software. */
  @Column('uuid', { nullable: true }) bureauId!: string | null;
  @Column('uuid', { nullable: true }) enteredBy!: string | null;
  @Column('timestamptz', { nullable: true }) enteredAt!: Date | null;
}

@Entity('scoring_weight')
export class ScoringWeightRow {
  @PrimaryColumn('text') schemeId!: string;
  @PrimaryColumn('smallint') indicatorNo!: number;
  @Column('integer') hundredths!: number;
}

@Entity('scoring_band')
export class ScoringBandRow {
  @PrimaryColumn('text') schemeId!: string;
  @PrimaryColumn('text') grade!: GradeCode;
  @Column('integer') fromHundredths!: number;
  @Column('integer') toHundredths!: number;
}
