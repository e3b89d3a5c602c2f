import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CaseKindCode } from '../../regulation';

/** Somebody in a bureau's pool of reviewers. */
@Entity('reviewer')
export class ReviewerRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') bureauId!: string;
  @Column('uuid') accountId!: string;
  @Column('uuid') personId!: string;
  @Column('date') practisingSince!: string;
  @Column('text', { array: true }) caseKinds!: CaseKindCode[];
  @Column('text') honours!: string;
  @Column('date', { nullable: true }) disciplinedOn!: string | null;
  @Column('text', { nullable: true }) disciplinaryNote!: string | null;
  @Column('date') availableFrom!: string;
  @Column('date', { nullable: true }) availableTo!: string | null;
  @Column('integer') mostFiles!: number;
  @Column('integer', { default: 0 }) version!: number;
  @Column('uuid') enrolledBy!: string;
  @Column('timestamptz') enrolledAt!: Date;
  @Column('uuid', { nullable: true }) endedBy!: string | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('text', { nullable: true }) endReason!: string | null;
}

export const DECLARATION_KINDS = ['PERSON', 'SERVICE_ORGANIZATION', 'AGENCY'] as const;
export type DeclarationKindCode = (typeof DECLARATION_KINDS)[number];

/** A conflict that a reviewer declared: with a person, an organisation or an agency, whatever the file. */
@Entity('reviewer_declaration')
export class ReviewerDeclarationRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') reviewerId!: string;
  @Column('text') kind!: DeclarationKindCode;
  @Column('uuid') targetId!: string;
  @Column('text') reason!: string;
  @Column('uuid') declaredBy!: string;
  @Column('timestamptz') declaredAt!: Date;
}

export const OBJECTION_OUTCOMES = ['UPHELD', 'DISMISSED'] as const;
export type ObjectionOutcomeCode = (typeof OBJECTION_OUTCOMES)[number];

/** A practitioner's objection to one of the pool as reader of a file of theirs that was drawn. */
@Entity('reviewer_objection')
export class ReviewerObjectionRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') campaignId!: string;
  @Column('uuid') caseFileId!: string;
  @Column('uuid') reviewerId!: string;
  @Column('uuid') personId!: string;
  @Column('text') reason!: string;
  @Column('timestamptz') madeAt!: Date;
  @Column('text', { nullable: true }) outcome!: ObjectionOutcomeCode | null;
  @Column('text', { nullable: true }) outcomeReason!: string | null;
  @Column('uuid', { nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
}

/** Why a reading was stopped; not who said so, for that may be the reader. */
@Entity('reading_stop')
export class ReadingStopRow {
  @PrimaryColumn('uuid') readingId!: string;
  @Column('uuid') campaignId!: string;
  @Column('text') cause!: string;
  @Column('text', { nullable: true }) ground!: string | null;
  @Column('text') reason!: string;
  @Column('timestamptz') stoppedAt!: Date;
}

/** A change of the pool while a drawn campaign was read, and why. */
@Entity('campaign_pool_change')
export class CampaignPoolChangeRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') campaignId!: string;
  @Column('uuid') reviewerId!: string;
  @Column('text') reason!: string;
  @Column('uuid') changedBy!: string;
  @Column('timestamptz') changedAt!: Date;
}
