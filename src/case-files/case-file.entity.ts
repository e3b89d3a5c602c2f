import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CaseKindCode, CaseStageCode } from '../regulation';

export const CASE_FILE_STATES = [
  'REGISTERED',
  'IN_PROGRESS',
  'TERMINATED',
  'CLOSING_SUBMITTED',
  'RETURNED',
  'RECEIVED',
] as const;
export type CaseFileStateCode = (typeof CASE_FILE_STATES)[number];

/** 案件: what the court or procuratorate sees; ties stages and co-offenders together. */
@Entity('proceeding')
export class ProceedingRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') caseKind!: CaseKindCode;
  /** Alleged offence or cause of action. */
  @Column('text') cause!: string;
  @Column('char', { length: 6 }) regionCode!: string;
  @Column('timestamptz') openedAt!: Date;
}

@Entity('recipient')
export class RecipientRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('bytea', { nullable: true }) idNumberCipher!: Buffer | null;
  @Column('bytea', { nullable: true }) idNumberDigest!: Buffer | null;
  /** Why there is no identity number (a foreigner, an unknown identity). */
  @Column('text', { nullable: true }) withoutIdNumber!: string | null;
  @Column('date', { nullable: true }) birthDate!: string | null;
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('text', { nullable: true }) address!: string | null;
  @Column('timestamptz') registeredAt!: Date;
}

/** 案卷: one recipient in one stage or one civil procedure; what is assigned, closed, checked, reviewed. */
@Entity('case_file')
export class CaseFileRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') agencyId!: string;
  @Column('smallint') year!: number;
  @Column('text') number!: string;
  @Column('uuid') proceedingId!: string;
  @Column('uuid') recipientId!: string;
  /** The file of the same recipient in the stage before. */
  @Column('uuid', { nullable: true }) previousId!: string | null;
  @Column('text') caseKind!: CaseKindCode;
  @Column('text') stage!: CaseStageCode;
  @Column('text') ground!: 'NOTICE_MUST' | 'NOTICE_MAY' | 'APPLICATION';
  @Column('date') stageBeganOn!: string;
  @Column('date', { nullable: true }) stageEndedOn!: string | null;
  @Column('date', { nullable: true }) reviewPeriodEndsOn!: string | null;
  @Column('uuid', { nullable: true }) organId!: string | null;
  @Column('text', { nullable: true }) organCaseNumber!: string | null;
  @Column('boolean') inCustody!: boolean;
  @Column('boolean', { default: false }) pleadsGuilty!: boolean;
  @Column('boolean', { nullable: true }) hearingHeld!: boolean | null;
  @Column('boolean') groupCase!: boolean;
  @Column('boolean') sensitiveCase!: boolean;
  @Column('boolean', { default: false }) superiorAssigned!: boolean;
  /** 未成年人犯罪记录封存: closed to all but those who work on the file. */
  @Column('boolean') sealedRecord!: boolean;
  @Column('text', { nullable: true }) facts!: string | null;
  /** Day on which the application or the organ's notice was received. */
  @Column('date') receivedOn!: string;
  @Column('date', { nullable: true }) aidDecidedOn!: string | null;
  @Column('text') state!: CaseFileStateCode;
  /** Raised by the database with every version of a paper; a signature stores the revision that it covers. */
  @Column('integer', { default: 0 }) revision!: number;
  @Column('uuid') registeredBy!: string;
  @Column('timestamptz') registeredAt!: Date;
  @Column('timestamptz', { nullable: true }) closedReceivedAt!: Date | null;
}

@Entity('case_file_correction')
export class CaseFileCorrectionRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') caseFileId!: string;
  @Column('text', { array: true }) fields!: string[];
  @Column('text') reason!: string;
  @Column('uuid') correctedBy!: string;
  @Column('timestamptz') correctedAt!: Date;
}

@Entity('case_number_counter')
export class CaseNumberCounterRow {
  @PrimaryColumn('uuid') agencyId!: string;
  @PrimaryColumn('smallint') year!: number;
  @Column('integer') last!: number;
}

/** One reading of a recipient's unmasked data by one account in one request. */
@Entity('personal_data_reading')
export class PersonalDataReadingRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') accountId!: string;
  @Column('uuid') caseFileId!: string;
  @Column('uuid') recipientId!: string;
  /** Where the bytes of a paper were read. */
  @Column('uuid', { nullable: true }) materialId!: string | null;
  @Column('text') requestId!: string;
  @Column('timestamptz') at!: Date;
}
