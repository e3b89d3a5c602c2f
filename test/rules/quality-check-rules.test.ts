import type { CheckItem } from '../../src/quality-checks/check.types';
import {
  type CompletionFacts,
  completionDecision,
  completionWarnings,
  designatedDecision,
} from '../../src/quality-checks/completion.rules';
import { consequencesOf } from '../../src/quality-checks/consequences';
import {
  type DesignationFacts,
  designationDecision,
  reopeningDecision,
  type SigningFacts,
  signingDecision,
} from '../../src/quality-checks/quality-check.rules';
import { CRIMINAL_EDITION } from '../../src/regulation';

const BEIJING = { regionCode: '110105', on: '2026-03-02', adoptions: [] };
const TIANJIN = { regionCode: '120102', on: '2026-03-02', adoptions: [] };

const unmet = (decision: { findings: readonly { met: boolean; rule: string }[] }) =>
  decision.findings.filter((finding) => !finding.met).map((finding) => finding.rule);

describe('S4-5.1a designation', () => {
  const good: DesignationFacts = {
    place: BEIJING,
    fileState: 'RECEIVED',
    openCheckId: null,
    ownStaff: false,
    by: 'AGENCY',
    checkerAccountId: 'account',
    appointed: true,
    ofThisAgency: true,
    part: null,
    sharedOrganizationId: null,
    editionId: CRIMINAL_EDITION.id,
  };

  test('open when all is as it should be; a former checker of the file may check again', () => {
    expect(designationDecision(good).open).toBe(true);
    expect(designationDecision({ ...good, part: 'CHECKER' }).open).toBe(true);
  });

  test.each<[string, Partial<DesignationFacts>, string[]]>([
    ['not received', { fileState: 'CLOSING_SUBMITTED' }, ['CHECK_AFTER_RECEIPT']],
    ['another check is open', { openCheckId: 'check' }, ['CHECK_ONE_AT_A_TIME']],
    ['by the bureau, though not of the own staff', { by: 'BUREAU' }, ['CHECK_DESIGNATED_BY_AGENCY']],
    ['not appointed', { appointed: false }, ['CHECKER_APPOINTED']],
    ['a practitioner of the file', { part: 'PRACTITIONER' }, ['CHECKER_HAS_NO_OTHER_PART']],
    ['the signer of an earlier round', { part: 'SIGNER' }, ['CHECKER_HAS_NO_OTHER_PART']],
    ['of the same organisation', { sharedOrganizationId: 'firm' }, ['CHECKER_FROM_ANOTHER_ORGANIZATION']],
    ['no standard', { editionId: null }, ['CHECK_STANDARD_IN_FORCE']],
    ['own staff, by the agency', { ownStaff: true, ofThisAgency: false }, ['CHECK_DESIGNATED_BY_AGENCY']],
    ['own staff, checker of the same agency', { ownStaff: true, by: 'BUREAU' }, ['CHECKER_FROM_OUTSIDE_THE_AGENCY']],
  ])('refused: %s', (_, change, rules) => {
    expect(unmet(designationDecision({ ...good, ...change }))).toEqual(rules);
  });

  test('own staff: the bureau designates somebody from elsewhere', () => {
    expect(designationDecision({ ...good, ownStaff: true, by: 'BUREAU', ofThisAgency: false }).open).toBe(true);
  });

  test('cites S4 in Beijing; elsewhere the condition is our own choice, as it is where adopted', () => {
    const received = (place: DesignationFacts['place']) => designationDecision({ ...good, place }).findings[0];
    expect(received(BEIJING)).toMatchObject({ provisions: ['S4-5.1a'], provenance: 'SOURCE' });
    expect(received(TIANJIN)).toMatchObject({ provisions: [], provenance: 'HOUSE' });
    const adoptions = [{ provisionId: 'S4-5.1a', regionCode: '120000', from: '2026-01-01', to: null }];
    expect(received({ ...TIANJIN, adoptions })).toMatchObject({ provisions: ['S4-5.1a'], provenance: 'HOUSE' });
  });
});

const material = { id: 'm1', pages: 12 };
const item = (indicatorNo: number, more: Partial<CheckItem> = {}): CheckItem => ({
  indicatorNo,
  finding: 'MET',
  evidenceMaterialId: 'm1',
  evidencePage: 3,
  absentFromFile: false,
  remark: '',
  ...more,
});
const without = { evidenceMaterialId: null, evidencePage: null };
const eight = [1, 2, 3, 4, 5, 6, 7, 8].map((no) => item(no));
const instead = (...changed: CheckItem[]) =>
  eight.map((each) => changed.find((c) => c.indicatorNo === each.indicatorNo) ?? each);

