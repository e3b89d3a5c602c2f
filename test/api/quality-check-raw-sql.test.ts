import { DENIED, NOTHING_STOPPED_IT, whatStops } from '../support/raw-sql';
import { type AgencySeed, seedCity } from '../support/seed';
import { completed, designated, signed } from '../support/seed-checks';
import { useWorld } from '../support/world';

const suite = useWorld();
let agency: AgencySeed;
beforeAll(async () => {
  agency = await (await seedCity(suite.world)).agency('110105');
});

/** As the server's own role. */
const stopped = (sql: string, params: unknown[]) =>
  whatStops(suite.world.app, () => suite.world.app.query(sql, params));

let unqualified: Promise<{ checkId: string }> | null = null;
/** One signed check for attempts that are all rolled back. */
const signedOnce = () => {
  unqualified ??= signed(agency, 'UNQUALIFIED');
  return unqualified;
};

describe('S4-5.1b: as the server’s own role, by raw SQL', () => {
  test.each([
    ['change a signature', `UPDATE check_signature SET result = 'QUALIFIED' WHERE check_id = $1`],
    ['delete a signature', 'DELETE FROM check_signature WHERE check_id = $1'],
    ['change a completion', `UPDATE check_completion SET result = 'QUALIFIED' WHERE check_id = $1`],
    ['delete a completion', 'DELETE FROM check_completion WHERE check_id = $1'],
    ['change an item', `UPDATE check_item SET finding = 'MET' WHERE check_id = $1`],
    ['delete an item', 'DELETE FROM check_item WHERE check_id = $1'],
    [
      'change a paper',
      'UPDATE material SET pages = 1 WHERE case_file_id = (SELECT case_file_id FROM quality_check WHERE id = $1)',
    ],
    [
      'delete a paper',
      'DELETE FROM material WHERE case_file_id = (SELECT case_file_id FROM quality_check WHERE id = $1)',
    ],
    [
      'change a part',
      `UPDATE part SET part = 'RELEASER' WHERE case_file_id = (SELECT case_file_id FROM quality_check WHERE id = $1)`,
    ],
    ['change the checker', 'UPDATE quality_check SET checker_person_id = designated_by WHERE id = $1'],
    ['change the edition', 'UPDATE quality_check SET edition_id = edition_id WHERE id = $1'],
    ['delete the check', 'DELETE FROM quality_check WHERE id = $1'],
    [
      'change the revision',
      'UPDATE case_file SET revision = 0 WHERE id = (SELECT case_file_id FROM quality_check WHERE id = $1)',
    ],
    ['change an indicator', `UPDATE standard_indicator SET name = 'x' WHERE $1::uuid IS NOT NULL`],
    ['change a key', `UPDATE signing_key SET public_key = 'x' WHERE $1::uuid IS NOT NULL`],
    ['change a root', `UPDATE agency_root_key SET public_key = 'x' WHERE $1::uuid IS NOT NULL`],
  ])('may not %s', async (_, sql) => {
    const { checkId } = await signedOnce();
    expect(await stopped(sql, [checkId])).toBe(DENIED);
  });

  test('not even the owner changes what is signed, by accident', async () => {
    const { checkId } = await signedOnce();
    for (const table of ['check_signature', 'check_completion', 'check_item']) {
      await expect(suite.world.rows(`DELETE FROM ${table} WHERE check_id = $1`, [checkId])).rejects.toThrow(
        /record|violates/,
      );
      await expect(
        suite.world.rows(`UPDATE ${table} SET case_file_id = case_file_id WHERE check_id = $1`, [checkId]),
      ).rejects.toThrow('record');
    }
  });

  test.each(['COMPLETED', 'SIGNED', 'RETURNED', 'REOPENED'])(
    'a designated check does not become %s without its records',
    async (state) => {
      const { checkId } = await designated(agency);
      expect(await stopped('UPDATE quality_check SET state = $2 WHERE id = $1', [checkId, state])).toBe(
        'check_state_follows_records',
      );
    },
  );

  test.each(['DESIGNATED', 'COMPLETED', 'RETURNED', 'WITHDRAWN', 'REOPENED'])(
    'a signed check does not become %s',
    async (state) => {
      const { checkId } = await signedOnce();
      expect(await stopped('UPDATE quality_check SET state = $2 WHERE id = $1', [checkId, state])).toMatch(
        /check_state_follows_records|withdrawal_whole/,
      );
    },
  );

  test('a check is not born signed', async () => {
    const { checkId } = await signedOnce();
    const insert = `INSERT INTO quality_check (id, case_file_id, round, edition_id, checker_person_id, designated_by, designated_role, designated_at, state)
      SELECT gen_random_uuid(), case_file_id, 9, edition_id, checker_person_id, designated_by, designated_role, designated_at, $2 FROM quality_check WHERE id = $1`;
    expect(await stopped(insert, [checkId, 'SIGNED'])).toBe('check_state_follows_records');
    expect(await stopped(insert, [checkId, 'DESIGNATED'])).toBe('one_check_at_a_time');
  });

  const SIGN = `INSERT INTO check_signature (check_id, round, case_file_id, result, revision, signer_person_id, key_id, canonical, signature, signed_at)
    SELECT c.check_id, c.round, c.case_file_id, $3, c.revision, $2, (SELECT id FROM signing_key WHERE person_id = $2 LIMIT 1), '{}', '\\x00', now() FROM check_completion c WHERE c.check_id = $1`;
  const PART =
    'INSERT INTO part (case_file_id, person_id, part) SELECT case_file_id, $2, $3 FROM quality_check WHERE id = $1';

  test('one person has one part: the checker does not become the signer, nor the practitioner the checker', async () => {
    const { checkId } = await completed(agency);
    const checker = await agency.checker;
    expect(await stopped(PART, [checkId, checker.personId, 'SIGNER'])).toBe('part_pkey');
    expect(await stopped(SIGN, [checkId, checker.personId, 'QUALIFIED'])).not.toBe(NOTHING_STOPPED_IT);
    const [{ id }] = await suite.world.rows(
      `SELECT person_id AS id FROM part WHERE part = 'PRACTITIONER' AND case_file_id = (SELECT case_file_id FROM quality_check WHERE id = $1)`,
      [checkId],
    );
    expect(await stopped(PART, [checkId, id, 'CHECKER'])).toBe('part_pkey');
  });

  test('no signature without the part of signer, without a key of one’s own, or with another result than was checked', async () => {
    await signed(agency);
    const { checkId } = await completed(agency, 'UNQUALIFIED');
    const head = await agency.head;
    expect(await stopped(SIGN, [checkId, head.personId, 'UNQUALIFIED'])).toBe('signature_by_a_signer');
    const both = `WITH signer AS (${PART.replace('$3', `'SIGNER'`)}) ${SIGN}`;
    expect(await stopped(both, [checkId, head.personId, 'QUALIFIED'])).toBe('signature_of_the_completion');
    expect(await stopped(both, [checkId, (await agency.finance).personId, 'UNQUALIFIED'])).not.toBe(NOTHING_STOPPED_IT);
  });

  test('no signature over papers that changed, none under a check that is withdrawn', async () => {
    const check = await completed(agency);
    const head = await agency.head;
    await suite.world.app.query(
      `INSERT INTO material (id, case_file_id, catalogue_no, title, pages, digest, revision, recorded_by, recorded_at)
       SELECT gen_random_uuid(), case_file_id, 21, '补充', 1, digest, 0, recorded_by, recorded_at FROM material WHERE id = $1`,
      [check.materialId],
    );
    expect(await stopped(SIGN, [check.checkId, head.personId, 'QUALIFIED'])).toBe('signature_covers_file');
  });

  test('no completion with fewer than eight items, or by somebody who was not designated', async () => {
    const { checkId } = await designated(agency);
    const complete = `WITH checker AS (INSERT INTO part (case_file_id, person_id, part) SELECT case_file_id, $2, 'CHECKER' FROM quality_check WHERE id = $1)
      INSERT INTO check_completion (check_id, round, case_file_id, checker_person_id, result, opinion, revision, completed_at)
      SELECT id, round, case_file_id, $2, 'QUALIFIED', 'x', 1, now() FROM quality_check WHERE id = $1`;
    expect(await stopped(complete, [checkId, (await agency.checker).personId])).toBe('completion_has_eight_items');
    expect(await stopped(complete, [checkId, (await agency.finance).personId])).toBe('completion_by_the_designated');
  });
});
