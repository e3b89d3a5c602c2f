import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CheckDraft, CheckFindingCode, CheckItem, CheckResultCode, CheckStateCode } from './check.types';

/** 结案质量检查: one round of the check of a received file (S4-5.1a, S4-5.1b). */
@Entity('quality_check')
export class QualityCheckRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') caseFileId!: string;
  @Column('integer') round!: number;
  @Column('text') editionId!: string;
  @Column('uuid') checkerPersonId!: string;
  @Column('uuid') designatedBy!: string;
  @Column('text') designatedRole!: string;
  @Column('timestamptz') designatedAt!: Date;
  @Column('text') state!: CheckStateCode;
  @Column('jsonb', { nullable: true }) draft!: CheckDraft | null;
  @Column('integer', { default: 0 }) draftVersion!: number;
  @Column('uuid', { nullable: true }) withdrawnBy!: string | null;
  @Column('timestamptz', { nullable: true }) withdrawnAt!: Date | null;
  @Column('text', { nullable: true }) withdrawalReason!: string | null;
}

@Entity('check_completion')
export class CheckCompletionRow {
  @PrimaryColumn('uuid') checkId!: string;
  @Column('integer') round!: number;
  @Column('uuid') caseFileId!: string;
  @Column('uuid') checkerPersonId!: string;
  @Column({ type: 'text', insert: false, update: false, generatedType: 'STORED', asExpression: "'CHECKER'" })
  part!: 'CHECKER';
  @Column('text') result!: CheckResultCode;
  @Column('text') opinion!: string;
  /** The file's revision that was checked. */
  @Column('integer') revision!: number;
  @Column('timestamptz') completedAt!: Date;
}

@Entity('check_item')
export class CheckItemRow implements CheckItem {
  @PrimaryColumn('uuid') checkId!: string;
  @Column('uuid') caseFileId!: string;
  @PrimaryColumn('smallint') indicatorNo!: number;
  @Column('text') finding!: CheckFindingCode;
  @Column('uuid', { nullable: true }) evidenceMaterialId!: string | null;
  @Column('integer', { nullable: true }) evidencePage!: number | null;
  @Column('boolean') absentFromFile!: boolean;
  @Column('text') remark!: string;
}

@Entity('check_signature')
export class CheckSignatureRow {
  @PrimaryColumn('uuid') checkId!: string;
  @Column('integer') round!: number;
  @Column('uuid') caseFileId!: string;
  @Column('text') result!: CheckResultCode;
  @Column('integer') revision!: number;
  @Column('uuid') signerPersonId!: string;
  @Column({ type: 'text', insert: false, update: false, generatedType: 'STORED', asExpression: "'SIGNER'" })
  part!: 'SIGNER';
  @Column('uuid') keyId!: string;
  /** RFC 8785 text that was signed. */
  @Column('text') canonical!: string;
  @Column('bytea') signature!: Buffer;
  @Column('timestamptz') signedAt!: Date;
}

@Entity('check_reopening')
export class CheckReopeningRow {
  @PrimaryColumn('uuid') checkId!: string;
  @Column('text') reason!: string;
  @Column('uuid') reopenedBy!: string;
  @Column('timestamptz') reopenedAt!: Date;
}
