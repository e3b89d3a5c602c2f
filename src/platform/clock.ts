/** Where the server gets the time from; tests and the rehearsal city bring their own. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

const day = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar day in Asia/Shanghai, as YYYY-MM-DD. */
export const dayOf = (instant: Date): string => day.format(instant);

/** A clock that stands still until it is set; for tests and for the rehearsal city. */
export class SetClock implements Clock {
  private instant: Date;
  constructor(start: Date | string) {
    this.instant = new Date(start);
  }
  now(): Date {
    return new Date(this.instant);
  }
  set(to: Date | string): void {
    this.instant = new Date(to);
  }
  /** Noon in Shanghai on the day. */
  setDay(on: string): void {
    this.set(`${on}T12:00:00+08:00`);
  }
}
