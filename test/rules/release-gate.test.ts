import type { Adoption, LegalPlace } from '../../src/regulation';
import {
  ALL_CONDITIONS,
  conditionsMet,
  RELEASE_RULE_SET,
  type ReleaseFacts,
  releaseDecision,
  releaseRefusalCode,
} from '../../src/subsidies/release-gate.rules';
import { releaseSteps } from '../../src/subsidies/release-steps.rules';

const sound: ReleaseFacts = {
  subsidyId: 's',
  caseFileId: 'f',
  fileState: 'RECEIVED',
  fileRevision: 3,
  closingReceived: true,
  checkId: 'q',
  checkRound: 1,
  checkReopened: false,
  completed: true,
  completedResult: 'QUALIFIED',
  signedResult: 'QUALIFIED',
  signedRevision: 3,
  signatureSound: true,
  payeePersonId: 'payee',
  checkerPersonId: 'checker',
  signerPersonId: 'signer',
  ownPart: null,
  ownAdjustment: false,
  liveRelease: null,
  openHolds: 0,
  holdDueOn: null,
  amountVersion: 1,
  amountFen: 180_000,
  onPublicPayroll: false,
};
const beijing: LegalPlace = { regionCode: '110105', on: '2026-03-02', adoptions: [] };
const tianjin: LegalPlace = { regionCode: '120102', on: '2026-03-02', adoptions: [] };

const unmet = (change: Partial<ReleaseFacts>, place = beijing) =>
  releaseDecision({ ...sound, ...change }, place)
    .findings.filter(({ met }) => !met)
    .map(({ rule }) => rule.replace('RELEASE.', ''));

const noCheck = {
  checkId: null,
  completed: false,
  completedResult: null,
  signedResult: null,
  signedRevision: null,
  signatureSound: false,
};
const notSigned = { signedResult: null, signedRevision: null, signatureSound: false };
const reopened = { checkReopened: true };

