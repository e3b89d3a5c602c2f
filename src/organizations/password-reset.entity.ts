import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A first password set anew by an administrator, with who asked for it and who approved it. */
@Entity('password_reset')
export class PasswordResetRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') accountId!: string;
  @Column('boolean') needsApproval!: boolean;
  /** Here only while a second administrator has not decided. */
  @Column('text', { nullable: true }) waitingHash!: string | null;
  @Column('uuid') askedBy!: string;
  @Column('timestamptz') askedAt!: Date;
  @Column('uuid', { nullable: true }) approvedBy!: string | null;
  @Column('timestamptz', { nullable: true }) approvedAt!: Date | null;
  @Column('uuid', { nullable: true }) withdrawnBy!: string | null;
  @Column('timestamptz', { nullable: true }) withdrawnAt!: Date | null;
  @Column('text', { nullable: true }) withdrawReason!: string | null;
}
