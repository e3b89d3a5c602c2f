import type { Proposer } from './random-acts';
import { askingActs } from './random-acts-reviews-asking';
import { campaignActs } from './random-acts-reviews-campaigns';
import { poolActs } from './random-acts-reviews-pool';
import { readingActs } from './random-acts-reviews-reading';
import { resultActs } from './random-acts-reviews-results';

/** Every act of peer review, as often as it comes to pass. */
export const reviewActs: readonly Proposer[] = [
  ...campaignActs,
  ...poolActs,
  ...readingActs,
  ...askingActs,
  ...resultActs,
];
