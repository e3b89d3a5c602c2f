import type { Http } from '../platform/http';
import type { Draining } from './drain';
import { type Need, registerHealth } from './health';
import { registerGraphqlLimits, registerLimits } from './limits';
import { registerRateLimits } from './rate-limits';
import { registerRequestIds, type Trusts } from './request-ids';
import { registerRequestLog } from './requests';
import { registerSecurityHeaders } from './security-headers';
import { registerSilentReaders } from './silent-readers';

/** What every request passes before a subject sees it, in this order; and the routes that only operators need. */
export async function registerOperations(
  http: Http,
  trusts: Trusts,
  draining: Draining,
  needs: readonly Need[],
): Promise<void> {
  const { app, services } = http;
  registerRequestIds(app, trusts);
  registerRequestLog(http, draining);
  await registerSecurityHeaders(app, services.config.operations);
  registerLimits(app, services.config.operations);
  registerSilentReaders(app, services.config.operations.answerSilenceSeconds);
  await registerRateLimits(http);
  registerGraphqlLimits(app);
  registerHealth(http, draining, needs);
}
