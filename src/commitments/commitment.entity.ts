import { Column, Entity, PrimaryColumn } from 'typeorm';

export const COMMITMENT_STATES = ['OFFERED', 'IN_FORCE', 'ENDED', 'BREACHED', 'WITHDRAWN'] as const;
export type CommitmentStateCode = (typeof COMMITMENT_STATES)[number];

/** One wording of the commitment; a commitment keeps the wording under which it was signed. */
@Entity('commitment_text')
export class CommitmentTextRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') title!: string;
  @Column('text') body!: string;
  @Column('text') provenance!: string;
  @Column('date') inForceFrom!: string;
  @Column('date', { nullable: true }) inForceTo!: string | null;
}

/** 案件质量承诺书: an agency on one side, a service organisation or a volunteer on the other (S4-4.4a). */
@Entity('quality_commitment')
export class QualityCommitmentRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') agencyId!: string;
  @Column('uuid', { nullable: true }) serviceOrganizationId!: string | null;
  @Column('uuid', { nullable: true }) volunteerId!: string | null;
  @Column('text') textId!: string;
  @Column('date') inForceFrom!: string;
  @Column('date') inForceTo!: string;
  @Column('text') state!: CommitmentStateCode;
  @Column('uuid') agencySignedBy!: string;
  @Column('timestamptz') agencySignedAt!: Date;
  @Column('uuid', { nullable: true }) partySignedBy!: string | null;
  @Column('timestamptz', { nullable: true }) partySignedAt!: Date | null;
  @Column('date', { nullable: true }) endedOn!: string | null;
  @Column('text', { nullable: true }) endReason!: string | null;
  @Column('uuid', { nullable: true }) endedBy!: string | null;
}
