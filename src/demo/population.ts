import type { Thing } from '../platform/ledger';
import { type Day, dayNumber, instantOf, isoDay, isoInstant } from './days';
import { idNumber, personName } from './names';
import { fullName, type Office, organNames } from './places';
import { Random } from './random';
import type { Deed, Hat } from './sheet';
import { Sheet } from './sheet';

/** Months of history, and as much again before them for people to settle. */
export const HISTORY_DAYS = 913;
export const SETTLED_DAYS = 1095;

export interface Term {
  readonly id: string;
  readonly from: Day;
  readonly to: Day;
}

export interface PractitionerOfCity {
  /** What `trueQuality(seed, index)` is asked with. */
  readonly index: number;
  readonly id: string;
  readonly kind: 'LAWYER' | 'GRASSROOTS_WORKER' | 'VOLUNTEER' | 'AGENCY_STAFF';
  readonly hat: Hat;
  readonly organizationId: string | null;
  readonly practisingSince: Day;
  readonly onPublicPayroll: boolean;
  readonly commitments: readonly Term[];
}

export interface Tariff extends Term {
  readonly document: string;
  readonly fen: Readonly<Record<string, number>>;
  readonly earlyEndPercent: number;
}

/** An agency with everybody who works in it or for it. */
export interface AgencyOfCity {
  readonly office: Office;
  readonly id: string;
  readonly bureauId: string;
  readonly clerks: Hat[];
  readonly checkers: Hat[];
  readonly heads: Hat[];
  readonly finance: Hat[];
  /** Administrators of its bureau: what one appoints, the other approves. */
  readonly admins: readonly [Hat, Hat];
  readonly supervisor: Hat;
  /** Supervisor of the municipal bureau, who designates checkers for files of the agency's own staff. */
  readonly superior: Hat;
  /** A checker from elsewhere, for files of the agency's own staff. */
  borrowedChecker: Hat | null;
  readonly practitioners: PractitionerOfCity[];
  readonly organs: Readonly<Record<string, string>>;
  readonly tariffs: Tariff[];
}

export interface Somebody {
  readonly personId: string;
  readonly accountId: string;
  readonly name: string;
  readonly login: string;
}

type Place = Pick<Hat, 'place' | 'placeId'>;

/** Settles people and organisations: plain rows and what the ledger would have said of them. */
export class Settlers {
  readonly sheet = new Sheet();
  readonly start: Day;
  private serial = 0;

  constructor(
    readonly seed: number,
    readonly asOf: string,
  ) {
    this.start = dayNumber(asOf) - SETTLED_DAYS;
  }

  chance(...labels: readonly (string | number)[]): Random {
    return Random.of(this.seed, ...labels);
  }

  /** Milliseconds of the n-th minute after the offices opened for the first time. */
  at(minute = 0): number {
    return instantOf(this.start, 540 + minute);
  }

  idOf(...labels: readonly (string | number)[]): string {
    return this.chance(...labels).id(this.at());
  }

  note(by: Hat | null, deed: Deed, minute = 0): void {
    const [thing] = deed.things as [Thing];
    this.sheet.record(this.chance('line', deed.event, thing.id).id(this.at(minute)), this.at(minute), by, deed);
  }

  person(bornLeast = 1962, bornMost = 1996): { id: string; name: string; born: string } {
    this.serial += 1;
    const chance = this.chance('person', this.serial);
    const id = chance.id(this.at());
    const name = personName(chance);
    const born = `${chance.int(bornLeast, bornMost)}-${String(chance.int(1, 12)).padStart(2, '0')}-${String(chance.int(1, 28)).padStart(2, '0')}`;
    this.sheet.add('person', { id, name, id_number: idNumber(born, this.serial) });
    return { id, name, born };
  }

  /** Opens an account, run by the administrators of the bureau or agency that is its home. */
  account(person: { id: string; name: string }, login: string, by: Hat | null, home: Place): Somebody {
    const accountId = this.idOf('account', login);
    this.sheet.add('account', {
      id: accountId,
      person_id: person.id,
      login,
      opened_at: isoInstant(this.at(5)),
      home_bureau_id: home.place === 'BUREAU' ? home.placeId : null,
      home_agency_id: home.place === 'AGENCY' ? home.placeId : null,
    });
    this.note(
      by,
      {
        act: 'openAccount',
        event: 'ACCOUNT_OPENED',
        facts: { accountId, personId: person.id },
        things: [{ kind: 'Account', id: accountId }],
      },
      5,
    );
    return { personId: person.id, accountId, name: person.name, login };
  }

  newcomer(login: string, by: Hat | null, home: Place): Somebody {
    return this.account(this.person(), login, by, home);
  }

  /** Appoints from the first day; checkers, signers and finance officers with the second administrator's approval. */
  appoint(
    who: Pick<Hat, 'accountId' | 'personId'>,
    role: string,
    at: Place,
    by: readonly [Hat | null, Hat | null],
  ): Hat {
    const [one, two] = by;
    const id = this.idOf('appointment', who.accountId, role, at.placeId);
    const waits = ['QUALITY_CHECKER', 'QUALITY_REVIEW_HEAD', 'FINANCE_OFFICER'].includes(role);
    this.sheet.add('appointment', {
      id,
      account_id: who.accountId,
      role,
      bureau_id: at.place === 'BUREAU' ? at.placeId : null,
      agency_id: at.place === 'AGENCY' ? at.placeId : null,
      service_organization_id: at.place === 'SERVICE_ORGANIZATION' ? at.placeId : null,
      in_force_from: isoDay(this.start),
      appointed_by: one?.personId ?? null,
      appointed_at: isoInstant(this.at(10)),
      approved_by: waits ? (two?.personId ?? null) : null,
      approved_at: waits ? isoInstant(this.at(20)) : null,
    });
    const things: Thing[] = [
      { kind: 'Appointment', id },
      { kind: 'Account', id: who.accountId },
    ];
    const facts = { accountId: who.accountId, role, placeId: at.placeId };
    this.note(one, { act: 'appoint', event: 'APPOINTED', facts, things }, 10);
    if (waits) {
      this.note(two, { act: 'approveAppointment', event: 'APPOINTMENT_APPROVED', facts: { role }, things }, 20);
    }
    return { accountId: who.accountId, personId: who.personId, role, ...at };
  }

  organs(office: Office): Readonly<Record<string, string>> {
    return Object.fromEntries(
      organNames(office).map(([kind, name]) => {
        const id = this.idOf('organ', office.slug, kind);
        this.sheet.add('case_organ', { id, kind, region_code: office.regionCode, name });
        return [kind, id];
      }),
    );
  }

  bureau(office: Office): string {
    const id = this.idOf('bureau', office.slug);
    this.sheet.add('bureau', { id, region_code: office.regionCode, name: `${fullName(office)}司法局` });
    this.note(null, {
      act: 'bootstrap',
      event: 'BUREAU_OPENED',
      facts: { regionCode: office.regionCode },
      things: [{ kind: 'Bureau', id }],
    });
    return id;
  }

  agency(office: Office, bureauId: string): string {
    const id = this.idOf('agency', office.slug);
    this.sheet.add('agency', {
      id,
      bureau_id: bureauId,
      region_code: office.regionCode,
      name: `${fullName(office)}法律援助中心`,
      file_code: office.fileCode,
    });
    this.note(null, {
      act: 'bootstrap',
      event: 'AGENCY_OPENED',
      facts: { regionCode: office.regionCode, fileCode: office.fileCode },
      things: [
        { kind: 'Agency', id },
        { kind: 'Bureau', id: bureauId },
      ],
    });
    return id;
  }
}
