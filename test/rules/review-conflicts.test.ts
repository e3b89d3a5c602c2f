import { DEFAULT_RECUSAL, type RecusalPolicy } from '../../src/peer-reviews/campaigns/campaign-settings.types';
import { CONFLICT_CODES, recusals } from '../../src/peer-reviews/reviewers/conflicts.rules';
import { eligibility, specialtyCost, specialtyFinding } from '../../src/peer-reviews/reviewers/eligibility.rules';
import { type FileFacts, type ReaderFacts } from '../../src/peer-reviews/reviewers/reviewer-facts.types';

const ON = '2026-11-22';
const TIME = { from: ON, to: '2026-12-31' };

const reader: ReaderFacts = {
  reviewerId: 'reviewer',
  personId: 'person',
  practisingSince: '2010-03-01',
  caseKinds: ['CRIMINAL', 'CIVIL'],
  disciplinedOn: null,
  availableFrom: '2026-01-01',
  availableTo: null,
  mostFiles: 100,
  appointed: true,
  organizations: [{ id: 'firm', until: null }],
  regions: ['110108'],
  offices: [],
  declared: [],
  objectedFiles: [],
  undecidedFiles: [],
  filesRead: [],
  filesHeld: [],
};

const file: FileFacts = {
  caseFileId: 'file',
  caseKind: 'CRIMINAL',
  agencyId: 'agency',
  regionCode: '110105',
  handlers: ['handler'],
  organizations: ['their firm'],
  partakers: ['checker', 'signer', 'releaser'],
  coOffenderOrganizations: ['firm of a co-offender'],
  coOffenderHandlers: ['defender of a co-offender'],
};

const codes = (who: Partial<ReaderFacts>, what: Partial<FileFacts> = {}, policy: Partial<RecusalPolicy> = {}) =>
  recusals({ ...reader, ...who }, { ...DEFAULT_RECUSAL, ...policy }, ON).codes({ ...file, ...what });

describe('recusal 回避 in peer review', () => {
  test('nothing between them: nobody is held back, and every rule says so', () => {
    expect(codes({})).toEqual([]);
    const findings = recusals(reader, DEFAULT_RECUSAL, ON).findings(file);
    expect(findings.map(({ rule }) => rule)).toEqual(CONFLICT_CODES);
    expect(findings.every(({ met }) => met)).toBe(true);
  });

  const HELD: readonly (readonly [string, string, Partial<ReaderFacts>, Partial<FileFacts>])[] = [
    ['the handler', 'REVIEW_OWN_FILE', { personId: 'handler' }, {}],
    ['the checker', 'REVIEW_TOOK_PART', { personId: 'checker' }, {}],
    ['the signer', 'REVIEW_TOOK_PART', { personId: 'signer' }, {}],
    ['who paid', 'REVIEW_TOOK_PART', { personId: 'releaser' }, {}],
    ['one of the same firm', 'REVIEW_OWN_ORGANIZATION', { organizations: [{ id: 'their firm', until: null }] }, {}],
    [
      'one who left that firm two years ago to the day',
      'REVIEW_OWN_ORGANIZATION',
      { organizations: [{ id: 'their firm', until: '2024-11-22' }] },
      {},
    ],
    ['staff of the agency', 'REVIEW_OWN_ORGANIZATION', { organizations: [{ id: 'agency', until: null }] }, {}],
    ['one who works in the area of the agency', 'REVIEW_SAME_AREA', { regions: ['110105'] }, {}],
    [
      'a clerk of the agency',
      'REVIEW_OFFICE',
      { offices: [{ agencyId: 'agency', regionPrefix: null, until: null }] },
      {},
    ],
    [
      'a supervisor of the bureau above',
      'REVIEW_OFFICE',
      { offices: [{ agencyId: null, regionPrefix: '11', until: null }] },
      {},
    ],
    [
      'one of the firm of a co-offender',
      'REVIEW_CO_OFFENDERS',
      { organizations: [{ id: 'firm of a co-offender', until: null }] },
      {},
    ],
    ['the defender of a co-offender', 'REVIEW_CO_OFFENDERS', { personId: 'defender of a co-offender' }, {}],
    ['one who declared the handler', 'REVIEW_DECLARED', { declared: ['handler'] }, {}],
    ['one who declared the firm', 'REVIEW_DECLARED', { declared: ['their firm'] }, {}],
    ['one who declared the agency', 'REVIEW_DECLARED', { declared: ['agency'] }, {}],
    ['one against whom an objection stands', 'REVIEW_OBJECTION_UPHELD', { objectedFiles: ['file'] }, {}],
    ['one who had the file before', 'REVIEW_READ_BEFORE', { filesRead: ['file'] }, {}],
    ['one who has the file now', 'REVIEW_READ_BEFORE', { filesHeld: ['file'] }, {}],
  ];

  test.each(HELD)('%s is held back: %s, by that rule alone', (_, code, who, what) => {
    expect(codes(who, what)).toEqual([code]);
    const { any, findings } = recusals({ ...reader, ...who }, DEFAULT_RECUSAL, ON);
    expect(any({ ...file, ...what })).toBe(true);
    expect(
      findings({ ...file, ...what })
        .filter(({ met }) => !met)
        .map(({ rule }) => rule),
    ).toEqual([code]);
  });

  test('every rule is tried above', () => {
    expect(new Set(HELD.map(([, code]) => code))).toEqual(new Set(CONFLICT_CODES));
  });

  test('what is over for longer than the campaign asks holds nobody back', () => {
    const until = '2024-11-21';
    expect(codes({ organizations: [{ id: 'their firm', until }] })).toEqual([]);
    expect(codes({ offices: [{ agencyId: 'agency', regionPrefix: null, until }] })).toEqual([]);
    expect(codes({ organizations: [{ id: 'their firm', until }] }, {}, { organizationYears: 3 })).toEqual([
      'REVIEW_OWN_ORGANIZATION',
    ]);
  });

  test('a bureau elsewhere is no office here, and area recusal can be left out by the campaign', () => {
    expect(codes({ offices: [{ agencyId: null, regionPrefix: '12', until: null }] })).toEqual([]);
    expect(codes({ regions: ['110105'] }, {}, { sameArea: false })).toEqual([]);
  });
});

