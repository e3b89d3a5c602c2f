import { agreementFigure, standingOf } from '../../src/peer-reviews/results/agreement.figures';
import { againstTheRest, comparisonFigures, pairwise } from '../../src/peer-reviews/results/comparison.figures';
import { withheldOf } from '../../src/peer-reviews/results/figures.service';
import type {
  FrameFacts,
  Measure,
  MeasuredValue,
  ReadingFacts,
  ResultFacts,
} from '../../src/peer-reviews/results/review-facts.types';
import { shownEstimate, shownMean } from '../../src/peer-reviews/results/shown';
import { themeFigures } from '../../src/peer-reviews/results/themes.figures';
import { estimated, notEstimable } from '../../src/peer-reviews/statistics/estimate';
import type { GradeStep } from '../../src/peer-reviews/statistics/inflation';
import { Severity } from '../../src/peer-reviews/statistics/severity';
import { meanEstimate } from '../../src/peer-reviews/statistics/weighted-mean';

let n = 0;
const file = (agencyId: string, grade: GradeStep, more: Partial<ResultFacts> = {}): ResultFacts => {
  n += 1;
  return {
    caseFileId: `f${n}`,
    subject: `s${n}`,
    agencyId,
    caseKind: 'CRIMINAL',
    stage: null,
    random: true,
    grade,
    value: 50 + 12 * grade,
    way: 'AGREED',
    changedByReply: false,
    indicators: [],
    ...more,
  };
};
const many = (agencyId: string, good: number, of: number): ResultFacts[] =>
  Array.from({ length: of }, (_, at) => file(agencyId, at < good ? 3 : 2));
const frame = (agencyId: string, files = 100, caseKind: FrameFacts['caseKind'] = 'CRIMINAL'): FrameFacts => ({
  agencyId,
  caseKind,
  stage: null,
  files,
});
const nobody = new Severity([]);

