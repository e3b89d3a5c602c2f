import { type Calendar, citation, type computeDeadline } from '../../../src/regulation';
import { HOURS_AND_PERIODS } from './hours-and-periods';
import { HOUSE_LIMITS } from './house-limits';
import { OTHER_DAYS } from './other-days';
import type { GoldenCase } from './table';
import { THREE_DAYS } from './three-days';
import { WORKING_DAYS } from './working-days';

export type { GoldenCase };

/** Every countable limit of the catalogue of time limits, at least six dated cases each; and house limits in months. */
export const GOLDEN: readonly GoldenCase[] = [
  ...THREE_DAYS,
  ...OTHER_DAYS,
  ...WORKING_DAYS,
  ...HOURS_AND_PERIODS,
  ...HOUSE_LIMITS,
];

type Compute = typeof computeDeadline;

/** What the engine makes of a case, in the shape of `expectedOf`. */
export function answerTo(
  { limit, provision, words, input, overrides }: GoldenCase,
  compute: Compute,
  calendar: Calendar,
) {
  const deadline = compute(limit, input, calendar, overrides);
  const rule = deadline.derivation.find((step) => step.step === 'RULE')?.text ?? '';
  return {
    provision: deadline.provision,
    said: rule.startsWith(`${citation(provision)}：${words}`),
    status: deadline.status,
    due: deadline.due,
    originalDue: deadline.originalDue,
    provisional: deadline.provisional,
  };
}

export const expectedOf = ({ provision, due, originalDue, provisional }: GoldenCase): ReturnType<typeof answerTo> => ({
  provision,
  said: true,
  status: 'COUNTED',
  due,
  originalDue,
  provisional,
});
