import { caseNumber } from '../case-files/numbering';
import type { Adoption } from '../regulation';
import { check } from './checking';
import { adoptionsOf, close } from './closing';
import { type Day, dayNumber, instantOf, isoDay, isoInstant, weekdayFrom, yearOf } from './days';
import { handle, inventRecipient, type Recipient } from './handling';
import { PayDays, pay, raise } from './paying';
import { type Office, type OrganKind } from './places';
import { type FilePlan, type NamedFile, type Stage } from './plan';
import { type Matter, Planner } from './planner';
import { HISTORY_DAYS, type PractitionerOfCity } from './population';
import { Random } from './random';
import { CAUSES } from './scenes';
import { type Hat, Sheet } from './sheet';
import { Story } from './story';
import type { Town } from './town';

/** Numbers that every agency keeps each year for files with a name. */
export const NAMED_NUMBERS = 40;

const ORGAN: Readonly<Record<Stage, OrganKind | null>> = {
  INVESTIGATION: 'POLICE',
  PROSECUTION_REVIEW: 'PROCURATORATE',
  TRIAL: 'COURT',
  DEATH_PENALTY_REVIEW: 'COURT',
  COMPULSORY_TREATMENT: 'COURT',
  RETRIAL: 'COURT',
  LITIGATION: 'COURT',
  ARBITRATION: 'ARBITRATION_COMMISSION',
  RECONSIDERATION: 'ADMINISTRATIVE_ORGAN',
  NON_LITIGATION: null,
};
const ORGAN_WORD: Readonly<Record<OrganKind, string>> = {
  COURT: '法',
  PROCURATORATE: '检',
  POLICE: '公',
  DETENTION_CENTRE: '看',
  ARBITRATION_COMMISSION: '仲',
  ADMINISTRATIVE_ORGAN: '复',
};

interface Case {
  readonly proceedingId: string;
  readonly cause: string;
  readonly elsewhere: Office | null;
}

export interface Counter {
  readonly agencyId: string;
  readonly year: number;
  readonly last: number;
}

/** Where an earlier load of the same city stopped. */
export interface Earlier {
  readonly cases: number;
  readonly counters: readonly Counter[];
}
export const NOTHING_YET: Earlier = { cases: 0, counters: [] };

/** Tells the histories of case files, one after the other; the same seed, date and number tell the same. */
export class Teller {
  private readonly planner: Planner;
  private readonly adoptions: readonly Adoption[];
  private readonly numbers = new Map<string, Counter>();
  private readonly today: Day;
  private ordinal: number;

  constructor(
    readonly town: Town,
    private readonly cases: number,
    private readonly earlier: Earlier = NOTHING_YET,
  ) {
    this.planner = new Planner(town);
    this.adoptions = adoptionsOf(town.sheet.rows('provision_adoption'));
    this.today = dayNumber(town.asOf);
    this.ordinal = earlier.cases;
    for (const counter of earlier.counters) this.numbers.set(`${counter.agencyId} ${counter.year}`, counter);
  }

  get counters(): readonly Counter[] {
    return [...this.numbers.values()];
  }

  private number(plan: FilePlan): { number: string; year: number } {
    const { agency, kind, named } = plan;
    const year = yearOf(plan.receivedOn);
    const key = `${agency.id} ${year}`;
    const last = this.numbers.get(key)?.last ?? NAMED_NUMBERS;
    const serial = named?.serial ?? last + 1;
    this.numbers.set(key, { agencyId: agency.id, year, last: named ? last : serial });
    return { number: caseNumber(year, agency.office.fileCode, kind, serial), year };
  }

  /** The next `count` files of the city, as rows. */
  tell(count: number): Sheet {
    const telling = this.telling(count);
    for (;;) {
      const { done, value } = telling.next();
      if (done) return value;
    }
  }

  /** The same, one proceeding at a time. */
  *telling(count: number): Generator<undefined, Sheet> {
    const sheet = new Sheet();
    const payDays = new PayDays(sheet, this.town.seed, String(this.ordinal));
    const end = this.ordinal + count;
    while (this.ordinal < end) {
      this.proceeding(sheet, payDays, end - this.ordinal);
      yield;
    }
    payDays.settle();
    return sheet;
  }