/** What is changed in sound facts, which conditions are then unmet, and which steps open the gate again. */
const TABLE: readonly (readonly [string, Partial<ReleaseFacts>, readonly string[], readonly string[]])[] = [
  ['nothing', {}, [], []],
  [
    'S0-21.2 in progress',
    { fileState: 'IN_PROGRESS', closingReceived: false, ...noCheck },
    ['FILE_RECEIVED', 'CHECK_COMPLETED', 'SIGNED_QUALIFIED', 'SIGNATURE_COVERS_FILE', 'SIGNATURE_VERIFIED'],
    ['submitClosing', 'receiveClosing', 'designateChecker', 'completeCheck', 'signQualityCheck'],
  ],
  [
    'S0-21.2 closing submitted',
    { fileState: 'CLOSING_SUBMITTED', closingReceived: false, ...noCheck },
    ['FILE_RECEIVED', 'CHECK_COMPLETED', 'SIGNED_QUALIFIED', 'SIGNATURE_COVERS_FILE', 'SIGNATURE_VERIFIED'],
    ['receiveClosing', 'designateChecker', 'completeCheck', 'signQualityCheck'],
  ],
  [
    'S0-21.2 returned after the signature',
    { fileState: 'RETURNED', closingReceived: false },
    ['FILE_RECEIVED'],
    ['submitClosing', 'receiveClosing'],
  ],
  [
    'a state without its closing record',
    { closingReceived: false },
    ['FILE_RECEIVED'],
    ['submitClosing', 'receiveClosing'],
  ],
  [
    'S4-5.1a nobody designated',
    noCheck,
    ['CHECK_COMPLETED', 'SIGNED_QUALIFIED', 'SIGNATURE_COVERS_FILE', 'SIGNATURE_VERIFIED'],
    ['designateChecker', 'completeCheck', 'signQualityCheck'],
  ],
  [
    'S4-5.1a check not completed',
    { ...notSigned, completed: false, completedResult: null },
    ['CHECK_COMPLETED', 'SIGNED_QUALIFIED', 'SIGNATURE_COVERS_FILE', 'SIGNATURE_VERIFIED'],
    ['completeCheck', 'signQualityCheck'],
  ],
  [
    'S4-5.1b not signed',
    notSigned,
    ['SIGNED_QUALIFIED', 'SIGNATURE_COVERS_FILE', 'SIGNATURE_VERIFIED'],
    ['signQualityCheck'],
  ],
  [
    'S4-5.1b signed as unqualified',
    { signedResult: 'UNQUALIFIED', completedResult: 'UNQUALIFIED' },
    ['SIGNED_QUALIFIED'],
    ['reopenCheck', 'designateChecker', 'completeCheck', 'signQualityCheck'],
  ],
  [
    'S4-5.1b signed as returned',
    { signedResult: 'RETURNED', completedResult: 'RETURNED' },
    ['SIGNED_QUALIFIED'],
    ['reopenCheck', 'designateChecker', 'completeCheck', 'signQualityCheck'],
  ],
  [
    'S4-5.1b reopened',
    reopened,
    ['CHECK_COMPLETED', 'SIGNED_QUALIFIED', 'SIGNATURE_COVERS_FILE'],
    ['designateChecker', 'completeCheck', 'signQualityCheck'],
  ],
  [
    'papers changed after signing',
    { fileRevision: 4 },
    ['SIGNATURE_COVERS_FILE'],
    ['reopenCheck', 'designateChecker', 'completeCheck', 'signQualityCheck'],
  ],
  [
    'S4-5.1b the signature does not verify',
    { signatureSound: false },
    ['SIGNATURE_VERIFIED'],
    ['reopenCheck', 'designateChecker', 'completeCheck', 'signQualityCheck'],
  ],
  ['the officer handled the case', { ownPart: 'PRACTITIONER' }, ['FOUR_PERSONS'], ['releaseSubsidy']],
  ['the officer checked it', { ownPart: 'CHECKER' }, ['FOUR_PERSONS'], ['releaseSubsidy']],
  ['the officer signed it', { ownPart: 'SIGNER' }, ['FOUR_PERSONS'], ['releaseSubsidy']],
  ['the officer released another engagement of the file', { ownPart: 'RELEASER' }, [], []],
  ['checker and signer are one person', { checkerPersonId: 'signer' }, ['FOUR_PERSONS'], []],
  ['payee and checker are one person', { checkerPersonId: 'payee' }, ['FOUR_PERSONS'], []],
  ['the officer set the amount', { ownAdjustment: true }, ['AMOUNT_SET_BY_ANOTHER'], ['releaseSubsidy']],
  ['released', { liveRelease: 1 }, ['NOT_RELEASED'], ['voidRelease']],
  ['held', { openHolds: 2, holdDueOn: '2026-03-09' }, ['NOT_HELD'], ['liftHold']],
  [
    'LAL-52 no tariff',
    { amountVersion: null, amountFen: null },
    ['TARIFF_IN_FORCE', 'AMOUNT_ABOVE_ZERO'],
    ['enterTariff', 'recalculateSubsidy'],
  ],
  ['nothing to pay', { amountFen: 0 }, ['AMOUNT_ABOVE_ZERO'], ['adjustSubsidy']],
  ['LAL-52 on the public payroll', { onPublicPayroll: true }, ['PAYEE_ELIGIBLE'], ['correctPractitioner']],
];

