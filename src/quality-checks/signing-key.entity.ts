import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SignatureAlgorithm } from '../platform/signing/scheme';

/** An agency's root key: certifies the signing keys of its heads; its PEM is the trust anchor of exports. */
@Entity('agency_root_key')
export class AgencyRootKeyRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') agencyId!: string;
  @Column('text') algorithm!: SignatureAlgorithm;
  @Column('text') publicKey!: string;
  @Column('bytea') privateKeyCipher!: Buffer;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) retiredAt!: Date | null;
}

/** A person's key for one agency, sealed under their signing PIN. A retired key stays for the signatures made with it. */
@Entity('signing_key')
export class SigningKeyRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') personId!: string;
  @Column('uuid') agencyId!: string;
  @Column('uuid') rootKeyId!: string;
  @Column('text') algorithm!: SignatureAlgorithm;
  @Column('text') publicKey!: string;
  @Column('bytea') privateKeyCipher!: Buffer;
  @Column('bytea') pinSalt!: Buffer;
  @Column('text') certificate!: string;
  @Column('bytea') certificateSignature!: Buffer;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) retiredAt!: Date | null;
}
