import { hash, verify } from '@node-rs/argon2';

/** The one place where the cost of a password is set: argon2id (the library's default), 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** Nobody's password: checked where a login is unknown, so that the answer takes the same work. */
export const NOBODY = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** One spelling for what people type in full-width, half-width or composed characters. */
const spelled = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => hash(spelled(password), COST);

/** Whether a password is right; the same work where there is no account to check it against. */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? NOBODY, spelled(password));
  return matches && passwordHash !== null;
}
