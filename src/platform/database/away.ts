/** Classes of SQLSTATE by which PostgreSQL says that it is not to be had for now: connection, resources. */
const CLASSES = ['08', '53'];
/** Sessions ended from outside: by an administrator, by a crash, while starting or stopping, after idling in a transaction. */
const STATES: readonly unknown[] = ['57P01', '57P02', '57P03', '57P05', '25P03', '25P04'];
const NETWORK: readonly unknown[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
];
/** The driver's own words for a connection that ended or could not be had; it gives them no code. */
const WORDS =
  /^(Connection terminated|Connection ended|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed and is not queryable|Cannot use a pool after calling end)/;

const ofDatabase = new WeakSet<object>();

/** Says of an error that it comes from the driver of the database: others have the same codes for their own connections. */
export const fromDatabase = <E>(error: E): E => {
  if (typeof error === 'object' && error !== null) ofDatabase.add(error);
  return error;
};

interface Told {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly driverError?: unknown;
  readonly errors?: readonly unknown[];
}

/**
 * Whether a failure only says that the database is away, so that the same request may succeed later. Of a commit that was
 * under way it leaves open whether it took place: the idempotency key settles that when the act is sent again.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, driverError } = error as Told;
  // A connection that ends between two statements is taken from its runner at once.
  if (name === 'QueryRunnerAlreadyReleasedError') return true;
  if (driverError) return saysAway(driverError);
  return ofDatabase.has(error) && saysAway(error);
}

function saysAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { message = '', code, errors } = error as Told;
  if (Array.isArray(errors) && errors.length > 0 && errors.every(saysAway)) return true;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !NETWORK.includes(code)) {
    return STATES.includes(code) || CLASSES.includes(code.slice(0, 2));
  }
  return NETWORK.includes(code) || WORDS.test(message);
}

/** What whoever asked is told then; in GraphQL as the code of an error, with HTTP status 503 and Retry-After. */
export const RETRY_LATER = {
  code: 'RETRY_LATER',
  message: '系统暂时不能使用，请稍后重试；提交过的操作请用同一幂等键重新提交',
  seconds: 2,
} as const;
