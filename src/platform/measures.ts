import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Codes are the server's own constants; whatever does not look like one, or comes after very many, is not a label. */
const CODE = /^[A-Z][A-Z0-9_]{1,60}$/;
const MOST_CODES = 400;

/** What a server counts of itself. Labels are names from its own code – never anything a client chose, never an id. */
export class Measures {
  readonly registry = new Registry();
  private readonly codes = new Set<string>();

  readonly http = new Histogram({
    name: 'anzhi_http_request_seconds',
    help: 'Time from request to end of response',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60],
    registers: [this.registry],
  });
  readonly inFlight = new Gauge({
    name: 'anzhi_http_requests_in_flight',
    help: 'Requests that are being answered',
    registers: [this.registry],
  });
  private readonly operations = new Counter({
    name: 'anzhi_graphql_operations_total',
    help: 'GraphQL operations by type (none where it could not be read) and outcome',
    labelNames: ['type', 'outcome'],
    registers: [this.registry],
  });
  private readonly mutations = new Counter({
    name: 'anzhi_mutations_total',
    help: 'Mutation fields by outcome: SUCCESS, PREVIEW, the code of the refusal, or FAULT',
    labelNames: ['mutation', 'outcome'],
    registers: [this.registry],
  });
  private readonly retries = new Counter({
    name: 'anzhi_acts_retried_total',
    help: 'Acts tried again after a serialization failure or a deadlock',
    labelNames: ['act'],
    registers: [this.registry],
  });
  private readonly releases = new Counter({
    name: 'anzhi_releases_total',
    help: 'Subsidies released by this server',
    registers: [this.registry],
  });
  private readonly fen = new Counter({
    name: 'anzhi_released_fen_total',
    help: 'Sum of the subsidies released by this server, in fen',
    registers: [this.registry],
  });
  private readonly uploads = new Counter({
    name: 'anzhi_upload_bytes_total',
    help: 'Bytes received as papers and registers',
    registers: [this.registry],
  });
  private readonly signInRefusals = new Counter({
    name: 'anzhi_sign_in_refusals_total',
    help: 'Sign-ins and tokens refused, by way (password, token, oidc) and code',
    labelNames: ['way', 'code'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  private label(code: string): string {
    if (!CODE.test(code)) return 'OTHER';
    if (!this.codes.has(code) && this.codes.size >= MOST_CODES) return 'OTHER';
    this.codes.add(code);
    return code;
  }

  operation(type: 'query' | 'mutation' | 'subscription' | 'none', outcome: string): void {
    this.operations.inc({ type, outcome: this.label(outcome) });
  }
  mutation(mutation: string, outcome: string): void {
    this.mutations.inc({ mutation, outcome: this.label(outcome) });
  }
  actRetried(act: string): void {
    this.retries.inc({ act });
  }
  released(count: number, fen: number): void {
    this.releases.inc(count);
    this.fen.inc(fen);
  }
  uploaded(bytes: number): void {
    this.uploads.inc(bytes);
  }
  signInRefused(way: 'password' | 'token' | 'oidc', code: string): void {
    this.signInRefusals.inc({ way, code: this.label(code) });
  }
}

const known = new WeakMap<object, Measures>();

/** The measures of one server, made when they are first asked for. */
export function measuresOf(services: object): Measures {
  let measures = known.get(services);
  if (!measures) {
    measures = new Measures();
    known.set(services, measures);
  }
  return measures;
}
