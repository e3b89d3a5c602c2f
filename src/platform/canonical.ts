import { createHash, createHmac } from 'node:crypto';

import canonicalizeJson = require('canonicalize');

/** RFC 8785 form of a JSON value: one text for one meaning. Dates become ISO strings, undefined members vanish. */
export function canonical(value: unknown): string {
  const text = (canonicalizeJson as unknown as (input: unknown) => string | undefined)(
    JSON.parse(JSON.stringify(value ?? null)),
  );
  if (text === undefined) throw new Error('not a JSON value');
  return text;
}

export const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
export const hmac256 = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