const completion = (more: Partial<CompletionFacts> = {}): CompletionFacts => {
  const stage = (more.stage ?? 'TRIAL') as 'TRIAL';
  return {
    place: BEIJING,
    part: null,
    fileState: 'RECEIVED',
    hearingHeld: true,
    indicators: CRIMINAL_EDITION.indicators.map(({ no, applicability }) => ({
      no,
      applicability: applicability[stage] ?? null,
    })),
    materials: [material],
    items: eight,
    opinion: '材料齐全，受援人已多次会见',
    recipientName: '钱若川',
    ...more,
    stage,
  };
};

describe('S4-5.1a completion', () => {
  test('whole: eight indicators with evidence', () => {
    expect(completionDecision(completion()).open).toBe(true);
  });

  test('only by the designated', () => {
    expect(designatedDecision(BEIJING, false).open).toBe(false);
    expect(designatedDecision(BEIJING, true).open).toBe(true);
  });

  test.each<[string, Partial<CompletionFacts>, string[]]>([
    ['an indicator is missing', { items: eight.slice(1) }, ['CHECK_ALL_INDICATORS']],
    ['an indicator is judged twice', { items: [...eight, item(8)] }, ['CHECK_ALL_INDICATORS']],
    [
      'three are missing',
      { items: eight.slice(3) },
      ['CHECK_ALL_INDICATORS', 'CHECK_ALL_INDICATORS', 'CHECK_ALL_INDICATORS'],
    ],
    ['the file went back', { fileState: 'RETURNED' }, ['CHECK_OF_A_RECEIVED_FILE']],
    ['the checker became something else', { part: 'SIGNER' }, ['CHECKER_STILL_HAS_NO_OTHER_PART']],
    ['no evidence', { items: instead(item(1, without)) }, ['CHECK_EVIDENCE_IN_FILE']],
    ['evidence and absent', { items: instead(item(1, { absentFromFile: true })) }, ['CHECK_EVIDENCE_IN_FILE']],
    ['a material without a page', { items: instead(item(1, { evidencePage: null })) }, ['CHECK_EVIDENCE_IN_FILE']],
    ['a page beyond the last', { items: instead(item(1, { evidencePage: 13 })) }, ['CHECK_EVIDENCE_IN_FILE']],
    [
      'a paper that is not in the file',
      { items: instead(item(1, { evidenceMaterialId: 'm2' })) },
      ['CHECK_EVIDENCE_IN_FILE'],
    ],
    ['not met without a word', { items: instead(item(4, { finding: 'NOT_MET' })) }, ['CHECK_REMARK_EXPLAINS']],
    ['partly met without a word', { items: instead(item(4, { finding: 'PARTLY' })) }, ['CHECK_REMARK_EXPLAINS']],
    ['the recipient is named in the opinion', { opinion: '钱若川表示满意' }, ['CHECK_TEXT_WITHOUT_RECIPIENT']],
    [
      'an identity number in a remark',
      { items: instead(item(2, { remark: '证件11010519850312001X' })) },
      ['CHECK_TEXT_WITHOUT_RECIPIENT'],
    ],
  ])('refused: %s', (_, change, rules) => {
    expect(unmet(completionDecision(completion(change)))).toEqual(rules);
  });

  const notApplicable = (no: number, remark = '') =>
    instead(item(no, { ...without, finding: 'NOT_APPLICABLE', remark }));

  test.each([
    ['S4-5.1d: meeting applies at every stage', 'TRIAL', 1, null, ['CHECK_INDICATOR_APPLIES']],
    ['CPL-40: no file reading at investigation', 'INVESTIGATION', 2, null, []],
    ['file reading applies at trial', 'TRIAL', 2, null, ['CHECK_INDICATOR_APPLIES']],
    ['a hearing held is judged', 'TRIAL', 5, true, ['CHECK_INDICATOR_APPLIES']],
    ['no hearing: with a reason', 'TRIAL', 5, false, ['CHECK_REMARK_EXPLAINS']],
    ['no hearing at prosecution review', 'PROSECUTION_REVIEW', 5, null, []],
    ['evidence as needed: with a reason', 'DEATH_PENALTY_REVIEW', 3, null, ['CHECK_REMARK_EXPLAINS']],
  ] as const)('不适用: %s', (_, stage, no, hearingHeld, rules) => {
    const given = completion({ stage, hearingHeld, items: notApplicable(no) });
    expect(unmet(completionDecision(given))).toEqual(rules);
  });

  test('不适用 with a reason where the stage leaves it open', () => {
    const given = completion({ hearingHeld: false, items: notApplicable(5, '速裁程序，未开庭') });
    expect(completionDecision(given).open).toBe(true);
  });

  test('不适用 names no evidence', () => {
    const items = instead(item(5, { finding: 'NOT_APPLICABLE', remark: '未开庭' }));
    expect(unmet(completionDecision(completion({ hearingHeld: false, items })))).toEqual(['CHECK_EVIDENCE_IN_FILE']);
  });

  test('every fault is named at once', () => {
    const items = instead(
      item(1, { ...without, finding: 'NOT_APPLICABLE' }),
      item(2, without),
      item(3, { finding: 'PARTLY' }),
    );
    expect(unmet(completionDecision(completion({ items, fileState: 'RETURNED' })))).toEqual([
      'CHECK_OF_A_RECEIVED_FILE',
      'CHECK_INDICATOR_APPLIES',
      'CHECK_EVIDENCE_IN_FILE',
      'CHECK_REMARK_EXPLAINS',
    ]);
  });

  test('no finding holds the recipient’s name', () => {
    const decision = completionDecision(completion({ opinion: '钱若川表示满意' }));
    expect(JSON.stringify(decision)).not.toContain('钱若川');
  });

  test('qualified with an indicator not met is a warning, not a gate: no source says otherwise', () => {
    const { indicators } = completion();
    const items = instead(item(4, { finding: 'NOT_MET', remark: '没有书面意见' }));
    const warnings = completionWarnings({ result: 'QUALIFIED', items, indicators });
    expect(warnings).toMatchObject([{ rule: 'CHECK_QUALIFIED_WITH_NOT_MET', provenance: 'HOUSE', met: false }]);
    expect(completionWarnings({ result: 'UNQUALIFIED', items, indicators })).toEqual([]);
    expect(completionDecision(completion({ items })).open).toBe(true);
  });
});

