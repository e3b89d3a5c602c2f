import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person of the system's own people: one identity number, however many accounts. */
@Entity('person')
export class PersonRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('bytea') idNumberCipher!: Buffer;
  @Column('bytea') idNumberDigest!: Buffer;
}

export type PractitionerKindCode = 'LAWYER' | 'GRASSROOTS_WORKER' | 'VOLUNTEER' | 'AGENCY_STAFF';

@Entity('practitioner')
export class PractitionerRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') personId!: string;
  @Column('text') kind!: PractitionerKindCode;
  @Column('text', { nullable: true }) licenceNumber!: string | null;
  @Column('uuid', { nullable: true }) serviceOrganizationId!: string | null;
  @Column('uuid', { nullable: true }) agencyId!: string | null;
  @Column('date', { nullable: true }) practisingSince!: string | null;
  @Column('text', { array: true, default: () => "'{}'" }) specialties!: string[];
  @Column('boolean') onPublicPayroll!: boolean;
  @Column('date', { nullable: true }) leftOn!: string | null;
  @Column('timestamptz') registeredAt!: Date;
}

@Entity('account')
export class AccountRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') personId!: string;
  @Column('text') login!: string;
  /** Null: signs in at an issuer of OpenID Connect only. */
  @Column('text', { nullable: true }) passwordHash!: string | null;
  /** Raised to end every token that was given before. */
  @Column('integer', { default: 0 }) tokenGeneration!: number;
  /** An issuer's tokens given before this are over. */
  @Column('timestamptz', { nullable: true }) tokensFrom!: Date | null;
  @Column('boolean', { default: false }) mustChangePassword!: boolean;
  @Column('timestamptz', { nullable: true }) disabledAt!: Date | null;
  @Column('text', { nullable: true }) disabledReason!: string | null;
  @Column('timestamptz') openedAt!: Date;
  /** Whose administrators run the account; its appointments may be elsewhere. */
  @Column('uuid', { nullable: true }) homeBureauId!: string | null;
  @Column('uuid', { nullable: true }) homeAgencyId!: string | null;
}

@Entity('appointment')
export class AppointmentRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') accountId!: string;
  @Column('text') role!: string;
  @Column('uuid', { nullable: true }) bureauId!: string | null;
  @Column('uuid', { nullable: true }) agencyId!: string | null;
  @Column('uuid', { nullable: true }) serviceOrganizationId!: string | null;
  @Column('date') inForceFrom!: string;
  @Column('date', { nullable: true }) inForceTo!: string | null;
  @Column('uuid', { nullable: true }) appointedBy!: string | null;
  @Column('timestamptz') appointedAt!: Date;
  @Column({
    type: 'boolean',
    insert: false,
    update: false,
    generatedType: 'STORED',
    asExpression:
      "(role IN ('QUALITY_CHECKER', 'QUALITY_REVIEW_HEAD', 'FINANCE_OFFICER') OR (role = 'ADMINISTRATOR' AND appointed_by IS NOT NULL))",
  })
  needsApproval!: boolean;
  @Column('uuid', { nullable: true }) approvedBy!: string | null;
  @Column('timestamptz', { nullable: true }) approvedAt!: Date | null;
  @Column('uuid', { nullable: true }) endedBy!: string | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('text', { nullable: true }) endReason!: string | null;
}

@Entity('account_identity')
export class AccountIdentityRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') accountId!: string;
  @Column('text') issuer!: string;
  @Column('text') subject!: string;
  @Column('uuid') linkedBy!: string;
  @Column('timestamptz') linkedAt!: Date;
  @Column('uuid', { nullable: true }) approvedBy!: string | null;
  @Column('timestamptz', { nullable: true }) approvedAt!: Date | null;
  @Column('uuid', { nullable: true }) unlinkedBy!: string | null;
  @Column('timestamptz', { nullable: true }) unlinkedAt!: Date | null;
  @Column('text', { nullable: true }) unlinkReason!: string | null;
}
