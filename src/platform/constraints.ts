import { conflict, type Refused } from './refusal';

const known = new Map<string, { readonly code: string; readonly message: string }>();

/**
 * Says what a database constraint means when it stops an act: two at once, or a rule that only the database
 * could see in time. A constraint nobody named here is a fault.
 */
export function constraintMeans(constraint: string, code: string, message: string): void {
  known.set(constraint, { code, message });
}

export function refusalOfConstraint(error: unknown): Refused | null {
  const constraint = (error as { driverError?: { constraint?: string } })?.driverError?.constraint;
  const meaning = constraint ? known.get(constraint) : undefined;
  return meaning ? conflict(meaning.code, meaning.message) : null;
}