describe('S4-5.1b signing', () => {
  const good: SigningFacts = {
    place: BEIJING,
    agencyId: 'agency',
    checkState: 'COMPLETED',
    fileState: 'RECEIVED',
    checkedRevision: 4,
    fileRevision: 4,
    isHead: true,
    part: null,
    keyId: 'key',
  };

  test('open when all is as it should be', () => {
    expect(signingDecision(good).open).toBe(true);
  });

  test.each<[string, Partial<SigningFacts>, string[]]>([
    [
      'not completed',
      { checkState: 'DESIGNATED', checkedRevision: null },
      ['SIGNING_AFTER_COMPLETION', 'SIGNING_FILE_UNCHANGED'],
    ],
    ['already signed', { checkState: 'SIGNED' }, ['SIGNING_AFTER_COMPLETION']],
    ['the file went back', { fileState: 'RETURNED' }, ['SIGNING_FILE_RECEIVED']],
    ['papers changed', { fileRevision: 5 }, ['SIGNING_FILE_UNCHANGED']],
    ['not the head', { isHead: false }, ['SIGNING_BY_HEAD']],
    ['the checker', { part: 'CHECKER' }, ['SIGNER_HAS_NO_OTHER_PART']],
    ['a practitioner', { part: 'PRACTITIONER' }, ['SIGNER_HAS_NO_OTHER_PART']],
    ['who released on the file', { part: 'RELEASER' }, ['SIGNER_HAS_NO_OTHER_PART']],
    ['no PIN', { keyId: null }, ['SIGNING_KEY_SET']],
  ])('refused: %s', (_, change, rules) => {
    expect(unmet(signingDecision({ ...good, ...change }))).toEqual(rules);
  });

  test('an unmet condition says what would cure it, and who can', () => {
    const finding = signingDecision({ ...good, part: 'CHECKER' }).findings.find((each) => !each.met);
    expect(finding?.cure).toMatchObject({ by: 'QUALITY_REVIEW_HEAD' });
    expect(finding?.text).toContain('检查专人');
  });
});

describe('S4-5.1c reopening and consequences', () => {
  test('not while a subsidy is out on it', () => {
    const decision = reopeningDecision({ place: BEIJING, releasedSubsidyId: 'subsidy', released: 1 });
    expect(unmet(decision)).toEqual(['REOPENING_AFTER_VOID']);
    expect(reopeningDecision({ place: BEIJING, releasedSubsidyId: null, released: 0 }).open).toBe(true);
  });

  test.each([
    ['QUALIFIED', false, ['SUBSIDY_MAY_BE_RELEASED']],
    ['QUALIFIED', true, ['NO_SUBSIDY_ARISES']],
    ['UNQUALIFIED', false, ['SUBSIDY_NOT_PAYABLE', 'HEAD_MAY_REOPEN']],
    ['RETURNED', false, ['FILE_GOES_BACK_FOR_CORRECTION', 'SUBSIDY_NOT_PAYABLE', 'CHECKED_AGAIN_AFTER_RECEIPT']],
    ['RETURNED', true, ['FILE_GOES_BACK_FOR_CORRECTION', 'NO_SUBSIDY_ARISES', 'CHECKED_AGAIN_AFTER_RECEIPT']],
  ] as const)('%s (own staff: %s): %j', (result, ownStaff, codes) => {
    expect(consequencesOf(result, ownStaff).map(({ code }) => code)).toEqual(codes);
  });
});
