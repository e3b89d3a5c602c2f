import { closingDecision } from '../../src/case-files/closing.rules';
import type { ClosingFacts } from '../../src/case-files/closing-facts.types';
import { acts, adopted, at, did, REVIEW, ROWS, TRIAL } from './closing-table';

const unmet = (facts: ClosingFacts) =>
  closingDecision(facts)
    .findings.filter(({ met }) => !met)
    .map(({ rule }) => rule);

test('the table has sixty-six rows', () => expect(ROWS).toHaveLength(66));

test.each(ROWS)('%s', (_name, change, expected) => {
  const facts = { ...TRIAL, ...change };
  expect(unmet(facts)).toEqual(expected);
  expect(closingDecision(facts).open).toBe(expected.length === 0);
});

test('everything missing is named at once, each with who can supply it and how', () => {
  const nothing = { ...TRIAL, activities: [], papers: [], stageEndedOn: null, hearingHeld: null };
  const findings = closingDecision(nothing).findings.filter(({ met }) => !met);
  expect(findings).toHaveLength(14);
  for (const { cure, provisions, text } of findings) {
    expect({ cure, provisions, text }).toMatchObject({
      cure: { by: expect.stringMatching(/^(PRACTITIONER|CLERK)$/), text: expect.stringMatching(/[一-鿿]/) },
      provisions: expect.arrayContaining([expect.any(String)]),
    });
  }
});

test('a rule held by adoption is shown as the choice of the bureau, the same rule at home as its source', () => {
  const told = (facts: ClosingFacts) => closingDecision(facts).findings.find(({ rule }) => rule === 'CLOSING_TOLD');
  expect(told(TRIAL)?.provenance).toBe('SOURCE');
  expect(told({ ...TRIAL, ...at('120104', adopted('S4-3.5c', '120104')) })?.provenance).toBe('HOUSE');
  expect(told({ ...TRIAL, ...at('120104') })).toBeUndefined();
});

test('LOCAL and INFERRED conditions are never shown as law', () => {
  const provenances = new Map(closingDecision(TRIAL).findings.map(({ rule, provenance }) => [rule, provenance]));
  expect(provenances.get('CLOSING_PAPER_AGREEMENT')).toBe('LOCAL');
  expect(provenances.get('CLOSING_PAPER_CLOSING_REPORT')).toBe('LAW');
  expect(provenances.get('CLOSING_MEETING')).toBe('INFERRED');
  expect(provenances.get('CLOSING_ALL_PAPERS')).toBe('SOURCE');
});

test('S3-9.2 who can cure it: the clerk where the period is not registered, else the practitioner', () => {
  const by = (facts: Partial<ClosingFacts>) =>
    closingDecision({ ...TRIAL, ...at('120102'), ...REVIEW, ...facts }).findings.find(
      ({ rule }) => rule === 'CLOSING_WRITTEN_OPINION_IN_TIME',
    )?.cure?.by;
  expect(by({ reviewPeriodEndsOn: null })).toBe('CLERK');
  expect(by(acts(did('MEETING')))).toBe('PRACTITIONER');
});
