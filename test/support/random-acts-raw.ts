import type { Client } from 'pg';
import { Role } from '../../src/platform/access/actor';
import type { Scene } from './random-acts';
import { checkIn } from './random-acts-checks';
import { type SubsidySeen, subsidyIn } from './random-acts-subsidies';
import {
  type RawRelease,
  rawAmount,
  rawHold,
  rawMaterial,
  rawPart,
  rawRelease,
  rawReopening,
  rawSignature,
} from './raw-sql';

/** What raw SQL did that nothing in the structure forbids; the end of a soak accounts for it. */
export interface RawTraces {
  readonly forged: Set<string>;
  readonly papersIn: Set<string>;
}

export interface RawTools {
  readonly scene: Scene;
  readonly one: Client;
  readonly other: Client;
  readonly traces: RawTraces;
  /** What is noted of an attempt once it is committed. */
  readonly onCommit: (() => void)[];
}

export interface RawOutcome {
  readonly what: string;
  /** COMMITTED, or the constraint that stopped it. */
  readonly end: string;
  /** It was written though it must never be. */
  readonly broken: boolean;
}

export type Step = (client: Client) => Promise<unknown>;

export interface RawAct {
  readonly what: string;
  readonly weight: number;
  /** Structure allows it: not a breach when it is written. */
  readonly allowed?: boolean;
  prepare(tools: RawTools): Promise<Step | null>;
}

const UNRELEASED = ['PENDING', 'HELD', 'VOIDED'];
export const SIGNED = (result: string) =>
  `EXISTS (SELECT FROM check_signature g WHERE g.case_file_id = f.id AND g.result ${result}) AND NOT EXISTS (SELECT FROM check_signature g JOIN check_reopening r ON r.check_id = g.check_id WHERE g.case_file_id = f.id)`;

export const officerAt = async (scene: Scene, agencyId: string): Promise<string | null> =>
  (await scene.holder(Role.FINANCE_OFFICER, agencyId))?.personId ?? null;

/** A release by a finance officer of the agency, wrong in one thing. */
const release = (
  what: string,
  weight: number,
  states: readonly string[],
  further: string,
  instead: (scene: Scene, subsidy: SubsidySeen) => Promise<RawRelease['instead'] | null> = async () => ({}),
  allowed = false,
): RawAct => ({
  what,
  weight,
  allowed,
  async prepare({ scene }) {
    const subsidy = await subsidyIn(scene, states, further);
    const officerPersonId = subsidy && (await officerAt(scene, subsidy.agencyId));
    const wrong = officerPersonId && (await instead(scene, subsidy));
    return wrong ? (client) => rawRelease(client, { subsidyId: subsidy.id, officerPersonId, instead: wrong }) : null;
  },
});

const onSubsidy = (
  what: string,
  weight: number,
  states: readonly string[],
  step: (client: Client, subsidy: SubsidySeen, personId: string) => Promise<unknown>,
  further = 'true',
): RawAct => ({
  what,
  weight,
  async prepare({ scene }) {
    const subsidy = await subsidyIn(scene, states, further);
    const personId = subsidy && (await officerAt(scene, subsidy.agencyId));
    return personId ? (client) => step(client, subsidy, personId) : null;
  },
});

const KEPT = [
  ['ledger_entry', 'event'],
  ['ledger_thing', 'kind'],
  ['check_completion', 'result'],
  ['check_item', 'finding'],
  ['check_signature', 'signature'],
  ['check_reopening', 'reason'],
  ['material', 'digest'],
  ['activity', 'summary'],
  ['part', 'part'],
  ['subsidy_amount', 'amount_fen'],
  ['subsidy_hold', 'reason'],
  ['hold_lift', 'reason'],
  ['release_batch', 'released_fen'],
  ['subsidy_release', 'amount_fen'],
  ['release_void', 'reason'],
  ['release_outcome', 'code'],
  ['tariff_line', 'amount_fen'],
  ['subsidy', 'state'],
  ['case_file', 'revision'],
  ['engagement', 'person_id'],
  ['quality_check', 'checker_person_id'],
  ['person', 'id_number_digest'],
  ['act_claim', 'payload_digest'],
] as const;

