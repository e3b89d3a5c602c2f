import { edition, scheme } from '../../support/seed-standards';
import { NOWHERE, previewOf, REGION, subjectAccess } from '../access';

interface Target {
  readonly bureauId: string;
}

/** Of the bureau's own people; those above it enter for their own bureau. */
const OWN_BUREAU = {
  BUREAU_SUPERVISOR: 'ALLOWED NOT_FOUND NOT_FOUND',
  'ADMINISTRATOR CITY_ADMINISTRATOR CITY_SUPERVISOR': 'NOT_FOUND',
  others: 'FORBIDDEN',
} as const;

export const standards = subjectAccess<Target>({
  subject: 'standards',

  prepare: async ({ city }, place) => ({ bureauId: (await city.agency(REGION[place])).bureau.id }),
  nowhere: () => ({ bureauId: NOWHERE }),

  fields: {
    // A standard is published: nothing of it is about anybody.
    standardEditions: { send: () => ({ query: '{ standardEditions { id } }' }), lines: { others: 'ALLOWED' } },
    scoringScheme: {
      send: () => ({ query: '{ scoringScheme(id: "SFT0086-2020/anzhi-1/points-1") { id } }' }),
      lines: { others: 'ALLOWED' },
    },
    enterStandardEdition: {
      send: ({ bureauId }) => previewOf('enterStandardEdition', edition(bureauId)),
      lines: OWN_BUREAU,
    },
    enterScoringScheme: {
      send: ({ bureauId }) => previewOf('enterScoringScheme', scheme(bureauId)),
      lines: OWN_BUREAU,
    },
  },
});
