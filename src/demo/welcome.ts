import type { Welcome } from '../pages';
import { type Role, roleName } from '../platform/access/actor';
import { DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_SIGNING_PIN } from './accounts';
import { TOUR } from './tour';

/** What the first page of the rehearsal city says to try. */
export const welcome: Welcome = {
  password: DEMO_PASSWORD,
  pin: DEMO_SIGNING_PIN,
  accounts: DEMO_ACCOUNTS.map(({ login, role, place, use }) => ({
    login,
    who: `${place} · ${roleName[role as Role]}：${use}`,
  })),
  steps: TOUR.map(({ title, as, query }) => ({ title, who: as ?? '', query })),
};
