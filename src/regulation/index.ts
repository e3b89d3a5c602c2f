export * from './catalogue';
export * from './citing';
export * from './documents';
export * from './indicators';
export * from './provision';
export { type Adoption, allProvisions, type Binding, binds, citation, provisionById } from './provisions';
export * from './rule';
export * from './territory';
export {
  announcedYears,
  buildCalendar,
  type Calendar,
  type DayKind,
  type EnteredYear,
  nextWorkingDay,
} from './time/calendar';
export { countWorkingDays, type Pause } from './time/count';
export * from './time/dates';
export {
  computeDeadline,
  type Deadline,
  type DeadlineInput,
  deadlineEngine,
  type Extension,
  rederive,
} from './time/deadline';
export type { DerivationStep } from './time/derivation';
export { isUnnumbered, LIMIT_UNITS, type Limit, type LimitActor, type LimitUnit, type StartEvent } from './time/limit';
export { LIMIT_CODES, LIMITS, type LimitCode } from './time/limits';
export { mayOverride } from './time/running';
export { allValues, type DatedValue, DEFAULT_TARIFF, type ValueUnit, valueOn } from './values';
