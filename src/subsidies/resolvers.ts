import './subsidy.history';
import { ReleaseResolver } from './release.resolver';
import { SubsidyResolver } from './subsidy.resolver';
import {
  ReleaseBatchResolver,
  ReleaseOutcomeResolver,
  SubsidyHoldResolver,
  SubsidyReleaseResolver,
} from './subsidy-parts.resolver';
import { TariffResolver } from './tariff.resolver';

export const subsidyResolvers = [
  SubsidyResolver,
  SubsidyHoldResolver,
  SubsidyReleaseResolver,
  ReleaseResolver,
  ReleaseBatchResolver,
  ReleaseOutcomeResolver,
  TariffResolver,
];
