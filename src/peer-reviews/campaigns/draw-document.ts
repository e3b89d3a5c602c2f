import { z } from 'zod';
import { canonical } from '../../platform/canonical';
import { DRAW_ORIGINS, type Draw, drawFiles } from './draw';
import { type Frame, frameDigest } from './frame';
import { commitmentOf, drawKey, SEED } from './seeds';

/** Everything from which anybody can draw again, and what was drawn. One spelling (RFC 8785), so that bytes can be compared. */
export interface DrawDocument extends Frame {
  readonly format: 'anzhi-draw/1';
  readonly frameDigest: string;
  readonly seeds: readonly [SeedShown, SeedShown];
  readonly draw: Draw;
}

export interface SeedShown {
  readonly commitment: string;
  readonly seed: string;
}

const word = z.string().regex(/^[A-Z][A-Z_]*$/);
const share = z.strictObject({
  numerator: z.number().int().min(0),
  denominator: z.number().int().min(1),
});
const line = {
  caseFileId: z.uuid(),
  agencyId: z.uuid(),
  caseKind: word,
  stage: word,
  closedOn: z.iso.date(),
  practitionerIds: z.array(z.uuid()),
};
const seed = z.strictObject({ commitment: z.string(), seed: z.string().regex(SEED) });
const count = z.number().int().min(0);

/** Strict: a member that the draw does not know is a change too. */
export const drawDocument = z.strictObject({
  format: z.literal('anzhi-draw/1'),
  campaignId: z.uuid(),
  plan: z.strictObject({
    byStage: z.boolean(),
    share,
    sharesByKind: z.record(word, share),
    minimumPerStratum: count,
    perPractitioner: count,
  }),
  goldFiles: count,
  lines: z.array(z.strictObject(line)),
  targeted: z.array(z.strictObject({ ...line, reason: word })),
  frameDigest: z.string(),
  seeds: z.tuple([seed, seed]),
  draw: z.strictObject({
    strata: z.array(
      z.strictObject({
        agencyId: z.uuid(),
        caseKind: word,
        stage: word.nullable(),
        files: count,
        size: count,
      }),
    ),
    files: z.array(
      z.strictObject({
        caseFileId: z.uuid(),
        origin: z.enum(DRAW_ORIGINS),
        stratum: z.string().nullable(),
        position: z.number().int().min(1).nullable(),
        alsoTargeted: z.boolean(),
      }),
    ),
  }),
});

const inOrder = <L extends Frame['lines'][number]>(lines: readonly L[]): L[] =>
  [...lines]
    .sort((one, other) => (one.caseFileId < other.caseFileId ? -1 : 1))
    .map((each) => ({ ...each, practitionerIds: [...each.practitionerIds].sort() }));

/** A draw with all that it rests on, in the one order of its lists. */
export const documentOf = (
  frame: Frame,
  digest: string,
  seeds: readonly [SeedShown, SeedShown],
  draw: Draw,
): DrawDocument => ({
  format: 'anzhi-draw/1',
  campaignId: frame.campaignId,
  plan: frame.plan,
  goldFiles: frame.goldFiles,
  lines: inOrder(frame.lines),
  targeted: inOrder(frame.targeted),
  frameDigest: digest,
  seeds,
  draw,
});

/** Draws from a frame and two seeds; the same frame and seeds give the same document, byte for byte. */
export function drawnDocument(frame: Frame, seeds: readonly [string, string]): DrawDocument {
  const digest = frameDigest(frame);
  const shown = (seed: string): SeedShown => ({ commitment: commitmentOf(seed), seed });
  return documentOf(
    frame,
    digest,
    [shown(seeds[0]), shown(seeds[1])],
    drawFiles(frame, drawKey(frame.campaignId, digest, seeds)),
  );
}

export const documentText = (document: DrawDocument): string => canonical(document);