  /** Named files, told in the order given. */
  tellNamed(plans: readonly { readonly plan: FilePlan; readonly cause: string }[]): Sheet {
    const sheet = new Sheet();
    const payDays = new PayDays(sheet, this.town.seed, 'named');
    for (const { plan, cause } of plans) {
      this.planner.take(plan.practitioner, plan.receivedOn);
      const chance = Random.of(this.town.seed, 'named', (plan.named as NamedFile).name);
      const known = this.open(sheet, plan.agency.office.regionCode, plan.kind, cause, null, plan, chance);
      this.file(sheet, payDays, plan, known, null, null, chance, RESERVED + (plan.named as NamedFile).serial);
    }
    payDays.settle();
    return sheet;
  }

  private proceeding(sheet: Sheet, payDays: PayDays, room: number): void {
    const { seed } = this.town;
    const chance = Random.of(seed, 'proceeding', this.ordinal);
    const share = (this.ordinal - this.earlier.cases) / Math.max(1, this.cases);
    const spread = Math.floor(share * HISTORY_DAYS) + chance.int(-2, 2);
    const first = weekdayFrom(this.today - HISTORY_DAYS + Math.max(0, spread));
    const receivedOn = Math.min(
      first,
      this.today - ((this.today + 4) % 7 === 6 ? 1 : (this.today + 4) % 7 === 0 ? 2 : 0),
    );
    const matter = this.planner.matter(chance, room);
    const cause = chance.pick(CAUSES[matter.kind]);
    let left = room;
    let known: Case | null = null;
    for (let one = 0; one < matter.recipients && left > 0; one += 1) {
      let stage: Stage | null = this.planner.firstStage(matter, chance);
      let on = receivedOn;
      let before: { story: Story; recipient: Recipient } | null = null;
      let handler: PractitionerOfCity | null = null;
      while (stage && left > 0) {
        const plan: FilePlan = this.planner.file(matter, stage, on, chance, handler);
        known ??= this.open(sheet, this.region(matter), matter.kind, cause, matter.elsewhere, plan, chance);
        before = this.file(
          sheet,
          payDays,
          plan,
          known,
          before?.recipient ?? null,
          before?.story ?? null,
          chance,
          this.ordinal,
        );
        this.ordinal += 1;
        left -= 1;
        handler = before.story.engagements.at(-1)?.practitioner ?? null;
        stage = before.story.stageEndedOn === null ? null : this.planner.nextStage(stage, chance);
        on = before.story.stageEndedOn === null ? on : weekdayFrom(before.story.stageEndedOn + chance.int(1, 6));
        if (on > this.today) stage = null;
      }
    }
  }

  private region(matter: Matter): string {
    return (matter.elsewhere ?? matter.agency.office).regionCode;
  }

  private open(
    sheet: Sheet,
    regionCode: string,
    kind: FilePlan['kind'],
    cause: string,
    elsewhere: Office | null,
    plan: FilePlan,
    chance: Random,
  ): Case {
    const at = instantOf(plan.receivedOn, 530);
    const proceedingId = chance.id(at);
    sheet.add('proceeding', {
      id: proceedingId,
      case_kind: kind,
      cause,
      region_code: regionCode,
      opened_at: isoInstant(at),
    });
    sheet.record(chance.id(at), at, plan.agency.clerks[0] as Hat, {
      act: 'openProceeding',
      event: 'PROCEEDING_OPENED',
      facts: { caseKind: kind, agencyId: plan.agency.id, regionCode },
      things: [{ kind: 'Proceeding', id: proceedingId }],
    });
    return { proceedingId, cause, elsewhere };
  }

