import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GradeCode } from '../../standards/scoring.rules';

/** A file whose grade is known: read blind among others, it shows how strictly readers read. It counts in no result. */
@Entity('gold_file')
export class GoldFileRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') bureauId!: string;
  @Column('uuid') caseFileId!: string;
  @Column('text') schemeId!: string;
  @Column('text') grade!: GradeCode;
  @Column('text') reason!: string;
  @Column('uuid') setBy!: string;
  @Column('timestamptz') setAt!: Date;
  @Column('uuid', { nullable: true }) confirmedBy!: string | null;
  @Column('timestamptz', { nullable: true }) confirmedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) retiredAt!: Date | null;
}

/** What an indicator is known to deserve; neither points nor grade where it does not apply. */
@Entity('gold_value')
export class GoldValueRow {
  @PrimaryColumn('uuid') goldId!: string;
  @PrimaryColumn('smallint') indicatorNo!: number;
  @Column('smallint', { nullable: true }) points!: number | null;
  @Column('text', { nullable: true }) grade!: GradeCode | null;
}

/** Gold files that a campaign mixes in. */
@Entity('campaign_gold')
export class CampaignGoldRow {
  @PrimaryColumn('uuid') campaignId!: string;
  @PrimaryColumn('uuid') goldId!: string;
}
