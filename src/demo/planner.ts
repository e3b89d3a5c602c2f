import { type Day, monthOf } from './days';
import { OFFICES, type Office } from './places';
import {
  type CaseKind,
  type FilePlan,
  type Ground,
  type Stage,
  TERMINATIONS,
  type Termination,
  type Way,
} from './plan';
import type { AgencyOfCity, PractitionerOfCity } from './population';
import type { Random } from './random';
import { hasHearing } from './scenes';
import type { Town } from './town';

/** One fewer than the five a month of S4-4.3c: the month that counts is that of the assignment, some days on. */
const MONTHLY_CAP = 4;

type Weighted<T> = readonly (readonly [T, number])[];

const AGENCIES: Weighted<string> = [
  ['chaoyang', 30],
  ['haidian', 20],
  ['fengtai', 12],
  ['hedong', 14],
  ['nankai', 14],
  ['beijing', 5],
  ['tianjin', 5],
];
const KINDS: Weighted<CaseKind> = [
  ['CRIMINAL', 60],
  ['CIVIL', 32],
  ['ADMINISTRATIVE', 8],
];
const FIRST_STAGES: Readonly<Record<CaseKind, Weighted<Stage>>> = {
  CRIMINAL: [
    ['INVESTIGATION', 34],
    ['PROSECUTION_REVIEW', 30],
    ['TRIAL', 33],
    ['COMPULSORY_TREATMENT', 1],
    ['RETRIAL', 2],
  ],
  CIVIL: [
    ['LITIGATION', 44],
    ['ARBITRATION', 36],
    ['NON_LITIGATION', 18],
    ['RETRIAL', 2],
  ],
  ADMINISTRATIVE: [
    ['LITIGATION', 48],
    ['RECONSIDERATION', 36],
    ['NON_LITIGATION', 16],
  ],
};
const MUNICIPAL_CRIMINAL: Weighted<Stage> = [
  ['TRIAL', 66],
  ['DEATH_PENALTY_REVIEW', 22],
  ['RETRIAL', 12],
];
const NEXT_STAGE: Partial<Readonly<Record<Stage, Stage>>> = {
  INVESTIGATION: 'PROSECUTION_REVIEW',
  PROSECUTION_REVIEW: 'TRIAL',
  ARBITRATION: 'LITIGATION',
  RECONSIDERATION: 'LITIGATION',
};
const STAGE_DAYS: Readonly<Record<Stage, readonly [number, number]>> = {
  INVESTIGATION: [30, 75],
  PROSECUTION_REVIEW: [20, 38],
  TRIAL: [35, 85],
  DEATH_PENALTY_REVIEW: [50, 110],
  COMPULSORY_TREATMENT: [20, 30],
  RETRIAL: [60, 150],
  LITIGATION: [60, 170],
  ARBITRATION: [35, 60],
  RECONSIDERATION: [30, 60],
  NON_LITIGATION: [10, 40],
};

type PractitionerKind = PractitionerOfCity['kind'];
const HANDLERS: Readonly<Record<CaseKind, Weighted<PractitionerKind>>> = {
  // A notice wants a lawyer (S0-16.4).
  CRIMINAL: [['LAWYER', 1]],
  CIVIL: [
    ['LAWYER', 68],
    ['GRASSROOTS_WORKER', 18],
    ['VOLUNTEER', 7],
    ['AGENCY_STAFF', 7],
  ],
  ADMINISTRATIVE: [
    ['LAWYER', 90],
    ['AGENCY_STAFF', 10],
  ],
};

export interface Matter {
  readonly agency: AgencyOfCity;
  readonly kind: CaseKind;
  readonly recipients: number;
  /** Organs of another region handle it. */
  readonly elsewhere: Office | null;
  readonly juvenile: boolean;
  readonly sensitive: boolean;
}

/** Decides by chance what happens to whom, and passes cases round among practitioners. */
export class Planner {
  private readonly turns = new Map<string, number>();
  private readonly taken = new Map<string, number>();

  constructor(private readonly town: Town) {}

  matter(chance: Random, room: number): Matter {
    const agency = this.town.agencies.get(chance.weighted(AGENCIES)) as AgencyOfCity;
    const kind = chance.weighted(KINDS);
    const many = chance.chance(0.05) ? chance.int(2, 4) : 1;
    const away = OFFICES.filter(({ city }) => city !== agency.office.city);
    return {
      agency,
      kind,
      recipients: Math.min(room, many),
      elsewhere: chance.chance(0.02) ? chance.pick(away) : null,
      juvenile: kind === 'CRIMINAL' && chance.chance(0.05),
      sensitive: chance.chance(0.03),
    };
  }

