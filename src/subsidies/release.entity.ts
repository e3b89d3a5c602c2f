import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FindingView } from '../platform/refusal';

/** One call of release, for one subsidy or for thousands: counted, and each row answered for. */
@Entity('release_batch')
export class ReleaseBatchRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') releasedBy!: string;
  @Column('uuid') agencyId!: string;
  /** Version of the rules of the gate by which it was decided. */
  @Column('text') ruleSet!: string;
  @Column('integer') asked!: number;
  @Column('integer') released!: number;
  @Column('integer') refused!: number;
  @Column('bigint') releasedFen!: number;
  @Column('timestamptz') at!: Date;
}

const generated = (asExpression: string) =>
  ({ insert: false, update: false, generatedType: 'STORED', asExpression }) as const;

/** Release n of a subsidy; it needs the void of release n − 1, and foreign keys hold it to its signature and its amount. */
@Entity('subsidy_release')
export class SubsidyReleaseRow {
  @PrimaryColumn('uuid') subsidyId!: string;
  @PrimaryColumn('integer') n!: number;
  @Column({ type: 'integer', nullable: true, ...generated('NULLIF((n - 1), 0)') }) prev!: number | null;
  @Column({ type: 'text', ...generated("'QUALIFIED'") }) need!: string;
  @Column('uuid') checkId!: string;
  @Column('integer') round!: number;
  @Column('uuid') caseFileId!: string;
  @Column('uuid') releaserPersonId!: string;
  @Column({ type: 'text', ...generated("'RELEASER'") }) part!: string;
  @Column('integer') amountVersion!: number;
  @Column('bigint') amountFen!: number;
  @Column('uuid') batchId!: string;
  @Column('timestamptz') releasedAt!: Date;
}

/** The reversing entry of a release, by a second finance officer. */
@Entity('release_void')
export class ReleaseVoidRow {
  @PrimaryColumn('uuid') subsidyId!: string;
  @PrimaryColumn('integer') n!: number;
  @Column('uuid') releaserPersonId!: string;
  @Column('uuid') voiderPersonId!: string;
  @Column('bigint') amountFen!: number;
  @Column({ type: 'bigint', ...generated('(- amount_fen)') }) reversedFen!: number;
  @Column('text') reason!: string;
  @Column('timestamptz') voidedAt!: Date;
}

/** What became of one row of a batch: conditions as a bit mask, findings only where one was unmet. */
@Entity('release_outcome')
export class ReleaseOutcomeRow {
  @PrimaryColumn('uuid') batchId!: string;
  @PrimaryColumn('integer') rowNo!: number;
  @Column('text') asked!: string;
  @Column('uuid', { nullable: true }) subsidyId!: string | null;
  /** Null: released. */
  @Column('text', { nullable: true }) code!: string | null;
  @Column('integer') conditions!: number;
  @Column('jsonb', { nullable: true }) unmet!: readonly FindingView[] | null;
  @Column('uuid', { nullable: true }) checkId!: string | null;
  @Column('bigint', { nullable: true }) amountFen!: number | null;
}
