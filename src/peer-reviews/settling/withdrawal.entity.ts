import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why a file was taken out of its campaign; it stays listed, under its pseudonym. */
@Entity('review_withdrawal')
export class ReviewWithdrawalRow {
  @PrimaryColumn('uuid') subjectId!: string;
  @Column('uuid') campaignId!: string;
  @Column('text') reason!: string;
  @Column('uuid') withdrawnBy!: string;
  @Column('timestamptz') withdrawnAt!: Date;
}
