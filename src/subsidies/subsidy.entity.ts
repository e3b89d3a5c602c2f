import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SubsidyStateCode } from './subsidy.states';
import type { DerivationLine } from './tariff.rules';

/** 办案补贴: what one engagement is paid. Its state follows its records; the database writes it. */
@Entity('subsidy')
export class SubsidyRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') caseFileId!: string;
  @Column('uuid') engagementId!: string;
  @Column('uuid') practitionerId!: string;
  @Column({ type: 'text', insert: false, update: false, default: 'PENDING' }) state!: SubsidyStateCode;
  @Column('timestamptz') aroseAt!: Date;
}

/** One version of an amount; the latest counts. A reason stands where a clerk changed it. */
@Entity('subsidy_amount')
export class SubsidyAmountRow {
  @PrimaryColumn('uuid') subsidyId!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('bigint') amountFen!: number;
  @Column('jsonb') derivation!: readonly DerivationLine[];
  @Column('uuid') tariffEditionId!: string;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('uuid') setBy!: string;
  @Column('timestamptz') setAt!: Date;
}

@Entity('subsidy_hold')
export class SubsidyHoldRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') subsidyId!: string;
  @Column('text') reason!: string;
  /** Who settles the matter for which the money waits. */
  @Column('uuid') ownerPersonId!: string;
  @Column('date') dueOn!: string;
  @Column('uuid') heldBy!: string;
  @Column('timestamptz') heldAt!: Date;
}

@Entity('hold_lift')
export class HoldLiftRow {
  @PrimaryColumn('uuid') holdId!: string;
  @Column('text') reason!: string;
  @Column('uuid') liftedBy!: string;
  @Column('timestamptz') liftedAt!: Date;
}
