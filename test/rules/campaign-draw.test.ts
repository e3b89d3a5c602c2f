import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { drawFiles, strataOf, stratumSize } from '../../src/peer-reviews/campaigns/draw';
import { type DrawPlan, type FrameLine, frameDigest, type TargetedLine } from '../../src/peer-reviews/campaigns/frame';
import { drawKey } from '../../src/peer-reviews/campaigns/seeds';

const uuid = (kind: number, n: number) =>
  `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const key = (n: number) => createHash('sha256').update(`key ${n}`).digest();

const plan = (more: Partial<DrawPlan> = {}): DrawPlan => ({
  byStage: false,
  share: { numerator: 1, denominator: 10 },
  sharesByKind: {},
  minimumPerStratum: 1,
  perPractitioner: 0,
  ...more,
});

const line = (n: number, more: Partial<FrameLine> = {}): FrameLine => ({
  caseFileId: uuid(1, n),
  agencyId: uuid(2, 1),
  caseKind: 'CRIMINAL',
  stage: 'TRIAL',
  closedOn: '2026-03-02',
  practitionerIds: [uuid(3, n % 3)],
  ...more,
});

const frames = fc
  .array(
    fc.record({
      agency: fc.integer({ min: 1, max: 3 }),
      caseKind: fc.constantFrom('CRIMINAL', 'CIVIL'),
      stage: fc.constantFrom('TRIAL', 'RETRIAL'),
      people: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 2 }),
      targeted: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 60 },
  )
  .map((files) =>
    files.map(({ agency, caseKind, stage, people, targeted }, n) => ({
      targeted: targeted === 0,
      line: line(n, { agencyId: uuid(2, agency), caseKind, stage, practitionerIds: people.map((p) => uuid(3, p)) }),
    })),
  );
const plans = fc
  .record({
    byStage: fc.boolean(),
    numerator: fc.integer({ min: 0, max: 12 }),
    civil: fc.option(fc.integer({ min: 0, max: 12 })),
    minimumPerStratum: fc.integer({ min: 0, max: 5 }),
    perPractitioner: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ byStage, numerator, civil, minimumPerStratum, perPractitioner }) =>
    plan({
      byStage,
      minimumPerStratum,
      perPractitioner,
      share: { numerator, denominator: 12 },
      sharesByKind: civil === null ? {} : { CIVIL: { numerator: civil, denominator: 12 } },
    }),
  );

const targetedOf = (files: readonly { targeted: boolean; line: FrameLine }[]): TargetedLine[] =>
  files.filter(({ targeted }) => targeted).map((file) => ({ ...file.line, reason: 'COMPLAINT' }));

describe('the draw of a sample (standards 3, HOUSE: stratified by agency × kind, from committed seeds)', () => {
  test('a share is rounded up exactly, a minimum fills up, a small stratum is drawn whole', () => {
    expect(stratumSize(10, { numerator: 1, denominator: 10 }, 0)).toBe(1);
    expect(stratumSize(11, { numerator: 1, denominator: 10 }, 0)).toBe(2);
    // 0.07 × 100 is 7.000000000000001 in floating point.
    expect(stratumSize(100, { numerator: 7, denominator: 100 }, 0)).toBe(7);
    expect(stratumSize(300, { numerator: 1, denominator: 3 }, 0)).toBe(100);
    expect(stratumSize(5, { numerator: 1, denominator: 10 }, 2)).toBe(2);
    expect(stratumSize(1, { numerator: 1, denominator: 10 }, 2)).toBe(1);
    expect(stratumSize(4, { numerator: 0, denominator: 1 }, 0)).toBe(0);
  });

  test('the same frame and key draw the same files in the same order, in whatever order the frame comes', () => {
    fc.assert(
      fc.property(frames, plans, fc.integer(), fc.func(fc.integer()), (files, setting, n, shuffle) => {
        const lines = files.map((file) => file.line);
        const other = [...lines]
          .sort((a, b) => shuffle(a.caseFileId) - shuffle(b.caseFileId))
          .map((each) => ({ ...each, practitionerIds: [...each.practitionerIds].reverse() }));
        const targeted = targetedOf(files);
        const one = { campaignId: uuid(9, 1), plan: setting, goldFiles: 2, lines, targeted };
        const two = { ...one, lines: other, targeted: [...targeted].reverse() };
        expect(frameDigest(two)).toBe(frameDigest(one));
        expect(frameDigest({ ...two, goldFiles: 3 })).not.toBe(frameDigest(one));
        expect(drawFiles(two, key(n))).toEqual(drawFiles(one, key(n)));
      }),
    );
  });

  test('each stratum gives its size, no file comes twice, coverage reaches everybody, targeted files stand apart', () => {
    fc.assert(
      fc.property(frames, plans, fc.integer(), (files, setting, n) => {
        const lines = files.map((file) => file.line);
        const targeted = targetedOf(files);
        const { strata, files: drawn } = drawFiles({ plan: setting, lines, targeted }, key(n));
        const known = new Map(lines.map((each) => [each.caseFileId, each]));
        expect(new Set(drawn.map(({ caseFileId }) => caseFileId)).size).toBe(drawn.length);
        for (const stratum of strata) {
          const key = [stratum.agencyId, stratum.caseKind, ...(stratum.stage ? [stratum.stage] : [])].join(' ');
          const own = drawn.filter((file) => file.stratum === key);
          const share = setting.sharesByKind[stratum.caseKind] ?? setting.share;
          const size = stratumSize(stratum.files, share, setting.minimumPerStratum);
          expect(own.filter(({ origin }) => origin === 'RANDOM').map(({ position }) => position)).toEqual(
            Array.from({ length: size }, (_, index) => index + 1),
          );
          for (const { position, caseFileId, origin } of own) {
            if (origin === 'COVERAGE') expect(position).toBeGreaterThan(size);
            const file = known.get(caseFileId)!;
            expect([file.agencyId, file.caseKind]).toEqual([stratum.agencyId, stratum.caseKind]);
          }
        }
        expect(drawn.every(({ origin, stratum }) => (origin === 'TARGETED') === (stratum === null))).toBe(true);
        expect(strata.reduce((sum, { files: all }) => sum + all, 0)).toBe(lines.length);

        const random = drawn.filter(({ origin }) => origin !== 'TARGETED');
        const count = (of: readonly { caseFileId: string }[], person: string) =>
          of.filter(({ caseFileId }) => known.get(caseFileId)!.practitionerIds.includes(person)).length;
        for (const person of new Set(lines.flatMap(({ practitionerIds }) => practitionerIds))) {
          const asked = Math.min(count(lines, person), setting.perPractitioner);
          expect(count(random, person)).toBeGreaterThanOrEqual(asked);
        }
        // Targeting changes nothing in the random part: else the files of a suspected practitioner would leave the numbers.
        const without = drawFiles({ plan: setting, lines, targeted: [] }, key(n));
        const ids = (of: readonly { caseFileId: string }[]) => of.map(({ caseFileId }) => caseFileId);
        expect(ids(random)).toEqual(ids(without.files));
        const asked = new Set(targeted.map(({ caseFileId }) => caseFileId));
        expect(new Set(ids(drawn.filter(({ alsoTargeted, origin }) => alsoTargeted || origin === 'TARGETED')))).toEqual(
          asked,
        );
      }),
    );
  });

  test('coverage goes on in the order of the draw: nobody who is covered draws further files', () => {
    const lines = Array.from({ length: 30 }, (_, n) => line(n, { practitionerIds: [uuid(3, n % 5)] }));
    const drawn = drawFiles(
      { plan: plan({ perPractitioner: 2, share: { numerator: 1, denominator: 10 } }), lines, targeted: [] },
      key(4),
    ).files;
    const by = (origin: string, person: string) =>
      drawn.filter(
        (file) =>
          file.origin === origin &&
          lines.find(({ caseFileId }) => caseFileId === file.caseFileId)!.practitionerIds[0] === person,
      ).length;
    for (let person = 0; person < 5; person += 1) {
      const already = by('RANDOM', uuid(3, person));
      expect(by('COVERAGE', uuid(3, person))).toBe(Math.max(0, 2 - already));
    }
  });

  test('every file of a stratum is equally likely, and so is every pair', () => {
    const lines = Array.from({ length: 8 }, (_, n) => line(n));
    const setting = plan({ share: { numerator: 3, denominator: 8 } });
    const runs = 8000;
    const single = new Map<string, number>();
    const pairs = new Map<string, number>();
    for (let n = 0; n < runs; n += 1) {
      const ids = drawFiles({ plan: setting, lines, targeted: [] }, key(n))
        .files.map(({ caseFileId }) => caseFileId)
        .sort();
      expect(ids).toHaveLength(3);
      ids.forEach((id, i) => {
        single.set(id, (single.get(id) ?? 0) + 1);
        for (const other of ids.slice(i + 1)) pairs.set(`${id} ${other}`, (pairs.get(`${id} ${other}`) ?? 0) + 1);
      });
    }
    const chiSquare = (counts: Map<string, number>, cells: number, share: number) => {
      expect(counts.size).toBe(cells);
      return [...counts.values()].reduce((sum, seen) => sum + (seen - runs * share) ** 2 / (runs * share), 0);
    };
    // 99.9th percentiles of χ² with 7 and 27 degrees of freedom; the draws are fixed, so the test never wavers.
    expect(chiSquare(single, 8, 3 / 8)).toBeLessThan(24.3);
    expect(chiSquare(pairs, 28, 3 / 28)).toBeLessThan(55.5);
  });

  test('neither seed alone decides: another seed, campaign or frame gives another key', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
    const keys = [
      drawKey(uuid(9, 1), 'f', [a, b]),
      drawKey(uuid(9, 1), 'f', [a, c]),
      drawKey(uuid(9, 1), 'f', [c, b]),
      drawKey(uuid(9, 1), 'f', [b, a]),
      drawKey(uuid(9, 1), 'g', [a, b]),
      drawKey(uuid(9, 2), 'f', [a, b]),
    ].map((each) => each.toString('hex'));
    expect(new Set(keys).size).toBe(6);
  });

  test('strata tell stages apart only where the plan does', () => {
    const lines = [line(1), line(2, { stage: 'RETRIAL' }), line(3, { caseKind: 'CIVIL', stage: 'LITIGATION' })];
    expect(strataOf(plan(), lines).map(({ caseKind, stage, files }) => [caseKind, stage, files])).toEqual([
      ['CIVIL', null, 1],
      ['CRIMINAL', null, 2],
    ]);
    expect(strataOf(plan({ byStage: true }), lines)).toHaveLength(3);
  });
});