const POWERS = [
  'TRUNCATE ledger_entry CASCADE',
  'ALTER TABLE check_signature DISABLE TRIGGER ALL',
  'DROP TRIGGER release_is_sound ON subsidy_release',
  'SET LOCAL session_replication_role = replica',
  'SET LOCAL ROLE anzhi_owner',
  'ALTER TABLE subsidy_release DROP CONSTRAINT release_needs_signature',
  'CREATE TRIGGER mine BEFORE INSERT ON subsidy_release FOR EACH ROW EXECUTE FUNCTION forbid_change()',
  'GRANT UPDATE ON subsidy_release TO anzhi_app',
  'CREATE TABLE public.mine (id integer)',
  `COPY ledger_entry TO PROGRAM 'cat'`,
];

export const rawActs: readonly RawAct[] = [
  release('release without a signature', 4, UNRELEASED, `NOT (${SIGNED('IS NOT NULL')})`),
  release('release on a check not signed as qualified', 3, UNRELEASED, SIGNED(`<> 'QUALIFIED'`)),
  release(
    'release on a reopened check',
    3,
    UNRELEASED,
    'EXISTS (SELECT FROM quality_check q JOIN check_reopening r ON r.check_id = q.id WHERE q.case_file_id = f.id)',
    async (scene, { caseFileId }) => {
      const reopened = await scene.one<{ id: string; round: number }>(
        'SELECT q.id, q.round FROM quality_check q JOIN check_reopening r ON r.check_id = q.id WHERE q.case_file_id = $1 ORDER BY q.round',
        [caseFileId],
      );
      return reopened && { checkId: reopened.id, round: reopened.round };
    },
  ),
  release('release on the check of another file', 2, UNRELEASED, 'true', async (scene, { caseFileId }) => {
    const foreign = await scene.one<{ id: string; round: number }>(
      `SELECT check_id AS id, round FROM check_signature WHERE case_file_id <> $1 AND result = 'QUALIFIED' ORDER BY check_id`,
      [caseFileId],
    );
    return foreign && { checkId: foreign.id, round: foreign.round };
  }),
  release('second release without a void', 4, ['RELEASED'], 'true'),
  release('first release once more', 2, ['RELEASED'], 'true', async () => ({ n: 1 })),
  release('release while held', 2, ['HELD'], SIGNED(`= 'QUALIFIED'`)),
  release(
    'release of an amount that is no longer',
    2,
    UNRELEASED,
    `${SIGNED(`= 'QUALIFIED'`)} AND (SELECT max(version) FROM subsidy_amount a WHERE a.subsidy_id = s.id) > 1`,
    async (scene, { id }) => {
      const [old] = await scene.rows<{ fen: number }>(
        'SELECT amount_fen AS fen FROM subsidy_amount WHERE subsidy_id = $1 AND version = 1',
        [id],
      );
      return old ? { amountVersion: 1, amountFen: Number(old.fen) } : null;
    },
  ),
  release('release of an amount never set', 2, UNRELEASED, SIGNED(`= 'QUALIFIED'`), async () => ({
    amountFen: 999_999_999,
  })),
  release('release without the part', 1, UNRELEASED, SIGNED(`= 'QUALIFIED'`), async () => ({ withoutPart: true })),
  release('release without an outcome', 1, UNRELEASED, SIGNED(`= 'QUALIFIED'`), async () => ({ withoutOutcome: true })),
  release('release with false totals', 1, UNRELEASED, SIGNED(`= 'QUALIFIED'`), async () => ({ releasedFen: 1 })),
  release(
    'release in a batch of another agency',
    1,
    UNRELEASED,
    SIGNED(`= 'QUALIFIED'`),
    async (scene, { agencyId }) => ({
      agencyId: scene.chance.pick(scene.cast.agencies.filter(({ id }) => id !== agencyId)).id,
    }),
  ),
  release('release into an old batch', 1, UNRELEASED, SIGNED(`= 'QUALIFIED'`), async (scene) => {
    const batch = await scene.one<{ id: string }>('SELECT id FROM release_batch ORDER BY id');
    return batch && { batchId: batch.id };
  }),
  release('a sound release past the server', 1, ['PENDING', 'VOIDED'], SIGNED(`= 'QUALIFIED'`), undefined, true),
  {
    what: 'release by a person with another part',
    weight: 3,
    async prepare({ scene }) {
      const subsidy = await subsidyIn(scene, UNRELEASED, SIGNED(`= 'QUALIFIED'`));
      const other =
        subsidy &&
        (await scene.one<{ id: string }>(
          `SELECT person_id AS id FROM part WHERE case_file_id = $1 AND part <> 'RELEASER' ORDER BY part, person_id`,
          [subsidy.caseFileId],
        ));
      return other && ((client) => rawRelease(client, { subsidyId: subsidy.id, officerPersonId: other.id }));
    },
  },
  {
    what: 'a second part for one person',
    weight: 4,
    async prepare({ scene }) {
      const part = await scene.one<{ file: string; person: string; part: string }>(
        'SELECT case_file_id AS file, person_id AS person, part FROM part ORDER BY case_file_id DESC, person_id',
      );
      const parts = ['PRACTITIONER', 'CHECKER', 'SIGNER', 'RELEASER'].filter((each) => each !== part?.part);
      return part && ((client) => rawPart(client, part.file, part.person, scene.chance.pick(parts)));
    },
  },
  {
    what: 'change of a record',
    weight: 12,
    async prepare({ scene }) {
      const [table, column] = scene.chance.pick(KEPT);
      return scene.chance.happens(0.5)
        ? (client) => client.query(`UPDATE ${table} SET ${column} = ${column}`)
        : (client) => client.query(`DELETE FROM ${table}`);
    },
  },
  {
    what: 'powers of the owner',
    weight: 3,
    prepare:
      async ({ scene }) =>
      (client) =>
        client.query(scene.chance.pick(POWERS)),
  },
  {
    what: 'state of a check without its records',
    weight: 2,
    async prepare({ scene }) {
      const check = await checkIn(scene, ['DESIGNATED', 'COMPLETED']);
      const state = scene.chance.pick(['SIGNED', 'REOPENED']);
      return (
        check && ((client) => client.query('UPDATE quality_check SET state = $2 WHERE id = $1', [check.id, state]))
      );
    },
  },
  onSubsidy('hold of a released subsidy', 1, ['RELEASED'], (client, { id }, person) => rawHold(client, id, person)),
  onSubsidy('amount of a released subsidy', 1, ['RELEASED'], (client, { id }, person) =>
    rawAmount(client, id, person, 5),
  ),
  onSubsidy('void by the releaser', 2, ['RELEASED'], (client, { id }) =>
    client.query(
      `INSERT INTO release_void (subsidy_id, n, releaser_person_id, voider_person_id, amount_fen, reason, voided_at)
       SELECT subsidy_id, n, releaser_person_id, releaser_person_id, amount_fen, '自己撤销', now() FROM subsidy_release WHERE subsidy_id = $1`,
      [id],
    ),
  ),
  onSubsidy('void of what is not released', 1, ['PENDING', 'VOIDED'], (client, { id }, person) =>
    client.query(
      `INSERT INTO release_void (subsidy_id, n, releaser_person_id, voider_person_id, amount_fen, reason, voided_at) VALUES ($1, 7, $2, $3, 1, '没有发放', now())`,
      [id, person, id],
    ),
  ),
  onSubsidy(
    'amount that is not its derivation',
    1,
    UNRELEASED,
    (client, { id }, person) =>
      client.query(
        `INSERT INTO subsidy_amount (subsidy_id, version, amount_fen, derivation, tariff_edition_id, reason, set_by, set_at)
       SELECT subsidy_id, version + 1, amount_fen + 1, derivation, tariff_edition_id, '多一分', $2, now() FROM subsidy_amount WHERE subsidy_id = $1 ORDER BY version DESC LIMIT 1`,
        [id, person],
      ),
    'EXISTS (SELECT FROM subsidy_amount a WHERE a.subsidy_id = s.id)',
  ),
  {
    what: 'reopening under a standing release',
    weight: 4,
    async prepare({ scene }) {
      const live = await scene.one<{
        id: string;
      }>(`SELECT r.check_id AS id FROM subsidy_release r JOIN subsidy s ON s.id = r.subsidy_id AND s.state = 'RELEASED'
        WHERE NOT EXISTS (SELECT FROM release_void v WHERE v.subsidy_id = r.subsidy_id AND v.n = r.n) ORDER BY r.released_at DESC, r.subsidy_id`);
      return live && ((client) => rawReopening(client, live.id, scene.anybody().personId));
    },
  },
  forgery('forged signature', 3, true, async (scene, agencyId) => keyAt(scene, agencyId)),
  forgery('forged signature in the name of another', 2, false, async (scene, agencyId) => {
    const key = await keyAt(scene, agencyId);
    return (
      key && {
        ...key,
        person: scene.anybody().personId === key.person ? scene.chance.strangeId() : scene.anybody().personId,
      }
    );
  }),
  forgery('forged signature under another result', 1, false, (scene, agencyId) => keyAt(scene, agencyId), 'FLIPPED'),
  {
    what: 'paper put into a received file past the server',
    weight: 0.3,
    allowed: true,
    async prepare({ scene, traces, onCommit }) {
      const file = await scene.one<{ id: string }>(
        `SELECT id FROM case_file WHERE state = 'RECEIVED' ORDER BY id DESC`,
      );
      return (
        file &&
        (async (client) => {
          await rawMaterial(client, file.id, scene.anybody().personId);
          onCommit.push(() => traces.papersIn.add(file.id));
        })
      );
    },
  },
];

