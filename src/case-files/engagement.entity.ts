import { Column, Entity, PrimaryColumn } from 'typeorm';

export type PartCode = 'PRACTITIONER' | 'CHECKER' | 'SIGNER' | 'RELEASER';

/** Which of the four parts a person has in a case file; at most one, for ever. */
@Entity('part')
export class PartRow {
  @PrimaryColumn('uuid') caseFileId!: string;
  @PrimaryColumn('uuid') personId!: string;
  @Column('text') part!: PartCode;
}

/** 承办: one practitioner on one file from a day to a day; the subsidy belongs to it. */
@Entity('engagement')
export class EngagementRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') caseFileId!: string;
  @Column('uuid') practitionerId!: string;
  @Column('uuid') personId!: string;
  /** The practitioner's organisation when commissioned; null for volunteers and agency staff. */
  @Column('uuid', { nullable: true }) serviceOrganizationId!: string | null;
  @Column({ type: 'text', insert: false, update: false, generatedType: 'STORED', asExpression: "'PRACTITIONER'" })
  part!: 'PRACTITIONER';
  @Column('text') way!: 'ROTATION' | 'RECIPIENT_CHOICE' | 'SELECTED';
  @Column('uuid', { nullable: true }) commitmentId!: string | null;
  @Column('date') beganOn!: string;
  @Column('date', { nullable: true }) endedOn!: string | null;
  @Column('text', { nullable: true }) endReason!: string | null;
  @Column('uuid') commissionedBy!: string;
  @Column('timestamptz') commissionedAt!: Date;
}
