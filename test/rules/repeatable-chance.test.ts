import { Random } from '../../src/demo/random';
import { Chance as AssignmentChance } from '../../src/peer-reviews/reviewers/chance';
import { Chance as ResamplingChance } from '../../src/peer-reviews/statistics/chance';

/** A sequence that changes would move intervals, assignments and the rehearsal city that were told already. */
const TOLD = [
  ['resampling', () => new ResamplingChance('campaign/OVERALL'), [3_680_114_689, 2_706_563_167, 2_410_836_049]],
  ['assignment', () => new AssignmentChance('campaign/OVERALL'), [902_411_307, 1_813_661_721, 1_558_027_890]],
  ['rehearsal city', () => Random.of(7, 'quality', 3), [3_987_102_629, 3_512_882_286, 855_899_518]],
] as const;

test.each(TOLD)('chance of the %s tells again what it told', (_, begin, words) => {
  const chance = begin();
  expect([chance.word(), chance.word(), chance.word()]).toEqual(words);
});

test('assignment shuffles as it did: its order is open to whoever knows the seeds', () => {
  expect(new AssignmentChance('x').shuffled([1, 2, 3, 4, 5])).toEqual([3, 1, 2, 5, 4]);
});