  firstStage(matter: Matter, chance: Random): Stage {
    const municipal = matter.agency.office.municipal && matter.kind === 'CRIMINAL';
    return chance.weighted(municipal ? MUNICIPAL_CRIMINAL : FIRST_STAGES[matter.kind]);
  }

  nextStage(stage: Stage, chance: Random): Stage | null {
    const next = NEXT_STAGE[stage];
    return next && chance.chance(0.55) ? next : null;
  }

  file(matter: Matter, stage: Stage, receivedOn: Day, chance: Random, earlier: PractitionerOfCity | null): FilePlan {
    const { agency, kind } = matter;
    const criminal = kind === 'CRIMINAL';
    const ground: Ground = !criminal
      ? 'APPLICATION'
      : matter.juvenile || stage === 'DEATH_PENALTY_REVIEW' || stage === 'COMPULSORY_TREATMENT'
        ? 'NOTICE_MUST'
        : chance.weighted([
            ['NOTICE_MUST', 55],
            ['NOTICE_MAY', 35],
            ['APPLICATION', 10],
          ]);
    const group = matter.recipients > 2 && !criminal;
    const stays = earlier !== null && chance.chance(0.85) && (group || this.hasRoom(earlier, receivedOn));
    if (stays && !group) this.take(earlier, receivedOn);
    const practitioner = stays ? earlier : this.next(agency, kind, receivedOn, chance, group, null);
    const way: Way = stays
      ? 'SELECTED'
      : matter.sensitive || group
        ? 'SELECTED'
        : chance.chance(0.06)
          ? 'RECIPIENT_CHOICE'
          : 'ROTATION';
    const replaced = chance.chance(0.05);
    const [least, most] = STAGE_DAYS[stage];
    const reopened = chance.chance(0.5);
    return {
      agency,
      kind,
      stage,
      ground,
      receivedOn,
      inCustody: criminal && !matter.juvenile && chance.chance(0.45),
      pleadsGuilty: criminal && chance.chance(0.6),
      juvenile: matter.juvenile,
      group,
      sensitive: matter.sensitive,
      superiorAssigned: matter.sensitive && chance.chance(0.3),
      way,
      practitioner,
      replacedBy: replaced ? this.next(agency, kind, receivedOn, chance, group, practitioner) : null,
      termination: !replaced && chance.chance(0.05) ? this.termination(ground, chance) : null,
      stageDays: chance.int(least, most),
      hearing: hasHearing(stage) ? chance.chance(stage === 'RECONSIDERATION' ? 0.3 : 0.9) : null,
      until: 'RELEASED',
      returnedFirst: chance.chance(0.1),
      result: chance.chance(0.02) ? 'RETURNED' : null,
      designatedTwice: chance.chance(0.01),
      reopened,
      hold: chance.weighted([
        ['NONE', 955],
        ['LIFTED', 30],
        ['STANDING', 15],
      ]),
      voiding: chance.weighted([
        ['NONE', 975],
        ['AGAIN', 15],
        ['VOIDED', 10],
      ]),
      adjustment: chance.chance(0.05),
      brisk: false,
      named: null,
    };
  }

  private termination(ground: Ground, chance: Random): Termination {
    const { MEANS_CHANGED, ...others } = TERMINATIONS;
    return chance.pick<Termination>([...Object.values(others), ...(ground === 'APPLICATION' ? [MEANS_CHANGED] : [])]);
  }

  private hasRoom(practitioner: PractitionerOfCity, on: Day): boolean {
    return (this.taken.get(`${practitioner.index} ${monthOf(on)}`) ?? 0) < MONTHLY_CAP;
  }

  /** Counts a case among those of the month. */
  take(practitioner: PractitionerOfCity, on: Day): void {
    const key = `${practitioner.index} ${monthOf(on)}`;
    this.taken.set(key, (this.taken.get(key) ?? 0) + 1);
  }

  /** The next in turn among those who may take the case and still have room this month. */
  private next(
    agency: AgencyOfCity,
    kind: CaseKind,
    on: Day,
    chance: Random,
    group: boolean,
    not: PractitionerOfCity | null,
  ): PractitionerOfCity {
    const wanted = chance.weighted(HANDLERS[kind]);
    const pool = agency.practitioners.filter((each) => each.kind === wanted && each !== not);
    const turn = `${agency.office.slug} ${wanted}`;
    const begin = this.turns.get(turn) ?? 0;
    for (let step = 0; step < pool.length; step += 1) {
      const chosen = pool[(begin + step) % pool.length] as PractitionerOfCity;
      if (!group && !this.hasRoom(chosen, on)) continue;
      this.turns.set(turn, begin + step + 1);
      if (!group) this.take(chosen, on);
      return chosen;
    }
    this.turns.set(turn, begin + 1);
    return pool[begin % pool.length] as PractitionerOfCity;
  }
}