describe('S4-3.4c numbers of agencies', () => {
  test('only what chance drew by its share counts; the rest stands apart', () => {
    const results = [...many('a', 2, 4), file('a', 1, { random: false }), file('a', 4, { random: false })];
    const { campaign, agencies } = comparisonFigures(results, [frame('a')], nobody);
    expect(agencies).toEqual([{ ...campaign, agencyId: 'a' }]);
    expect(campaign).toMatchObject({
      frame: 100,
      files: 4,
      grades: { excellent: 0, good: 2, qualified: 2, unqualified: 0 },
      apart: { excellent: 1, good: 0, qualified: 0, unqualified: 1 },
      goodRate: { value: 0.5 },
      official: { value: 80 },
      adjusted: { estimable: false, reason: 'TOO_FEW_FILES' },
    });
  });

  test('an adjusted mean needs five files, or it would tell who read them', () => {
    const results = many('a', 3, 6);
    const read = results.flatMap(({ subject, value }, at) =>
      ['r', 's'].map((reader, turn) => ({
        file: subject as string,
        reader,
        score: value + turn * 4 + (at % 2) * turn,
      })),
    );
    const adjusted = (files: number) =>
      comparisonFigures(results.slice(0, files), [frame('a')], new Severity(read)).campaign.adjusted;
    expect(adjusted(4)).toEqual({ estimable: false, reason: 'TOO_FEW_FILES' });
    expect(adjusted(5).estimable).toBe(true);
    expect(comparisonFigures(results, [frame('a')], nobody).campaign.adjusted).toMatchObject({
      reason: 'NOT_CONNECTED',
    });
  });

  test('kinds drawn at different rates count by their files', () => {
    const results = [
      ...many('a', 4, 4),
      ...many('a', 0, 4).map((result) => ({ ...result, caseKind: 'CIVIL' as const })),
    ];
    const strata = [frame('a', 20), frame('a', 80, 'CIVIL'), frame('a', 50, 'ADMINISTRATIVE')];
    const { campaign } = comparisonFigures(results, strata.slice(0, 2), nobody);
    expect(campaign.goodRate?.value).toBeCloseTo(0.2, 12);
    const { agenciesByKind, kinds } = comparisonFigures(results, strata, nobody);
    expect(kinds.map(({ caseKind, goodRate }) => [caseKind, goodRate?.value ?? null])).toEqual([
      ['ADMINISTRATIVE', null],
      ['CIVIL', 0],
      ['CRIMINAL', 1],
    ]);
    expect(agenciesByKind).toHaveLength(3);
  });

  test('the mean stands for the frame as the rate beside it does', () => {
    const results = [
      ...Array.from({ length: 9 }, (_, at) => file('a', 4, { value: 89 + (at % 3) })),
      ...Array.from({ length: 2 }, () => file('a', 1, { value: 50, caseKind: 'CIVIL' })),
    ];
    const strata = [frame('a', 900), frame('a', 2, 'CIVIL')];
    const read = results.flatMap(({ subject, value }, at) =>
      ['r', 's'].map((reader, turn) => ({ file: subject as string, reader, score: value + (at % 2) * turn })),
    );
    const { campaign, kinds } = comparisonFigures(results, strata, new Severity(read));
    expect(campaign.goodRate?.value).toBeCloseTo(900 / 902, 12);
    expect(shownEstimate(campaign.official).value).toBeCloseTo((900 * 90 + 2 * 50) / 902, 3);
    expect(shownEstimate(campaign.adjusted).value).toBeGreaterThan(88);
    // Nine of ten files that count, so the interval is that of nine and no narrower.
    const [nine, ten] = [shownEstimate(campaign.official), shownEstimate(kinds[1]!.official)];
    expect(ten).toMatchObject({ value: 90 });
    expect(nine.high! - nine.low!).toBeGreaterThan(ten.high! - ten.low!);
  });

  test('with one weight for all it is the plain mean, and two files are the fewest for an interval', () => {
    const plain = meanEstimate([3, 5, 10].map((value) => ({ value, weight: 7 })));
    const error = Math.sqrt(13 / 3);
    expect(shownEstimate(plain)).toMatchObject({ value: 6, missing: null });
    expect(plain.estimable && plain.interval!.high - 6).toBeCloseTo(4.302653 * error, 4);
    expect(meanEstimate([{ value: 3, weight: 2 }])).toMatchObject({ value: 3, intervalMissing: 'TOO_FEW_FILES' });
    expect(meanEstimate([1, 2].map((value) => ({ value, weight: 1 / 3 })))).toMatchObject({ intervalMissing: null });
    expect(meanEstimate([])).toEqual({ estimable: false, reason: 'NO_PAIRS' });
  });

  test('a stratum with files and no result: no rate, no mean, no comparison for the whole; what was read keeps its own', () => {
    const results = [...many('a', 3, 4), ...many('b', 1, 4)];
    const strata = [frame('a', 40), frame('b', 40), frame('b', 8, 'CIVIL')];
    const { campaign, kinds, agencies } = comparisonFigures(results, strata, nobody);
    expect(campaign).toMatchObject({
      ...{ frame: 88, files: 8, unreadStrata: 1, unreadFiles: 8, goodRate: null },
      ...{ official: { reason: 'STRATUM_UNREAD' }, adjusted: { reason: 'STRATUM_UNREAD' } },
    });
    expect(kinds.map(({ goodRate }) => goodRate?.value ?? null)).toEqual([null, 0.5]);
    expect(agencies.map(({ goodRate, unreadFiles }) => [goodRate?.value ?? null, unreadFiles])).toEqual([
      [0.75, 0],
      [null, 8],
    ]);
    expect(againstTheRest(results, strata)).toEqual([]);
    expect(pairwise(results, strata, ['a', 'b'])).toEqual([]);
  });
});

