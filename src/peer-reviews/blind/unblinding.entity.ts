import { Column, Entity, PrimaryColumn } from 'typeorm';

export type UnblindingOutcomeCode = 'APPROVED' | 'REFUSED';

/** One person asks whose file a pseudonym stands for, another decides. Which file it is stands nowhere beside it. */
@Entity('unblinding')
export class UnblindingRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') campaignId!: string;
  @Column('uuid') subjectId!: string;
  @Column('text') reason!: string;
  @Column('uuid') askedBy!: string;
  @Column('timestamptz') askedAt!: Date;
  @Column('text', { nullable: true }) outcome!: UnblindingOutcomeCode | null;
  @Column('text', { nullable: true }) outcomeReason!: string | null;
  @Column('uuid', { nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
}
