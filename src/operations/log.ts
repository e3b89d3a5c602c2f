import { type DestinationStream, type Logger, pino } from 'pino';

const SECRET = ['password', 'oldPassword', 'newPassword', 'firstPassword', 'pin', 'token', 'authorization', 'cookie'];
const PERSONAL = [
  'name',
  'idNumber',
  'phone',
  'address',
  'login',
  'variables',
  'body',
  'headers',
  'query',
  'parameters',
];
const covered = [...SECRET, ...PERSONAL].flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/**
 * The server's log: JSON, one line for each request and each fault. What is logged is chosen where it is logged and holds
 * no personal data; these paths are covered all the same, for the day somebody forgets.
 */
export const createLog = (level: string, to?: DestinationStream): Logger => {
  const options = { level, base: null, redact: { paths: covered, censor: '[…]' } };
  return to ? pino(options, to) : pino(options);
};