describe('nobody is shown what luck could have made (standards 8)', () => {
  test('a pair is judged at the level of all pairs of the campaign, however few are asked for', () => {
    const two = [...many('a', 56, 70), ...many('b', 48, 80)];
    const others = ['c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].flatMap((agency) => many(agency, 7, 10));
    const frames = [...'abcdefghij'].map((agency) => frame(agency));
    const alone = pairwise(two, frames.slice(0, 2), ['a', 'b']);
    expect(alone.map(({ difference }) => difference.distinguishable)).toEqual([true]);
    const among = pairwise([...two, ...others], frames, ['a', 'b']);
    expect(among).toHaveLength(1);
    expect(among[0]?.difference.value).toBeCloseTo(0.2, 12);
    expect(among[0]?.difference.distinguishable).toBe(false);
  });

  test('each agency against all the others together; one agency against nobody', () => {
    const apart = many('a', 0, 40).map((result) => ({ ...result, random: false }));
    const results = [...many('a', 40, 40), ...many('b', 10, 40), ...many('c', 20, 40), ...apart];
    const found = againstTheRest(results, [frame('a'), frame('b'), frame('c')]);
    expect(found.map(({ agencyId, otherId, difference }) => [agencyId, otherId, difference.distinguishable])).toEqual([
      ['a', null, true],
      ['b', null, true],
      ['c', null, false],
    ]);
    expect(found[0]?.difference.value).toBeCloseTo(1 - 0.375, 12);
    expect(pairwise(results, [frame('a'), frame('b')], ['a', 'b'])[0]?.difference.value).toBeCloseTo(0.75, 12);
    expect(againstTheRest(many('a', 3, 4), [frame('a')])).toEqual([]);
  });
});

test('themes: the weakest first, what does not apply is counted apart', () => {
  const indicator = (topic: 'MEETING' | 'HEARING', step: GradeStep | null) => ({
    topic,
    result: step === null ? null : { value: step, step },
    changedByReply: step === 1,
  });
  const results = [
    file('a', 3, { indicators: [indicator('MEETING', 4), indicator('HEARING', 1)] }),
    file('a', 3, { indicators: [indicator('MEETING', 2), indicator('HEARING', 2)] }),
    file('a', 3, { indicators: [indicator('MEETING', 3), indicator('HEARING', null)] }),
  ];
  const found = themeFigures(results, [frame('a')], new Map([['HEARING', 2]]));
  expect(
    found.map(({ topic, files, notApplicable, changedByReply, improvementPoints }) => [
      topic,
      files,
      notApplicable,
      changedByReply,
      improvementPoints,
    ]),
  ).toEqual([
    ['HEARING', 2, 1, 1, 2],
    ['MEETING', 3, 0, 0, 0],
  ]);
  expect(found[0]?.weak?.value).toBe(1);
  expect(found[1]).toMatchObject({ mean: 3, grades: { excellent: 1, good: 1, qualified: 1, unqualified: 0 } });
});

describe('themes speak of the frame', () => {
  const met = (step: GradeStep) => [
    { topic: 'MEETING' as const, result: { value: step, step }, changedByReply: false },
  ];
  const read = (agencyId: string, step: GradeStep, more: Partial<ResultFacts> = {}) =>
    file(agencyId, step, { indicators: met(step), ...more });

  test('files added for a reason are counted, and in no mean or share', () => {
    const drawn = [read('a', 3), read('a', 3), read('a', 3), read('a', 1)];
    const added = [1, 1, 1, 1].map(() => read('a', 1, { random: false }));
    const [alone] = themeFigures(drawn, [frame('a')], new Map());
    const [both] = themeFigures([...drawn, ...added], [frame('a')], new Map());
    expect(alone).toMatchObject({ files: 4, mean: 2.5, weak: { value: 0.25 } });
    expect(both).toMatchObject({ files: 8, grades: { good: 3, unqualified: 5 }, mean: 2.5, weak: alone?.weak });
    expect(themeFigures(added, [], new Map())).toMatchObject([{ files: 4, mean: null, weak: null }]);
  });

  test('strata drawn at different rates count by their files; one without a result leaves nothing to say', () => {
    const results = [read('a', 1), read('a', 3), read('b', 3), read('b', 3)];
    const [found] = themeFigures(results, [frame('a', 90), frame('b', 10)], new Map());
    expect(found?.mean).toBeCloseTo(0.9 * 2 + 0.1 * 3, 12);
    expect(found?.weak?.value).toBeCloseTo(0.45, 12);
    const unread = themeFigures(results, [frame('a', 90), frame('b', 10), frame('c', 50)], new Map());
    expect(unread).toMatchObject([{ files: 4, mean: null, weak: null }]);
  });
});

describe('S4-3.4c agreement below the line is known from however few files', () => {
  const read = (no: number, reader: string, meeting: number): ReadingFacts => ({
    ...{ subject: `${no}`, reader, first: true, place: no },
    values: new Map<Measure, MeasuredValue>([
      ['OVERALL', { value: 80 + no, step: 3 }],
      ['MEETING', { value: meeting, step: meeting > 50 ? 4 : 1 }],
      ['HEARING', { value: 60 + 10 * no, step: 3 }],
    ]),
  });
  const readings = [1, 2, 3].flatMap((no) => [read(no, 'one', no % 2 ? 20 : 90), read(no, 'other', no % 2 ? 90 : 20)]);
  const standing = (measure: Measure) => standingOf(agreementFigure(measure, readings, 'POINTS_100', 'few'), 0.67);

  test('a measured alpha below it is too low; one above it of so few files stays unknown; none at all is unknown', () => {
    expect(standing('MEETING')).toBe('LOW');
    expect(standing('HEARING')).toBe('UNKNOWN');
    expect(standing('FILE_READING')).toBe('UNKNOWN');
  });

  test('twenty files that all have one value say nothing of the readers; nor do nineteen of twenty', () => {
    const same = (vary: (no: number) => number) =>
      Array.from({ length: 20 }, (_, no) => no).flatMap((no) =>
        ['one', 'other'].map(
          (reader): ReadingFacts => ({
            ...{ subject: `${no}`, reader, first: true, place: no },
            values: new Map<Measure, MeasuredValue>([['OVERALL', { value: vary(no), step: 3 }]]),
          }),
        ),
      );
    const of = (vary: (no: number) => number) =>
      standingOf(agreementFigure('OVERALL', same(vary), 'POINTS_100', 'same'), 0.67);
    expect(of(() => 85)).toBe('UNKNOWN');
    expect(of((no) => (no === 0 ? 60 : 85))).toBe('UNKNOWN');
    expect(of((no) => 60 + no)).toBe('ENOUGH');
  });

  test('agencies are then not compared, and the indicator is named', () => {
    const shown = (measure: Measure, name: string) => ({
      ...{ topic: measure === 'OVERALL' ? null : measure, name, files: 3, pairs: 3, standing: standing(measure) },
      ...{ alpha: shownEstimate(notEstimable('NO_PAIRS')), kappa: shownEstimate(notEstimable('NO_PAIRS')) },
    });
    const agreement = {
      campaignId: 'c',
      line: 0.67,
      laterRounds: 0,
      overall: shown('OVERALL', '总分'),
      indicators: [shown('MEETING', '会见'), shown('HEARING', '庭审')],
    };
    const withheld = withheldOf(agreement, true);
    expect(withheld).toMatchObject({ code: 'AGREEMENT_TOO_LOW', figures: [{ topic: 'MEETING' }] });
    expect(withheld?.message).toContain('：会见；');
  });
});

describe('what is shown of a mean stays on the scale', () => {
  const shown = (value: number, low: number, high: number, byPoints: boolean) =>
    shownMean(estimated(value, { low, high }), byPoints);

  test('0 to 100 points, grades 1 to 4; within it, as it was found', () => {
    expect(shown(80.8, 25.34, 136.26, true)).toMatchObject({ value: 80.8, low: 25.34, high: 100 });
    expect(shown(4, -3, 12, true)).toMatchObject({ value: 4, low: 0, high: 12 });
    expect(shown(3.5, 2.23, 4.77, false)).toMatchObject({ value: 3.5, low: 2.23, high: 4 });
    expect(shown(4.2, 0.4, 5, false)).toMatchObject({ value: 4, low: 1, high: 4 });
    expect(shown(0, 0, 0, true)).toMatchObject({ value: 0, low: 0, high: 0 });
    expect(shownMean(notEstimable('NO_PAIRS'), true)).toEqual({
      value: null,
      low: null,
      high: null,
      missing: 'NO_PAIRS',
    });
  });
});
