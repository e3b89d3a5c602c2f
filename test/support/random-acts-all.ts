import type { Proposer } from './random-acts';
import { caseFileActs } from './random-acts-case-files';
import { checkActs } from './random-acts-checks';
import { commitmentActs } from './random-acts-commitments';
import { organizationActs } from './random-acts-organizations';
import { registrationActs } from './random-acts-registration';
import { subsidyActs } from './random-acts-subsidies';

/** Every act of the main job, as often as it comes to pass. */
export const allActs: readonly Proposer[] = [
  ...organizationActs,
  ...commitmentActs,
  ...registrationActs,
  ...caseFileActs,
  ...checkActs,
  ...subsidyActs,
];
