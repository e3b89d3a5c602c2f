import { expectedCoverage, type OwnFiles, practitionerDetection } from './detection';
import { type Stratum, strataOf, stratumFigures } from './draw';
import type { DrawPlan, FrameLine, Share } from './frame';

/** Practitioners with the same number of files in the frame, and what the draw can find of them. */
export interface DetectionGroup {
  readonly files: number;
  readonly bad: number;
  readonly practitioners: number;
  /** Probabilities that at least one of the bad files is drawn: the least, the mean, the greatest. */
  readonly least: number;
  readonly mean: number;
  readonly greatest: number;
}

export interface SamplingFigures {
  readonly strata: readonly Stratum[];
  readonly files: number;
  readonly stratumDraws: number;
  /** What coverage is expected to draw on top; at most, where files have several practitioners. */
  readonly coverageDraws: number;
  readonly groups: readonly DetectionGroup[];
}

/** So many of k files are bad where a share of them is: rounded up, at least one. */
export const badFiles = (files: number, share: Share): number =>
  Math.min(files, Math.max(1, Math.ceil((files * share.numerator) / share.denominator)));

/** What a plan would draw from a frame and could find, before anything is drawn. */
export function samplingFigures(plan: DrawPlan, lines: readonly FrameLine[], bad: Share): SamplingFigures {
  const strata = strataOf(plan, lines);
  const practitioners = new Map<string, Map<number, number>>();
  strata.forEach((stratum, index) => {
    for (const { practitionerIds } of stratum.lines) {
      for (const id of practitionerIds) {
        const own = practitioners.get(id) ?? new Map<number, number>();
        practitioners.set(id, own.set(index, (own.get(index) ?? 0) + 1));
      }
    }
  });
  const known = new Map<string, { files: number; detected: number; coverage: number }>();
  const groups = new Map<number, number[]>();
  let coverageDraws = 0;
  for (const own of practitioners.values()) {
    const parts: OwnFiles[] = [...own].map(([index, count]) => {
      const { files, size } = strata[index] ?? { files: 0, size: 0 };
      return { own: count, files, size };
    });
    const key = parts
      .map((part) => `${part.own}/${part.size}/${part.files}`)
      .sort()
      .join(' ');
    let figures = known.get(key);
    if (!figures) {
      const files = parts.reduce((sum, part) => sum + part.own, 0);
      figures = {
        files,
        detected: practitionerDetection(parts, badFiles(files, bad), plan.perPractitioner),
        coverage: expectedCoverage(parts, plan.perPractitioner),
      };
      known.set(key, figures);
    }
    coverageDraws += figures.coverage;
    const group = groups.get(figures.files);
    if (group) group.push(figures.detected);
    else groups.set(figures.files, [figures.detected]);
  }
  return {
    strata: strata.map(stratumFigures),
    files: lines.length,
    stratumDraws: strata.reduce((sum, { size }) => sum + size, 0),
    coverageDraws,
    groups: [...groups]
      .sort(([one], [other]) => one - other)
      .map(([files, all]) => ({
        files,
        bad: badFiles(files, bad),
        practitioners: all.length,
        least: Math.min(...all),
        mean: all.reduce((sum, each) => sum + each, 0) / all.length,
        greatest: Math.max(...all),
      })),
  };
}

export interface ReadingLoad {
  readonly readings: number;
  readonly minutes: number;
  /** If every file went to one reader more. */
  readonly minutesWithThird: number;
}

export const readingLoad = (files: number, readersPerFile: number, minutesPerReading: number): ReadingLoad => ({
  readings: files * readersPerFile,
  minutes: files * readersPerFile * minutesPerReading,
  minutesWithThird: files * (readersPerFile + 1) * minutesPerReading,
});