  private file(
    sheet: Sheet,
    payDays: PayDays,
    plan: FilePlan,
    known: Case,
    recipient: Recipient | null,
    previous: Story | null,
    chance: Random,
    ordinal: number,
  ): { story: Story; recipient: Recipient } {
    const at = instantOf(plan.receivedOn, 540);
    const who = recipient ?? inventRecipient(sheet, plan, ordinal, chance, at);
    const caseFileId = plan.named?.caseFileId ?? chance.id(at);
    const began = previous?.stageEndedOn ?? plan.receivedOn - chance.int(0, 6);
    const reviewEnds =
      plan.stage === 'PROSECUTION_REVIEW' ? plan.receivedOn + plan.stageDays + (plan.brisk ? 0 : 14) : null;
    const story = new Story(plan, chance, sheet, this.today, caseFileId, this.town.seed, began, reviewEnds);
    this.register(sheet, story, known, who, previous);
    const adoptions = this.adoptions;
    if (handle(story) && close(story, adoptions)) {
      const money = raise(story, this.town.payrolled.id);
      const signed = check(story, adoptions);
      if (signed) pay(story, money, signed, payDays);
    }
    return { story, recipient: who };
  }

  private register(sheet: Sheet, story: Story, known: Case, who: Recipient, previous: Story | null): void {
    const { plan, caseFileId } = story;
    const clerk = plan.agency.clerks[0] as Hat;
    const organKind = ORGAN[plan.stage];
    const office = known.elsewhere ?? plan.agency.office;
    const agencyOfOrgan = this.town.agencies.get(office.slug);
    const { number, year } = this.number(plan);
    const at = story.now();
    sheet.add('case_file', {
      id: caseFileId,
      agency_id: plan.agency.id,
      year,
      number,
      proceeding_id: known.proceedingId,
      recipient_id: who.id,
      previous_id: previous?.caseFileId ?? null,
      case_kind: plan.kind,
      stage: plan.stage,
      ground: plan.ground,
      stage_began_on: isoDay(story.stageBeganOn),
      stage_ended_on: null,
      review_period_ends_on: story.reviewPeriodEndsOn === null ? null : isoDay(story.reviewPeriodEndsOn),
      organ_id: organKind ? (agencyOfOrgan?.organs[organKind] ?? null) : null,
      organ_case_number: organKind
        ? `（${year}）${office.fileCode}${ORGAN_WORD[organKind]}字第${story.chance.int(1, 4000)}号`
        : null,
      in_custody: plan.inCustody,
      pleads_guilty: plan.pleadsGuilty,
      hearing_held: null,
      group_case: plan.group,
      sensitive_case: plan.sensitive,
      superior_assigned: plan.superiorAssigned,
      sealed_record: plan.juvenile,
      facts:
        plan.kind === 'CRIMINAL'
          ? `涉嫌${known.cause}，${plan.inCustody ? '在押' : '未在押'}。`
          : `${known.cause}争议。`,
      received_on: isoDay(plan.receivedOn),
      aid_decided_on: null,
      state: 'REGISTERED',
      registered_by: clerk.personId,
      registered_at: isoInstant(at),
      closed_received_at: null,
    });
    sheet.record(story.newId(at), at, clerk, {
      act: previous ? 'continueInNextStage' : 'registerCaseFile',
      event: previous ? 'CASE_FILE_CONTINUED' : 'CASE_FILE_REGISTERED',
      facts: {
        agencyId: plan.agency.id,
        proceedingId: known.proceedingId,
        recipientId: who.id,
        previousId: previous?.caseFileId ?? null,
        caseKind: plan.kind,
        stage: plan.stage,
        ground: plan.ground,
        receivedOn: isoDay(plan.receivedOn),
        stageBeganOn: isoDay(story.stageBeganOn),
      },
      provisions: [previous ? 'S3-13.1' : plan.ground === 'APPLICATION' ? 'S0-8.2' : 'S0-16.4'],
      things: [
        { kind: 'CaseFile', id: caseFileId },
        { kind: 'Proceeding', id: known.proceedingId },
        { kind: 'Recipient', id: who.id },
      ],
    });
  }
}

/** Recipients of named files come after those of any load. */
const RESERVED = 8_000_000;
