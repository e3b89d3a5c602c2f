import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A name that was entered wrongly. Not in the ledger, which keeps for ever what it holds. */
@Entity('person_name_correction')
export class PersonNameCorrectionRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') personId!: string;
  @Column('text') oldName!: string;
  @Column('text') newName!: string;
  @Column('text') reason!: string;
  @Column('uuid') correctedBy!: string;
  @Column('timestamptz') correctedAt!: Date;
}
