import { Chance } from '../../src/peer-reviews/statistics/chance';
import { City } from './seed';
import { type Eight, submitted } from './seed-review-results';
import { type ReviewSeed, seedReviews } from './seed-reviews';
import { seedReleasable } from './seed-subsidies';
import type { World } from './world';

/** What is asked of an estimate. */
export const ESTIMATE = '{ value low high missing }';

/** The same value for all indicators. */
export const eight = (value: number): Eight => Array(8).fill(value);

/** A campaign of the city over files of two districts, read by five in turning pairs. */
export async function campaignOfTwoDistricts(
  city: City,
  options: { perAgency?: number; readers?: number; files?: string[]; schemeKind?: 'INDICATOR_GRADE' } = {},
) {
  const bureau = await city.bureau('110000');
  const { perAgency = 12, readers = 5 } = options;
  let files = options.files;
  if (!files) {
    const both = [await city.agency('110105'), await city.agency('110108')];
    const made = [];
    for (const agency of both) made.push(...(await seedReleasable(agency, perAgency, { upTo: 'RECEIVED' })));
    files = made.map(({ caseFileId }) => caseFileId);
  }
  const review = await seedReviews(bureau, {
    caseFileIds: files,
    readers,
    ...(options.schemeKind ? { schemeKind: options.schemeKind } : {}),
  });
  return { review, bureau, files };
}

/** Such campaigns in a suite's world, whose city is made when it is first wanted. */
export function campaignsOfTwoDistricts(world: () => World) {
  let made: City | undefined;
  const city = (): City => {
    made ??= new City(world());
    return made;
  };
  const campaign = (options?: Parameters<typeof campaignOfTwoDistricts>[1]) => campaignOfTwoDistricts(city(), options);
  return { city, campaign };
}

/** Quality of a file as its place says, noise of a reader by chance. */
export const quality = (index: number) => 62 + ((index * 7) % 30);

/** Everybody reads and submits, some more kindly than others. Gives the totals. */
export async function readAll(review: ReviewSeed, noise: number, kindness: (reader: number) => number = () => 0) {
  const chance = new Chance('review figures');
  const given = review.readings.map((reading) => {
    const base = quality(review.subjects.indexOf(reading.subject)) + kindness(review.readers.indexOf(reading.reader));
    const noisy = () => Math.round(Math.min(Math.max(base + noise * chance.normal(), 0), 100));
    return { reading, values: Array.from({ length: 8 }, noisy) };
  });
  await submitted(review, ...given);
  return given.map(({ reading, values }) => ({
    unit: reading.subject.id,
    reader: reading.reader.key,
    value: values.reduce((sum, value) => sum + value, 0) / 8,
  }));
}
