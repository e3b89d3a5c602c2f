import type { Client } from 'pg';
import {
  NoLongerSo,
  officerAt,
  type RawAct,
  type RawOutcome,
  type RawTools,
  SIGNED,
  type Step,
} from './random-acts-raw';
import { rawActs } from './random-acts-raw-all';
import { readerRawActs, reviewRawActs } from './random-acts-reviews-raw';
import { subsidyIn } from './random-acts-subsidies';
import { rawHold, rawRelease, rawReopening, rawVoid, stoppedBy } from './raw-sql';

/** One transaction of the application's role. */
async function alone(client: Client, step: Step): Promise<string> {
  await client.query('BEGIN');
  try {
    await step(client);
    await client.query('COMMIT');
    return 'COMMITTED';
  } catch (error) {
    await client.query('ROLLBACK');
    return error instanceof NoLongerSo ? 'no longer so' : stoppedBy(error);
  }
}

/** One attempt in one session; null where nothing is there to try it on. */
export const tryRaw = (tools: RawTools): Promise<RawOutcome | null> => tryOneOf(rawActs, tools, tools.one);

/** The same against the records of peer review, and as the role of blind reads. */
export const tryRawReview = (tools: RawTools): Promise<RawOutcome | null> =>
  tools.scene.chance.happens(0.8)
    ? tryOneOf(reviewRawActs, tools, tools.one)
    : tryOneOf(readerRawActs, tools, tools.reader);

async function tryOneOf(acts: readonly RawAct[], tools: RawTools, client: Client): Promise<RawOutcome | null> {
  const act = tools.scene.chance.weighted(acts);
  const step = await act.prepare(tools);
  if (!step) return null;
  tools.onCommit.length = 0;
  const end = await alone(client, step);
  if (end === 'COMMITTED') for (const note of tools.onCommit) note();
  return { what: act.what, end, broken: end === 'COMMITTED' && !act.allowed };
}

const LEVELS = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const;

/** Two sessions at once on one subsidy, the second at any isolation level: never may both be written. */
export async function raceRaw({ scene, one, other }: RawTools): Promise<RawOutcome | null> {
  const { chance } = scene;
  const kind = chance.pick([
    'release and reopening',
    'reopening and release',
    'release and hold',
    'hold and release',
    'two releases',
    'two voids',
  ]);
  const subsidy = await subsidyIn(
    scene,
    kind === 'two voids' ? ['RELEASED'] : ['PENDING', 'VOIDED'],
    SIGNED(`= 'QUALIFIED'`),
  );
  if (!subsidy) return null;
  const [check] = await scene.rows<{ id: string }>(
    'SELECT id FROM quality_check WHERE case_file_id = $1 ORDER BY round DESC LIMIT 1',
    [subsidy.caseFileId],
  );
  const officer = await officerAt(scene, subsidy.agencyId);
  const second = await officerAt(scene, subsidy.agencyId);
  if (!check || !officer || !second) return null;
  const steps: Record<string, Step> = {
    release: (client) => rawRelease(client, { subsidyId: subsidy.id, officerPersonId: officer }),
    reopening: (client) => rawReopening(client, check.id, second),
    hold: (client) => rawHold(client, subsidy.id, second),
    releases: (client) => rawRelease(client, { subsidyId: subsidy.id, officerPersonId: officer }),
    voids: (client) => rawVoid(client, subsidy.id, officer),
  };
  const [first, , then] = kind.startsWith('two ') ? [kind.slice(4), '', kind.slice(4)] : kind.split(' ');
  const level = chance.pick(LEVELS);
  await other.query(`BEGIN ISOLATION LEVEL ${level}`);
  await other.query('SELECT count(*) FROM subsidy');
  await one.query('BEGIN');
  const ends: string[] = [];
  let waiting: Promise<void> = Promise.resolve();
  try {
    await (steps[first as string] as Step)(one);
    waiting = (async () => {
      try {
        await (steps[then as string] as Step)(other);
        await other.query('COMMIT');
        ends.push('COMMITTED');
      } catch (error) {
        await other.query('ROLLBACK');
        ends.push(stoppedBy(error));
      }
    })();
    await new Promise((wake) => setTimeout(wake, chance.below(8)));
    await one.query('COMMIT');
    ends.push('COMMITTED');
  } catch (error) {
    await one.query('ROLLBACK');
    ends.push(stoppedBy(error));
    await other.query('ROLLBACK').catch(() => undefined);
  }
  await waiting;
  const committed = ends.filter((end) => end === 'COMMITTED').length;
  const end = ends.find((each) => each !== 'COMMITTED') ?? 'BOTH COMMITTED';
  return { what: `race, ${level}: ${kind}`, end, broken: committed > 1 };
}
