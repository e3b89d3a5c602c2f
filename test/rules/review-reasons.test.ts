import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const ROOM = join(__dirname, '../../src/peer-reviews');
const FILES = readdirSync(ROOM, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.inputs.js'));
/** Texts that somebody reads later as the reason of an act, or as its content. */
const SAID = ['reason', 'reasons', 'text', 'reply', 'note', 'endReason', 'disciplinaryNote'];
/** Kept as drafts, which may lack anything: submitting and voting ask for what they say (review.rules, vote.rules). */
const DRAFTS = ['saveReviewDraftInput', 'voteInGroupInput'];
const UNSEEN = ['\u200b', '\u2060', '\ufeff', '\u3164', '\u2800', '\u00ad', ' ', '…'].map((sign) => sign.repeat(12));

/** Every text of that kind in an input, with the schema that reads it, however deep it stands. */
function textsOf(schema: unknown, path: string): [string, z.ZodType][] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, field]) => [
      ...(SAID.includes(name) ? [[`${path}.${name}`, field as z.ZodType] as [string, z.ZodType]] : []),
      ...textsOf(field, `${path}.${name}`),
    ]);
  }
  if (schema instanceof z.ZodArray) return textsOf(schema.element, path);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return textsOf(schema.unwrap(), path);
  if (schema instanceof z.ZodPipe) return textsOf(schema.in, path);
  return [];
}

const inputs = FILES.flatMap((name) => Object.entries(require(join(ROOM, name)) as Record<string, unknown>));
const texts = inputs.filter(([name]) => !DRAFTS.includes(name)).flatMap(([name, schema]) => textsOf(schema, name));

test('the reasons of peer review’s acts are found', () => {
  const names = texts.map(([path]) => path);
  expect(names).toEqual(
    expect.arrayContaining([
      ...[
        'reopenReadingInput.reason',
        'extendReadingInput.reason',
        'extendReadingsInput.reason',
        'stopReadingInput.reason',
      ],
      ...['abandonCampaignInput.reason', 'addTargetedFileInput.reason', 'withdrawSubjectInput.reason'],
      ...[
        'replyToIndicatorInput.text',
        'decideReplyInput.reasons',
        'addImprovementPointInput.text',
        'tickImprovementPointInput.note',
      ],
      ...['askUnblindingInput.reason', 'objectToReaderInput.reason', 'convokeGroupInput.reason'],
    ]),
  );
});

test.each(texts)(
  '%s is not made of what cannot be seen, nor of punctuation alone where it is a reason',
  (path, schema) => {
    for (const text of UNSEEN) {
      if (text.startsWith('…') && !path.includes('reason')) continue;
      expect([path, text, schema.safeParse(text).success]).toEqual([path, text, false]);
    }
  },
);
