import type { Context } from './context';
import type { ThingKind } from './ledger';

/** Whether the reader may see the history of this thing; false as well where there is no such thing. */
export type HistoryCheck = (context: Context, id: string) => Promise<boolean>;

const checks = new Map<ThingKind, HistoryCheck>();

/** Each subject says once for each of its kinds who reads its history: `historyAccess('CaseFile', …)`. */
export function historyAccess(kind: ThingKind, check: HistoryCheck): void {
  if (checks.has(kind)) throw new Error(`the history of ${kind} is opened twice`);
  checks.set(kind, check);
}

/** A kind that nobody opened stays closed. */
export const mayReadHistory = async (context: Context, kind: ThingKind, id: string): Promise<boolean> =>
  (await checks.get(kind)?.(context, id)) ?? false;

export const kindsWithHistory = (): readonly ThingKind[] => [...checks.keys()].sort();
