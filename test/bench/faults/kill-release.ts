import { parseArgs } from 'node:util';
import { Chance } from '../../support/random-acts';
import { City } from '../../support/seed';
import { seedReleasable } from '../../support/seed-subsidies';
import { newKey } from '../../support/world';
import { brokenInvariants, releasedSums } from './sums';
import { call, type Findings, type Heard, isRetryable, type Login, Site, signIn, sleep } from './support';

export const RELEASE_MANY = `mutation ($input: ReleaseSubsidiesInput!, $key: String!) {
  releaseSubsidies(input: $input, idempotencyKey: $key) {
    __typename
    ... on ReleaseSubsidiesSuccess { receipt { entryId replayed } batch { id asked released refused releasedFen } }
    ... on Refusal { code message }
  }
}`;

const FEN = 180_000;
/** After so many rounds everything begins anew from what was seeded, which takes far less time than seeding more. */
const STRETCH = 5;
const KILLED = ['server', 'database', 'both'] as const;

interface Seeded {
  readonly finance: Login & { readonly accountId: string };
  readonly rounds: readonly (readonly string[])[];
}

/** Batches that wait to be released: one to find out how long it takes, one for each round of a stretch. */
const seedRounds = (rows: number, rounds: number, findings: Findings) =>
  Site.build<Seeded>(
    async (world) => {
      const agency = await new City(world).agency('110105');
      const finance = await agency.finance;
      const ids: string[][] = [];
      for (let round = 0; round <= rounds; round += 1) {
        ids.push((await seedReleasable(agency, rows, { amountFen: FEN })).map(({ subsidyId }) => subsidyId));
        findings.say(`seeded ${round + 1} of ${rounds + 1} batches of ${rows}`);
      }
      await world.rows('ANALYZE');
      return { finance, rounds: ids };
    },
    { embedded: true },
  );

/** SIGKILL to server, database or both at a random moment of a release; afterwards everything must add up. */
export async function killRelease(args: string[], findings: Findings): Promise<string> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '20' },
      rows: { type: 'string', default: '10000' },
      seed: { type: 'string', default: String(Date.now() % 100_000) },
    },
  });
  const [rows, rounds, chance] = [Number(values.rows), Number(values.rounds), new Chance(Number(values.seed))];
  findings.say(`${rounds} rounds of ${rows} rows, seed ${values.seed}`);
  const { site, seeded } = await seedRounds(rows, Math.min(rounds, STRETCH), findings);
  const ends = { lost: 0, committed: 0, acknowledged: 0 };
  const restarts: number[] = [];
  let took = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const n = ((round - 1) % STRETCH) + 1;
    if (n === 1) {
      if (round > 1) {
        await site.endServer('SIGTERM');
        await site.anew();
      }
      await site.startServer();
      took = await undisturbed(site, findings, seeded);
    }
    const done = await killOnce(site, findings, {
      finance: seeded.finance,
      ids: seeded.rounds[n] as string[],
      killed: KILLED[(round - 1) % KILLED.length] as (typeof KILLED)[number],
      after: round % 4 === 0 ? 'commit' : Math.round(chance.next() * took),
    });
    ends[done.end] += 1;
    restarts.push(done.restart);
    const sums = await releasedSums(site);
    const due = FEN * rows * (n + 1);
    const agree = [sums.ledgerFen, sums.releasesFen, sums.batchesFen, sums.outcomesFen].every((fen) => fen === due);
    findings.expect(
      agree && sums.releases === rows * (n + 1) && sums.batches === n + 1 && sums.lines === n + 1,
      `round ${round}: ${JSON.stringify(sums)}, due ${due} fen`,
    );
    for (const name of await brokenInvariants(site)) findings.fail(`round ${round}: ${name}`);
    findings.say(`round ${round} of ${rounds}: ${done.told}; sums ${sums.releasesFen} fen everywhere`);
  }
  findings.expect(ends.lost + ends.committed > 0, 'no release was interrupted: nothing was tried');
  findings.expect(rounds < 4 || ends.committed > 0, 'no release was interrupted between its commit and its answer');
  findings.expect((await site.endServer('SIGTERM')) === 0, 'the server did not stop in order at the end');
  const slowest = Math.max(...restarts);
  return `${rounds} kills within releases of ${rows} rows: ${ends.lost} before the commit, ${ends.committed} committed but not acknowledged, ${ends.acknowledged} acknowledged before; slowest restart ${slowest} ms`;
}

