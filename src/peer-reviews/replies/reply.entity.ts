import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GradeCode } from '../../standards/scoring.rules';

/** What somebody who handled a file replies on one indicator: once. */
@Entity('review_reply')
export class ReviewReplyRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') campaignId!: string;
  @Column('uuid') caseFileId!: string;
  @Column('smallint') indicatorNo!: number;
  @Column('uuid') personId!: string;
  @Column('text') reply!: string;
  @Column('timestamptz') repliedAt!: Date;
}

/** What becomes of a reply, by somebody who did not read the file. */
@Entity('review_reply_decision')
export class ReviewReplyDecisionRow {
  @PrimaryColumn('uuid') replyId!: string;
  /** Who replied; never who decides. */
  @Column('uuid') personId!: string;
  /** UPHELD: the score stands. */
  @Column('text') outcome!: 'UPHELD' | 'CHANGED';
  @Column('smallint', { nullable: true }) points!: number | null;
  @Column('text', { nullable: true }) grade!: GradeCode | null;
  @Column('boolean', { default: false }) notApplicable!: boolean;
  @Column('text', { nullable: true }) overallGrade!: GradeCode | null;
  @Column('text') reasons!: string;
  @Column('uuid') decidedBy!: string;
  @Column('timestamptz') decidedAt!: Date;
}
