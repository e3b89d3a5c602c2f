/** Enough of the key to tell the readers of a campaign apart, and no more: who it is, only the vault knows. */
export const READER = `'R-' || upper(left(replace(t.reader_key::text, '-', ''), 10))`;