/** How long a release of so many rows takes when nobody is killed. */
async function undisturbed(site: Site, findings: Findings, { finance, rounds: [ids = []] }: Seeded): Promise<number> {
  const token = await signIn(site.url, finance);
  const began = Date.now();
  const whole = await call(site.url, RELEASE_MANY, { input: { ids }, key: newKey() }, token);
  const took = Date.now() - began;
  findings.expect(
    whole.data?.releaseSubsidies?.batch?.released === ids.length,
    `undisturbed: ${JSON.stringify(whole)}`,
  );
  findings.say(`undisturbed release of ${ids.length}: ${took} ms`);
  return took;
}

interface Round {
  readonly finance: Login & { readonly accountId: string };
  readonly ids: readonly string[];
  readonly killed: (typeof KILLED)[number];
  /** Milliseconds, or between the commit and its answer. */
  readonly after: number | 'commit';
}

interface Ended {
  readonly end: 'lost' | 'committed' | 'acknowledged';
  readonly restart: number;
  readonly told: string;
}

/** One kill and what comes after it. */
export async function killOnce(site: Site, findings: Findings, round: Round): Promise<Ended> {
  const { finance, ids, killed, after } = round;
  const key = newKey();
  const variables = { input: { ids }, key };
  const first = call(site.url, RELEASE_MANY, variables, await signIn(site.url, finance));
  const strike = async () => {
    if (killed !== 'server') site.killDatabase();
    if (killed !== 'database') await site.endServer('SIGKILL');
  };
  if (after === 'commit') await betweenCommitAndAnswer(site, strike);
  else {
    await sleep(after);
    await strike();
  }
  const answer = await first;
  const acknowledged = answer.data?.releaseSubsidies?.batch ?? null;
  findings.expect(acknowledged !== null || isRetryable(answer), `${killed} killed: answered ${JSON.stringify(answer)}`);
  if (killed === 'database' && site.embedded) {
    const code = await site.endServer('SIGTERM');
    findings.expect(code === 0, `without its database the server ended with ${code}: ${site.said.slice(-300)}`);
  }
  const began = Date.now();
  // A database beside the server is its operator's to start; the server finds it again by itself.
  if (killed !== 'server' && !site.embedded) await site.startDatabase();
  if (!site.serverPid) await site.startServer();
  const restart = Date.now() - began;
  const [claim] = await site.rows(CLAIM, [finance.accountId, key]);
  findings.expect(!acknowledged || acknowledged.id === claim?.batchId, `an acknowledged release is lost: ${key}`);
  const { result, tries } = await repeated(site, finance, variables);
  const { batch, receipt } = result.data?.releaseSubsidies ?? {};
  findings.expect(
    batch?.released === ids.length && batch.refused === 0 && batch.releasedFen === ids.length * FEN,
    `the repeated call was answered ${JSON.stringify(result)}`,
  );
  findings.expect(
    receipt?.replayed === Boolean(claim),
    `replayed is ${receipt?.replayed}, committed ${Boolean(claim)}`,
  );
  findings.expect(!claim || batch?.id === claim.batchId, `another batch than the committed one: ${batch?.id}`);
  const end = acknowledged ? 'acknowledged' : claim ? 'committed' : 'lost';
  return {
    end,
    restart,
    told: `${killed} killed ${after === 'commit' ? 'between commit and answer' : `after ${after} ms`}, ${end}${end === 'lost' ? ' (to be done again)' : ''}; up again in ${restart} ms, right answer at call ${tries}`,
  };
}

const CLAIM = `SELECT outcome ->> 'batchId' AS "batchId" FROM act_claim WHERE account_id = $1 AND key = $2`;

/**
 * Waits in line for the table of batches behind the release that writes it, and so gets it at the commit; the server
 * cannot read its answer from there, and `strike` finds a release that is committed and not acknowledged.
 */
const betweenCommitAndAnswer = (site: Site, strike: () => Promise<void>): Promise<void> =>
  site.asking(async (client) => {
    const writing = `SELECT FROM pg_locks WHERE relation = 'release_batch'::regclass AND mode = 'RowExclusiveLock' AND granted`;
    for (const until = Date.now() + 120_000; !(await client.query(writing)).rowCount; await sleep(2)) {
      if (Date.now() > until) throw new Error('the release was never written');
    }
    await client.query('BEGIN');
    await client.query('LOCK TABLE release_batch IN ACCESS EXCLUSIVE MODE');
    await strike();
  });

/** The client's call again with its key, until it is answered. */
async function repeated(
  site: Site,
  finance: Login,
  variables: { input: object; key: string },
): Promise<{ result: Heard; tries: number }> {
  const token = await signIn(site.url, finance);
  for (let tries = 1; ; tries += 1) {
    const result = await call(site.url, RELEASE_MANY, variables, token);
    if (tries >= 20 || !isRetryable(result)) return { result, tries };
    await sleep(500);
  }
}
