import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A bureau's decision to follow a provision that does not bind there by itself; it holds in its region and below. */
@Entity('provision_adoption')
export class ProvisionAdoptionRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') bureauId!: string;
  @Column('text') provisionId!: string;
  @Column('date') inForceFrom!: string;
  @Column('date', { nullable: true }) inForceTo!: string | null;
  @Column('text') document!: string;
  @Column('uuid') adoptedBy!: string;
  @Column('timestamptz') adoptedAt!: Date;
}

/** A number that a bureau sets where the law sets none; always shown as the bureau's own. */
@Entity('house_value')
export class HouseValueRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') bureauId!: string;
  @Column('text') key!: string;
  @Column('bigint') value!: number;
  @Column('text') unit!: string;
  @Column('date') inForceFrom!: string;
  @Column('date', { nullable: true }) inForceTo!: string | null;
  @Column('text') document!: string;
  @Column('uuid') enteredBy!: string;
  @Column('timestamptz') enteredAt!: Date;
}

/** A year's holidays and make-up days as the State Council announced them. */
@Entity('calendar_year')
export class CalendarYearRow {
  @PrimaryColumn('smallint') year!: number;
  @Column('date', { array: true }) holidays!: string[];
  @Column('date', { array: true }) makeupDays!: string[];
  @Column('text') document!: string;
  @Column('uuid') enteredBy!: string;
  @Column('timestamptz') enteredAt!: Date;
}
