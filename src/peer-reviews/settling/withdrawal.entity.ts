import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why a file leaves its campaign; for nothing else. */
export const WITHDRAWAL_GROUNDS = [
  'OUT_OF_SCOPE',
  'UNREADABLE',
  'OTHER_PROCEEDINGS',
  'IDENTITY_KNOWN',
  'NO_READERS',
] as const;
export type WithdrawalGroundCode = (typeof WITHDRAWAL_GROUNDS)[number];

export type WithdrawalOutcomeCode = 'WITHDRAWN' | 'REFUSED';

/** Why a file is taken out of its campaign; it stays listed, under its pseudonym. Decided by nobody: nobody was given it yet. */
@Entity('review_withdrawal')
export class ReviewWithdrawalRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subjectId!: string;
  @Column('uuid') campaignId!: string;
  @Column('text') ground!: WithdrawalGroundCode;
  @Column('text') reason!: string;
  @Column('uuid') askedBy!: string;
  @Column('timestamptz') askedAt!: Date;
  @Column('text', { nullable: true }) outcome!: WithdrawalOutcomeCode | null;
  @Column('text', { nullable: true }) outcomeReason!: string | null;
  @Column('uuid', { nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
}