const keyAt = (scene: Scene, agencyId: string) =>
  scene.one<{ id: string; person: string }>(
    'SELECT id, person_id AS person FROM signing_key WHERE agency_id = $1 ORDER BY id',
    [agencyId],
  );

function forgery(
  what: string,
  weight: number,
  allowed: boolean,
  key: (scene: Scene, agencyId: string) => Promise<{ id: string; person: string } | null>,
  result?: 'FLIPPED',
): RawAct {
  return {
    what,
    weight,
    allowed,
    async prepare({ scene, traces, onCommit }) {
      const check = await checkIn(
        scene,
        scene.chance.happens(0.8) ? ['COMPLETED'] : ['DESIGNATED', 'SIGNED', 'REOPENED', 'WITHDRAWN'],
      );
      const by = check && (await key(scene, check.agencyId));
      if (!by) return null;
      const [completed] = await scene.rows<{ result: string }>(
        'SELECT result FROM check_completion WHERE check_id = $1',
        [check.id],
      );
      const said = completed?.result ?? 'QUALIFIED';
      const flipped = said === 'QUALIFIED' ? 'UNQUALIFIED' : 'QUALIFIED';
      return async (client) => {
        await rawSignature(client, {
          checkId: check.id,
          signerPersonId: by.person,
          keyId: by.id,
          bytes: scene.chance.bytes(64),
          result: result ? flipped : said,
        });
        await client.query('UPDATE quality_check SET state = $2 WHERE id = $1', [
          check.id,
          said === 'RETURNED' ? 'RETURNED' : 'SIGNED',
        ]);
        onCommit.push(() => traces.forged.add(check.id));
      };
    },
  };
}
