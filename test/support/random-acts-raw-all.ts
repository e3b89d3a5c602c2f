import type { Scene } from './random-acts';
import { checkIn } from './random-acts-checks';
import { NoLongerSo, onSubsidy, type RawAct, SIGNED, UNRELEASED } from './random-acts-raw';
import { rawReleases } from './random-acts-raw-releases';
import { subsidyIn } from './random-acts-subsidies';
import { rawAmount, rawHold, rawMaterial, rawPart, rawRelease, rawReopening, rawSignature } from './raw-sql';

const KEPT = [
  ['ledger_entry', 'event'],
  ['ledger_thing', 'kind'],
  ['check_completion', 'result'],
  ['check_item', 'finding'],
  ['check_signature', 'signature'],
  ['check_reopening', 'reason'],
  ['material', 'digest'],
  ['material', 'pages'],
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
  'ALTER TABLE subsidy_release OWNER TO anzhi_app',
  'CREATE TABLE public.mine (id integer)',
  `COPY ledger_entry TO PROGRAM 'cat'`,
];

export const rawActs: readonly RawAct[] = [
  ...rawReleases,
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
        check &&
        (async (client) => {
          await client.query('SELECT id FROM quality_check WHERE id = $1 FOR UPDATE', [check.id]);
          const [now] = await scene.rows('SELECT state FROM quality_check WHERE id = $1', [check.id]);
          if (!['DESIGNATED', 'COMPLETED'].includes(String(now?.state))) throw new NoLongerSo();
          await client.query('UPDATE quality_check SET state = $2 WHERE id = $1', [check.id, state]);
        })
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
      `INSERT INTO release_void (subsidy_id, n, releaser_person_id, voider_person_id, amount_fen, reason, voided_at) SELECT $1, 7, $2, id, 1, '没有发放', now() FROM person WHERE id <> $2 ORDER BY id LIMIT 1`,
      [id, person],
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
  onSubsidy('reopening under a standing release', 4, ['RELEASED'], async (client, { id }, person) => {
    const { rows } = await client.query(
      'SELECT check_id AS id FROM subsidy_release WHERE subsidy_id = $1 ORDER BY n DESC',
      [id],
    );
    await rawReopening(client, rows[0].id, person);
  }),
  forgery('forged signature', 3, true, async (scene, agencyId) => keyAt(scene, agencyId)),
  forgery('forged signature in the name of another', 2, false, async (scene, agencyId) => {
    const key = await keyAt(scene, agencyId);
    const { personId } = scene.anybody();
    return key && { ...key, person: personId === key.person ? scene.chance.strangeId() : personId };
  }),
  forgery('forged signature under another result', 1, false, (scene, agencyId) => keyAt(scene, agencyId), 'FLIPPED'),
  paperPut('paper put into a received file past the server', true, 'NOT EXISTS'),
  paperPut('paper put under a signature past the server', false, 'EXISTS'),
];

function paperPut(what: string, allowed: boolean, signed: 'EXISTS' | 'NOT EXISTS'): RawAct {
  return {
    what,
    weight: 0.3,
    allowed,
    async prepare({ scene }) {
      const file = await scene.one<{ id: string }>(
        `SELECT id FROM case_file f WHERE state = 'RECEIVED' AND ${signed} (SELECT FROM quality_check q WHERE q.case_file_id = f.id AND q.state = 'SIGNED') ORDER BY id DESC`,
      );
      return file && ((client) => rawMaterial(client, file.id, scene.anybody().personId));
    },
  };
}

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
      if (result && !completed) return null;
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
        onCommit.push(() => traces.forged.add(check.id));
      };
    },
  };
}
