import type { Limit } from './limit';
import { COUNTED_LIMITS } from './limits-counted';
import { UNNUMBERED_LIMITS } from './limits-unnumbered';

const LIMITS_BY_CODE = { ...COUNTED_LIMITS, ...UNNUMBERED_LIMITS } satisfies Record<string, Limit>;

export type LimitCode = keyof typeof LIMITS_BY_CODE;

/** Every limit of rules.md 6.1 (the monthly cap is a quota, not a limit in time) and those of the law around it. */
export const LIMITS: Readonly<Record<LimitCode, Limit>> = LIMITS_BY_CODE;

export const LIMIT_CODES = Object.keys(LIMITS) as readonly LimitCode[];
