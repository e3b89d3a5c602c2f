import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { eventually } from '../support/paper-traffic';
import { type AgencySeed, type Member, seedCity } from '../support/seed';
import { type Answer, newKey, World } from '../support/world';

/** Long names, so that the list is more than any buffer on the way takes. */
const ORGANS = 6000;

let world: World;
let agency: AgencySeed;
beforeAll(async () => {
  world = await World.open({ ANZHI_ANSWER_SILENCE_SECONDS: '1' });
  agency = await (await seedCity(world)).agency('110105');
  await world.rows(
    `INSERT INTO case_organ (id, kind, region_code, name) SELECT gen_random_uuid(), 'COURT', '110105', '法院' || n || repeat('远', 1500) FROM generate_series(1, ${ORGANS}) AS n`,
  );
});
afterAll(async () => {
  expect(await world.broken()).toEqual([]);
  await world.close();
});

interface Download {
  readonly sent: ClientRequest;
  readonly response: IncomingMessage;
}

const download = async (who: Member, list = 'caseOrgans.csv'): Promise<Download> => {
  const headers = { authorization: `Bearer ${await who.current()}` };
  return new Promise((done, fail) => {
    const sent = request(new URL(`/export/${list}`, world.server.url), { headers }, (response) => {
      response.on('error', () => undefined);
      done({ sent, response });
    });
    sent.on('error', fail).end();
  });
};
/** Takes the rest; whether it came to its end. */
const rest = ({ response }: Download): Promise<boolean> =>
  new Promise((done) => {
    response.resume().once('close', () => done(response.complete));
  });
const endings = async (who: Member): Promise<Answer[]> =>
  (
    await world.rows(`SELECT facts FROM ledger_entry WHERE event = 'LIST_EXPORTED' AND account_id = $1 ORDER BY id`, [
      who.accountId,
    ])
  ).map(({ facts }) => facts);

test('exports that nobody reads hold two places, for a second: others go on, and the ledger says why they ended', async () => {
  const clerk = await agency.clerk;
  const unread = await Promise.all([download(clerk), download(clerk)]);
  const third = await download(clerk, 'bureaus.csv');
  expect([third.response.statusCode, Number(third.response.headers['retry-after']) > 0]).toEqual([503, true]);
  const other = await download(await agency.finance, 'bureaus.csv');
  expect([other.response.statusCode, await rest(other)]).toEqual([200, true]);
  await eventually(async () => expect(await endings(clerk)).toHaveLength(2));
  for (const ending of await endings(clerk)) {
    expect(ending).toMatchObject({ complete: false, ended: 'READER_SILENT' });
    expect(ending.rows).toBeLessThan(ORGANS);
  }
  expect(await Promise.all(unread.map(rest))).toEqual([false, false]);
  const again = await download(clerk, 'bureaus.csv');
  expect([again.response.statusCode, await rest(again)]).toEqual([200, true]);
});

describe('an export ends with the access of its reader', () => {
  const brokenOff = async (who: Member, end: () => Promise<unknown>) => {
    const begun = await download(who);
    expect(begun.response.statusCode).toBe(200);
    await end();
    expect(await rest(begun)).toBe(false);
    await eventually(async () => expect(await endings(who)).toHaveLength(1));
    const [ending] = await endings(who);
    expect(ending).toMatchObject({ complete: false, ended: 'ACCESS_ENDED' });
    expect(ending.rows).toBeLessThan(ORGANS);
  };

  test('by a sign-out', async () => {
    const head = await agency.head;
    await brokenOff(head, async () => {
      const { signOutEverywhere } = await head.send(
        'mutation ($k: String!) { signOutEverywhere(idempotencyKey: $k) { __typename } }',
        { k: newKey() },
      );
      expect(signOutEverywhere.__typename).toBe('SignOutEverywhereSuccess');
    });
  });

  test('by another set of appointments', async () => {
    const checker = await agency.checker;
    await brokenOff(checker, () =>
      world.rows('UPDATE appointment SET ended_at = now() WHERE account_id = $1', [checker.accountId]),
    );
  });
});

test('a server that stops breaks exports off and has written it down when it has stopped', async () => {
  const auditor = await agency.auditor;
  const unread = await download(auditor);
  await world.server.drain({ delay: false, hurry: AbortSignal.abort() });
  const [ending] = await endings(auditor);
  expect(ending).toMatchObject({ complete: false, ended: 'SERVER_STOPPED' });
  expect(await rest(unread)).toBe(false);
});
