import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GradeCode } from '../../standards/scoring.rules';

/** A reason in terms of the file's own papers: a page of one, or that the file lacks it. */
export interface ResultReason {
  readonly text: string;
  readonly evidence: readonly {
    readonly materialId: string | null;
    readonly page: number | null;
    readonly absent: boolean;
  }[];
}

/** The final result of one file in one campaign. */
@Entity('review_result')
export class ReviewResultRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') campaignId!: string;
  @Column('uuid') caseFileId!: string;
  @Column('text') editionId!: string;
  @Column('text') schemeId!: string;
  @Column('text') way!: 'SINGLE' | 'AGREED' | 'THIRD_READER' | 'GROUP';
  @Column('text') grade!: GradeCode;
  @Column('bigint', { nullable: true }) totalNumerator!: number | null;
  @Column('bigint', { nullable: true }) totalDenominator!: number | null;
  @Column('boolean') changedByReply!: boolean;
  @Column('timestamptz') finalisedAt!: Date;
}

@Entity('review_result_indicator')
export class ReviewResultIndicatorRow {
  @PrimaryColumn('uuid') resultId!: string;
  @PrimaryColumn('smallint') indicatorNo!: number;
  @Column('bigint', { nullable: true }) pointsNumerator!: number | null;
  @Column('bigint', { nullable: true }) pointsDenominator!: number | null;
  @Column('text', { nullable: true }) grade!: GradeCode | null;
  @Column('boolean') notApplicable!: boolean;
  @Column('jsonb') reasons!: readonly ResultReason[];
  @Column('boolean') changedByReply!: boolean;
}

/** Something to put right by a day, ticked off by the coordinator. */
@Entity('improvement_point')
export class ImprovementPointRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') campaignId!: string;
  @Column('uuid') caseFileId!: string;
  @Column('smallint') indicatorNo!: number;
  @Column('text') text!: string;
  @Column('date') dueOn!: string;
  @Column('uuid') enteredBy!: string;
  @Column('timestamptz') enteredAt!: Date;
  @Column('uuid', { nullable: true }) tickedBy!: string | null;
  @Column('timestamptz', { nullable: true }) tickedAt!: Date | null;
  @Column('text', { nullable: true }) tickNote!: string | null;
}
