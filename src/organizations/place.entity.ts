import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('region')
export class RegionRow {
  @PrimaryColumn('char', { length: 6 }) code!: string;
  @Column('text') name!: string;
  @Column('text') level!: 'PROVINCE' | 'CITY' | 'DISTRICT';
  @Column('char', { length: 6, nullable: true }) parentCode!: string | null;
}

@Entity('bureau')
export class BureauRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('char', { length: 6 }) regionCode!: string;
  @Column('text') name!: string;
}

@Entity('agency')
export class AgencyRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') bureauId!: string;
  @Column('char', { length: 6 }) regionCode!: string;
  @Column('text') name!: string;
  /** What stands in file numbers for this agency, for example 朝. */
  @Column('text') fileCode!: string;
}

@Entity('service_organization')
export class ServiceOrganizationRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: 'LAW_FIRM' | 'GRASSROOTS_OFFICE';
  @Column('char', { length: 6 }) regionCode!: string;
  @Column('text') name!: string;
  @Column('text') licenceNumber!: string;
  @Column('timestamptz') registeredAt!: Date;
}

@Entity('case_organ')
export class CaseOrganRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: string;
  @Column('char', { length: 6 }) regionCode!: string;
  @Column('text') name!: string;
}
