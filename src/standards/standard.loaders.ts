import { manyBy, oneBy } from '../platform/loader';
import {
  ScoringBandRow,
  ScoringSchemeRow,
  ScoringWeightRow,
  StandardEditionRow,
  StandardIndicatorRow,
  StandardSecondLevelRow,
} from './standard.entity';

export const editionById = oneBy<StandardEditionRow>(StandardEditionRow, 'id', 'id');
export const indicatorsOfEdition = manyBy<StandardIndicatorRow>(StandardIndicatorRow, 'editionId', 'edition_id', {
  order: 't.no',
});
export const secondLevelOfEdition = manyBy<StandardSecondLevelRow>(StandardSecondLevelRow, 'editionId', 'edition_id', {
  order: 't.indicator_no, t.no',
});
export const schemeById = oneBy<ScoringSchemeRow>(ScoringSchemeRow, 'id', 'id');
export const schemesOfEdition = manyBy<ScoringSchemeRow>(ScoringSchemeRow, 'editionId', 'edition_id', {
  order: 't.in_force_from NULLS FIRST, t.id',
});
export const weightsOfScheme = manyBy<ScoringWeightRow>(ScoringWeightRow, 'schemeId', 'scheme_id', {
  order: 't.indicator_no',
});
export const bandsOfScheme = manyBy<ScoringBandRow>(ScoringBandRow, 'schemeId', 'scheme_id', {
  order: 't.from_hundredths DESC',
});