describe('who may read at all', () => {
  const unmet = (who: Partial<ReaderFacts>, policy: Partial<RecusalPolicy> = {}) =>
    eligibility({ ...reader, ...who }, { ...DEFAULT_RECUSAL, ...policy }, TIME)
      .findings.filter(({ met }) => !met)
      .map(({ rule }) => rule);

  test('three years of practice, to the day (LOCAL, Baiyin)', () => {
    expect(unmet({ practisingSince: '2023-11-22' })).toEqual([]);
    expect(unmet({ practisingSince: '2023-11-23' })).toEqual(['REVIEWER_YEARS']);
    expect(unmet({ practisingSince: '2023-11-23' }, { leastYears: 2 })).toEqual([]);
  });

  test('no disciplinary record within the years of the campaign', () => {
    expect(unmet({ disciplinedOn: '2021-11-23' })).toEqual(['REVIEWER_NO_DISCIPLINARY_RECORD']);
    expect(unmet({ disciplinedOn: '2021-11-22' })).toEqual([]);
  });

  test('available for the whole time of reading', () => {
    expect(unmet({ availableTo: '2026-12-31' })).toEqual([]);
    expect(unmet({ availableTo: '2026-12-30' })).toEqual(['REVIEWER_AVAILABLE']);
    expect(unmet({ availableFrom: '2026-11-23' })).toEqual(['REVIEWER_AVAILABLE']);
  });

  test('appointed', () => {
    expect(unmet({ appointed: false })).toEqual(['REVIEWER_APPOINTED']);
  });

  test('the main kind costs nothing, another of theirs something, any other is not theirs', () => {
    expect(specialtyCost(reader, file)).toBe(0);
    expect(specialtyCost(reader, { ...file, caseKind: 'CIVIL' })).toBe(1);
    expect(specialtyCost(reader, { ...file, caseKind: 'ADMINISTRATIVE' })).toBeNull();
    expect(specialtyFinding(reader, { ...file, caseKind: 'ADMINISTRATIVE' }).met).toBe(false);
  });
});
