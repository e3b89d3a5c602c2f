import { type Day, instantOf, weekdayFrom } from './days';
import type { FilePlan } from './plan';
import type { Random } from './random';
import type { ActivityKind } from './scenes';
import type { Hat, Sheet } from './sheet';

/** A paper of the file as it stands now. */
export interface Paper {
  readonly id: string;
  readonly no: number;
  readonly title: string;
  readonly pages: number;
}

export interface Done {
  readonly id: string;
  readonly kind: ActivityKind;
  readonly on: Day;
  readonly told: boolean;
}

export interface EngagementOfStory {
  readonly id: string;
  readonly practitioner: FilePlan['practitioner'];
  activities: number;
  /** Day on which somebody else took over. */
  endedOn: Day | null;
}

/** One file's history while it is told: where it stands in time, and what later parts need of earlier ones. */
export class Story {
  day: Day;
  private minute: number;
  turn = 0;
  revision = 0;
  round = 0;
  closingRound = 0;
  readonly papers: Paper[] = [];
  readonly did: Done[] = [];
  readonly engagements: EngagementOfStory[] = [];
  stageEndedOn: Day | null = null;
  terminatedOn: Day | null = null;
  receivedAt: number | null = null;

  constructor(
    readonly plan: FilePlan,
    readonly chance: Random,
    readonly sheet: Sheet,
    readonly today: Day,
    readonly caseFileId: string,
    readonly seed: number,
    readonly stageBeganOn: Day,
    readonly reviewPeriodEndsOn: Day | null,
  ) {
    this.day = plan.receivedOn;
    this.minute = chance.int(545, 600);
  }

  /** Moves on to a weekday at least so many days later; false where that day has not come yet. */
  go(least: number, most = least): boolean {
    return this.goTo(this.day + (this.plan.brisk ? least : this.chance.int(least, most)));
  }

  goTo(day: Day): boolean {
    const next = weekdayFrom(day);
    if (next > this.today) return false;
    if (next > this.day) {
      this.day = next;
      this.minute = this.chance.int(545, 600);
    }
    return true;
  }

  /** The next instant of the day, in milliseconds: things happen one after the other. */
  now(): number {
    this.minute += this.chance.int(1, 9);
    return instantOf(this.day, Math.min(this.minute, 1430));
  }

  /** Whoever handles the file now. */
  get practitioner(): Hat {
    return (this.engagements.at(-1) as EngagementOfStory).practitioner.hat;
  }

  newId(at: number): string {
    return this.chance.id(at);
  }
}
