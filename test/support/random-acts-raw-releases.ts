import type { Scene } from './random-acts';
import { NoLongerSo, onSubsidy, type RawAct, SIGNED, UNRELEASED } from './random-acts-raw';
import type { SubsidySeen } from './random-acts-subsidies';
import { type RawRelease, rawRelease } from './raw-sql';

/** A release by a finance officer of the agency, wrong in one thing. */
const release = (
  what: string,
  weight: number,
  states: readonly string[],
  further: string,
  instead: (scene: Scene, subsidy: SubsidySeen) => Promise<RawRelease['instead'] | null> = async () => ({}),
  allowed = false,
): RawAct =>
  onSubsidy(
    what,
    weight,
    states,
    async (client, subsidy, officerPersonId, scene) => {
      const wrong = await instead(scene, subsidy);
      if (!wrong) throw new NoLongerSo();
      await rawRelease(client, { subsidyId: subsidy.id, officerPersonId, instead: wrong });
    },
    further,
    allowed,
  );

export const rawReleases: readonly RawAct[] = [
  release('release without a signature', 4, UNRELEASED, `NOT (${SIGNED('IS NOT NULL')})`),
  release(
    'release on a check not signed as qualified',
    3,
    UNRELEASED,
    `EXISTS (SELECT FROM check_signature g WHERE g.case_file_id = f.id AND g.result <> 'QUALIFIED')`,
    async (scene, { caseFileId }) => {
      const signed = await scene.one<{ id: string; round: number }>(
        `SELECT check_id AS id, round FROM check_signature WHERE case_file_id = $1 AND result <> 'QUALIFIED' ORDER BY round`,
        [caseFileId],
      );
      return signed && { checkId: signed.id, round: signed.round };
    },
  ),
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
  release(
    'release without the part',
    1,
    UNRELEASED,
    `${SIGNED(`= 'QUALIFIED'`)} AND NOT EXISTS (SELECT FROM part p WHERE p.case_file_id = f.id AND p.part = 'RELEASER')`,
    async () => ({ withoutPart: true }),
  ),
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
];
