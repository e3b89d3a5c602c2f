/** The agency's recipients as one thing to wait for; single registrations share it, an import has it alone. */
export const HOLD_RECIPIENTS = (lock: 'pg_advisory_xact_lock' | 'pg_advisory_xact_lock_shared') =>
  `SELECT ${lock}(hashtextextended('recipients of ' || $1, 0))`;