describe('S4-5.1c the release gate', () => {
  test.each(TABLE)('%s', (_, change, rules, steps) => {
    const facts = { ...sound, ...change };
    const decision = releaseDecision(facts, beijing);
    expect(unmet(change)).toEqual(rules);
    expect(decision.findings).toHaveLength(12);
    expect(decision.open).toBe(rules.length === 0);
    expect(conditionsMet(facts) === ALL_CONDITIONS).toBe(decision.open);
    expect(releaseSteps(facts, beijing).map(({ act }) => act)).toEqual(steps);
  });

  test('the mask says for every condition what its finding says', () => {
    for (const [, change] of TABLE) {
      const facts = { ...sound, ...change };
      const mask = conditionsMet(facts);
      releaseDecision(facts, beijing).findings.forEach(({ met }, bit) => {
        expect((mask & (1 << bit)) !== 0).toBe(met);
      });
    }
    expect(ALL_CONDITIONS).toBe(4095);
    expect(RELEASE_RULE_SET).toBe('SUBSIDY_RELEASE/2');
  });

  test('every unmet finding names a cure in Chinese and who has it', () => {
    for (const [name, change] of TABLE) {
      for (const finding of releaseDecision({ ...sound, ...change }, beijing).findings.filter(({ met }) => !met)) {
        expect({ name, by: finding.cure?.by, text: finding.cure?.text }).toMatchObject({
          by: expect.stringMatching(/^[A-Z_]+$/),
          text: expect.stringMatching(/[\u4e00-\u9fff]/),
        });
      }
    }
  });

  test('each step names a role, and the day where a hold ends', () => {
    const steps = releaseSteps({ ...sound, ...notSigned, openHolds: 1, holdDueOn: '2026-03-09' }, beijing);
    expect(steps.map(({ act, role, before }) => [act, role, before])).toEqual([
      ['signQualityCheck', 'QUALITY_REVIEW_HEAD', null],
      ['liftHold', 'FINANCE_OFFICER', '2026-03-09'],
    ]);
    expect(steps[0]?.provisions).toEqual(['S4-5.1b']);
  });

  test('no condition asks for a peer review (S4-5)', () => {
    const texts = releaseDecision(sound, beijing).findings.map(({ rule, text }) => rule + text);
    expect(texts.filter((text) => /PEER|同行|评估/.test(text))).toEqual([]);
  });

  test('a released subsidy is refused as such, also where something else is wrong', () => {
    expect(releaseRefusalCode({ ...sound, liveRelease: 1, openHolds: 1 })).toBe('ALREADY_RELEASED');
    expect(releaseRefusalCode({ ...sound, openHolds: 1 })).toBe('RELEASE_GATE_CLOSED');
  });
});

describe('what the gate cites where', () => {
  const cited = (place: LegalPlace) =>
    Object.fromEntries(
      releaseDecision(sound, place).findings.map(({ rule, provisions, provenance }) => [
        rule.replace('RELEASE.', ''),
        [provisions.join(' '), provenance],
      ]),
    );

  test('in Beijing S4 and the city regulation', () => {
    expect(cited(beijing)).toMatchObject({
      FILE_RECEIVED: ['S4-5.1a S0-21.2 BJ-LAR-32', 'SOURCE'],
      CHECK_COMPLETED: ['S4-5.1a BJ-LAR-32', 'SOURCE'],
      SIGNED_QUALIFIED: ['S4-5.1b S4-5.1c BJ-LAR-32', 'SOURCE'],
      FOUR_PERSONS: ['S4-5.1a S4-5.1b S4-5.1c', 'HOUSE'],
      NOT_HELD: ['', 'HOUSE'],
      TARIFF_IN_FORCE: ['LAL-52', 'LAW'],
      PAYEE_ELIGIBLE: ['LAL-52', 'INFERRED'],
    });
  });

  test('elsewhere it holds as our own rule and cites no S4', () => {
    expect(cited(tianjin)).toMatchObject({
      FILE_RECEIVED: ['S0-21.2', 'SOURCE'],
      CHECK_COMPLETED: ['', 'HOUSE'],
      SIGNED_QUALIFIED: ['', 'HOUSE'],
      SIGNATURE_COVERS_FILE: ['', 'HOUSE'],
      FOUR_PERSONS: ['', 'HOUSE'],
    });
    for (const [, change, rules] of TABLE) expect(unmet(change, tianjin)).toEqual(rules);
    const steps = releaseSteps({ ...sound, ...noCheck }, tianjin);
    expect(steps).toHaveLength(3);
    expect(steps.flatMap(({ provisions }) => provisions)).toEqual([]);
  });

  test('where a bureau adopted it, it is cited as its own choice, from that day', () => {
    const adoption: Adoption = { provisionId: 'S4-5.1b', regionCode: '120000', from: '2026-02-01', to: null };
    expect(cited({ ...tianjin, adoptions: [adoption] }).SIGNED_QUALIFIED).toEqual(['S4-5.1b', 'HOUSE']);
    expect(cited({ ...tianjin, on: '2026-01-31', adoptions: [adoption] }).SIGNED_QUALIFIED).toEqual(['', 'HOUSE']);
  });
});
