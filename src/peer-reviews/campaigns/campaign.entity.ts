import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CaseKindCode, CaseStageCode } from '../../regulation';
import type { SchemeKindCode } from '../../standards/scoring.rules';
import type {
  CampaignStateCode,
  DivergenceRule,
  DrawPartCode,
  RecusalPolicy,
  TargetReasonCode,
} from './campaign-settings.types';

/** A campaign of peer review: its plan, which stands once a seed is committed, and how far it went. */
@Entity('review_campaign')
export class ReviewCampaignRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') bureauId!: string;
  @Column('char', { length: 6 }) regionCode!: string;
  @Column('text') title!: string;
  @Column('text') alias!: string;
  @Column('date') periodFrom!: string;
  @Column('date') periodTo!: string;
  @Column('boolean') byStage!: boolean;
  @Column('text') schemeKind!: SchemeKindCode;
  @Column('smallint') readersPerFile!: number;
  @Column('integer') shareHundredths!: number;
  @Column('integer') leastPerStratum!: number;
  @Column('integer') leastPerPractitioner!: number;
  @Column('boolean') blind!: boolean;
  @Column('jsonb') divergence!: DivergenceRule;
  @Column('jsonb') recusal!: RecusalPolicy;
  @Column('integer') readingDays!: number;
  @Column('integer') objectionDays!: number;
  @Column('integer') replyDays!: number;
  @Column('integer') correctionDays!: number;
  @Column('integer') minutesPerFile!: number;
  @Column('integer') agreementLine!: number;
  @Column('text') state!: CampaignStateCode;
  @Column('integer', { default: 0 }) version!: number;
  @Column('uuid') plannedBy!: string;
  @Column('timestamptz') plannedAt!: Date;
  @Column('bytea', { nullable: true }) frameDigest!: Buffer | null;
  @Column('integer', { nullable: true }) frameSize!: number | null;
  @Column('uuid', { nullable: true }) frozenBy!: string | null;
  @Column('timestamptz', { nullable: true }) frozenAt!: Date | null;
  @Column('uuid', { nullable: true }) drawnBy!: string | null;
  @Column('timestamptz', { nullable: true }) drawnAt!: Date | null;
  @Column('date', { nullable: true }) objectionsDueOn!: string | null;
  @Column('date', { nullable: true }) readingDueOn!: string | null;
  @Column('timestamptz', { nullable: true }) repliesOpenedAt!: Date | null;
  @Column('date', { nullable: true }) repliesDueOn!: string | null;
  @Column('uuid', { nullable: true }) finalisedBy!: string | null;
  @Column('timestamptz', { nullable: true }) finalisedAt!: Date | null;
  @Column('uuid', { nullable: true }) abandonedBy!: string | null;
  @Column('timestamptz', { nullable: true }) abandonedAt!: Date | null;
  @Column('text', { nullable: true }) abandonReason!: string | null;
}

/** Edition and scheme of one kind of case: named when the campaign is planned, never exchanged. */
@Entity('campaign_edition')
export class CampaignEditionRow {
  @PrimaryColumn('uuid') campaignId!: string;
  @PrimaryColumn('text') caseKind!: CaseKindCode;
  @Column('text') editionId!: string;
  @Column('text') schemeId!: string;
  @Column('text') schemeKind!: SchemeKindCode;
  @Column('integer', { nullable: true }) shareHundredths!: number | null;
}

/** One person's seed: its commitment from the beginning, itself only from the draw on. */
@Entity('campaign_seed')
export class CampaignSeedRow {
  @PrimaryColumn('uuid') campaignId!: string;
  @PrimaryColumn('smallint') party!: 1 | 2;
  @Column('bytea') commitment!: Buffer;
  @Column('bytea') seedCipher!: Buffer;
  @Column('text', { nullable: true }) seed!: string | null;
  @Column('uuid') personId!: string;
  @Column('timestamptz') givenAt!: Date;
  @Column('timestamptz', { nullable: true }) revealedAt!: Date | null;
}

@Entity('campaign_target')
export class CampaignTargetRow {
  @PrimaryColumn('uuid') campaignId!: string;
  @PrimaryColumn('uuid') caseFileId!: string;
  @Column('text') reasonCode!: TargetReasonCode;
  @Column('text') reason!: string;
  @Column('uuid') addedBy!: string;
  @Column('timestamptz') addedAt!: Date;
}

/** A file as it stood at the freeze: what becomes of it later changes nothing here. */
@Entity('campaign_frame')
export class CampaignFrameRow {
  @PrimaryColumn('uuid') campaignId!: string;
  @PrimaryColumn('uuid') caseFileId!: string;
  @Column('uuid') agencyId!: string;
  @Column('text') caseKind!: CaseKindCode;
  @Column('text') stage!: CaseStageCode;
  @Column('date') closedOn!: string;
  @Column('uuid', { array: true }) practitionerIds!: string[];
  @Column('boolean') inFrame!: boolean;
  @Column('text', { nullable: true }) reasonCode!: TargetReasonCode | null;
}

@Entity('campaign_draw')
export class CampaignDrawRow {
  @PrimaryColumn('uuid') campaignId!: string;
  @PrimaryColumn('uuid') caseFileId!: string;
  @Column('text') part!: DrawPartCode;
  @Column('text', { nullable: true }) stratum!: string | null;
  @Column('integer', { nullable: true }) position!: number | null;
}
