import type { QueryRunner } from 'typeorm';
import { hashPassword } from '../organizations/passwords';
import { dayOf } from '../platform/clock';
import type { Services } from '../platform/context';
import { rows } from '../platform/database/data-source';
import { inTransaction } from '../platform/database/primary';
import { StartRefused } from '../platform/start-refused';
import { DEMO_PASSWORD } from './accounts';
import { Breath } from './breath';
import { Campaigns } from './campaigns';
import { dayNumber, instantOf, isoInstant } from './days';
import { Performers } from './performing';
import { SETTLED_DAYS } from './population';
import { Random } from './random';
import { Seals } from './seals';
import type { Sheet } from './sheet';
import { showcasePlans } from './showcase';
import { type Counter, type Earlier, NOTHING_YET, Teller } from './telling';
import { clustersFor, settleTown, type Town } from './town';
import { Writer } from './writing';

export interface CityOptions {
  /** Case files to be added; at first the named ones are among them. */
  readonly cases: number;
  /** Of the city; where there is one already, its own. */
  readonly seed?: number;
  /** Day on which the histories end, YYYY-MM-DD; an earlier load's day where there was one. */
  readonly asOf?: string;
  readonly onProgress?: (done: number) => void;
  /** Asked between parts: true ends the load after what is written already. */
  readonly enough?: () => boolean;
}

export interface LoadedCity {
  readonly cases: number;
  readonly total: number;
  readonly asOf: string;
  readonly seed: number;
}

/** Case files from which on there is enough to review: smaller cities are for trying a start, not for a tour. */
const CAMPAIGNS_FROM = 100;
/** Files told and written at once. */
const AT_ONCE = 500;

interface LoadLine {
  readonly seed: number;
  readonly asOf: string;
  readonly cases: number;
  readonly clusters: number;
  readonly from: number;
}

/** True where nobody has opened a bureau yet: only then is the city loaded at the start of the server. */
export async function isEmpty(services: Services): Promise<boolean> {
  return unhurried(services, async (runner) => {
    const [found] = await rows<{ any: boolean }>(runner, 'SELECT EXISTS (SELECT FROM bureau) AS any');
    return !found?.any;
  });
}

/**
 * Loads the rehearsal city, or adds to it: the same seed, day and numbers give the same rows. Refused outside rehearsal,
 * in a database that holds anything else, and with another seed than the city was begun with.
 */
export async function loadCity(services: Services, options: CityOptions): Promise<LoadedCity> {
  if (!services.config.demo) throw new StartRefused('只有演练模式才有演练城 (ANZHI_DEMO=true is needed)');
  const before = await unhurried(services, loadsSoFar);
  const first = before[0];
  if (!first && !(await isEmpty(services))) {
    throw new StartRefused('数据库中已有其他数据，不能载入演练城 (the database holds other data)');
  }
  if (first && options.seed !== undefined && first.seed !== options.seed) {
    throw new StartRefused(`演练城的种子是${first.seed}，不能用${options.seed}追加 (another seed)`);
  }
  const seed = first?.seed ?? options.seed ?? services.config.citySeed;
  const asOf = first?.asOf ?? options.asOf ?? dayOf(services.clock.now());
  const earlierCases = before.reduce((total, load) => total + load.cases, 0);
  const clusters = Math.max(clustersFor(earlierCases + options.cases), ...before.map((load) => load.clusters));
  const town = settleTown(seed, asOf, clusters);
  const madeAt = isoInstant(instantOf(dayNumber(asOf) - SETTLED_DAYS, 540));
  const writer = new Writer(services, new Seals(services, madeAt), await hashPassword(DEMO_PASSWORD));
  note(town.sheet, town, { seed, asOf, cases: 0, clusters, from: earlierCases });
  await unhurried(services, (runner) => writer.organizations(runner, town.sheet));
  const counters = first ? await unhurried(services, countersNow) : NOTHING_YET.counters;
  const told = await tellAll(services, writer, town, options, { cases: earlierCases, counters });
  if (earlierCases + told >= CAMPAIGNS_FROM) await tellCampaigns(services, town);
  return { cases: told, total: earlierCases + told, asOf, seed };
}

/** Two campaigns of peer review over what is there, once: later loads add files, not campaigns. */
async function tellCampaigns(services: Services, town: Town): Promise<void> {
  const people = new Performers(services);
  const [any] = await people.sql('SELECT FROM review_campaign LIMIT 1');
  if (!any) await new Campaigns(people, town, dayNumber(town.asOf)).tell();
}

async function tellAll(
  services: Services,
  writer: Writer,
  town: Town,
  { cases, onProgress, enough = () => false }: CityOptions,
  earlier: Earlier,
): Promise<number> {
  const plans = earlier.cases === 0 && cases > 0 ? showcasePlans(town) : [];
  const chance = Math.max(0, cases - plans.length);
  const teller = new Teller(town, chance, earlier);
  const breath = new Breath();
  let done = 0;
  let told = earlier.cases;
  let writing: Promise<void> = Promise.resolve();
  // The next part is told and made ready while the database writes the one before.
  const write = async (sheet: Sheet, count: number) => {
    const { seed, asOf, clusters } = town;
    note(sheet, town, { seed, asOf, cases: count, clusters, from: told });
    told += count;
    const cargo = await writer.prepare(sheet, teller.counters, breath);
    await writing;
    writing = unhurried(services, (runner) => writer.histories(runner, cargo)).then(() => {
      done += count;
      onProgress?.(done);
    });
    // Whoever awaits it next hears of a failure; until then it must not count as unheard.
    writing.catch(() => undefined);
  };
  if (plans.length) await write(teller.tellNamed(plans), plans.length);
  for (let left = chance; left > 0 && !enough(); left -= AT_ONCE) {
    const count = Math.min(left, AT_ONCE);
    const telling = teller.telling(count);
    let step = telling.next();
    for (; !step.done; step = telling.next()) await breath.take();
    await write(step.value, count);
  }
  await writing;
  return done;
}

/** The city remembers in the ledger how each part of it was made, in the same transaction: so it can be added to, or gone on with. */
function note(sheet: Sheet, town: Town, line: LoadLine): void {
  const at = instantOf(dayNumber(line.asOf), 1439);
  const [agency] = [...town.agencies.values()];
  sheet.record(Random.of(line.seed, 'load', line.from, line.cases, line.clusters).id(at), at, null, {
    act: 'loadCity',
    event: 'REHEARSAL_CITY_LOADED',
    facts: { ...line },
    things: agency ? [{ kind: 'Bureau', id: agency.bureauId }] : [],
  });
}

const loadsSoFar = async (runner: QueryRunner): Promise<LoadLine[]> =>
  (
    await rows<{ facts: LoadLine }>(
      runner,
      `SELECT facts FROM ledger_entry WHERE event = 'REHEARSAL_CITY_LOADED' AND act = 'loadCity' ORDER BY id`,
    )
  ).map(({ facts }) => facts);

const countersNow = (runner: QueryRunner): Promise<Counter[]> =>
  rows<Counter>(runner, 'SELECT agency_id AS "agencyId", year, last FROM case_number_counter');

const unhurried = <T>({ dataSource }: Services, work: (runner: QueryRunner) => Promise<T>): Promise<T> =>
  inTransaction(dataSource, async (runner) => {
    // A busy machine may keep this process from its next statement for longer than a request is ever allowed.
    await rows(runner, 'SET LOCAL idle_in_transaction_session_timeout = 0');
    return work(runner);
  });
