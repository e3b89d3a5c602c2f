import { calendarFor } from '../../organizations/calendar';
import type { Where } from '../../platform/access/scope';
import type { Batch, Context } from '../../platform/context';
import { addDays, type Calendar } from '../../regulation';
import { stopShown } from './reading.codes';
import { PARTS, type Part, type PartCells, type PartName, partsFor, type ReadingRow } from './reading.parts';
import { readerActions } from './reading.states';
import type { Reading } from './reading.types';
import { indicatorsAt, type SchemeLines, schemeLines, standardOf } from './reading-standard.loaders';
import { doneOf, isReason, votedOf } from './review.rules';
import { INDICATOR_NUMBERS, OVERALL } from './review.types';

/**
 * What is still to be read first, then by pseudonym, which comes from chance alone. By due day it would put what was given later last: a reader would see
 * which files they read in somebody's place, or as the third.
 */
export const READING_ORDER = `(r.state <> 'ASSIGNED'), s.pseudonym, r.id`;

/** Reading keys of the caller, one for each campaign: known to the vault, asked for in one statement. */
const readerKeys: Batch<string, readonly string[]> = {
  name: 'reader keys',
  async fetch(context, accounts) {
    const found = await context.read<{ account: string; keys: string[] }>(
      'SELECT a.id AS account, array(SELECT k.reader_key FROM vault.reader_keys_of(a.id) k) AS keys FROM unnest($1::uuid[]) AS a (id)',
      [accounts],
    );
    const byAccount = new Map(found.map(({ account, keys }) => [account, keys]));
    return accounts.map((account) => byAccount.get(account) ?? []);
  },
};
export const readerKeysOf = (context: Context, accountId: string) => context.load(readerKeys, accountId);

/**
 * Readings with what is asked for under them, in one statement however many there are (a second for keys, a third for
 * standards, a fourth for the calendar). Read as the role that can see nothing else.
 */
export async function readingsWith(
  context: Context,
  where: Where,
  limit: number,
  asked: ReadonlySet<string>,
): Promise<Reading[]> {
  const parts = partsFor(asked);
  const [answer] = await context.readBlind<{ readings: ReadingRow[] } & Partial<Record<PartName, PartCells[]>>>(
    `WITH m AS MATERIALIZED (
       SELECT r.id, r.subject_id AS "subjectId", c.alias AS campaign, s.pseudonym, s.case_kind AS "caseKind", s.stage, s.hearing_held AS "hearingHeld",
              s.in_custody AS "inCustody", r.part, r.state, r.stopped_reason AS "stoppedReason", r.round, r.due_on AS "dueOn", c.open AND s.state <> 'WITHDRAWN' AS open,
              s.scheme_id AS "schemeId", s.state AS "subjectState", (row_number() OVER (ORDER BY ${READING_ORDER}))::int - 1 AS place
         FROM review.reading r JOIN review.subject s ON s.id = r.subject_id JOIN review.campaign c ON c.id = s.campaign_id
        WHERE ${where.text} ORDER BY ${READING_ORDER} LIMIT ${limit})
     SELECT (SELECT coalesce(json_agg(m ORDER BY m.place), '[]') FROM m) AS readings${parts.map((name) => `, ${PARTS[name].sql} AS ${name}`).join('')}`,
    where.params,
  );
  const found = (answer?.readings ?? []).map(withEmptyParts);
  for (const name of parts) {
    const { put } = PARTS[name] as Part;
    for (const [place, ...cells] of answer?.[name] ?? []) put(found[place] as ReadingRow, cells);
  }
  const shape = await shaping(context, found, asked);
  return found.map(shape);
}

const withEmptyParts = (row: ReadingRow): ReadingRow =>
  Object.assign(row, {
    timeline: [],
    papers: [],
    drafts: [],
    submissions: [],
    reopenings: [],
    extensions: [],
    requests: [],
    settlement: null,
  });

/** Working days after today up to the due day. */
function daysLeft(calendar: Calendar, today: string, dueOn: string): number {
  let left = 0;
  for (let day = addDays(today, 1); day <= dueOn; day = addDays(day, 1)) if (calendar.works(day)) left += 1;
  return left;
}

const once = <T>(make: (key: string) => T): ((key: string) => T) => {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key) as T;
  };
};

const NEEDS_STANDARD = ['standard', 'indicators', 'progress'] as const;

/** What a reading shows beyond its columns; things that many share – indicators, days left – are made once. */
async function shaping(context: Context, found: readonly ReadingRow[], asked: ReadonlySet<string>) {
  const { today } = context;
  const calendar = asked.has('workingDaysLeft') ? await calendarFor(context) : null;
  const left = once((dueOn) => (calendar ? daysLeft(calendar, today, dueOn) : 0));
  const lines = new Map<string, SchemeLines>();
  if (NEEDS_STANDARD.some((field) => asked.has(field))) {
    const keys = [...new Set(found.map(({ schemeId }) => schemeId))];
    const loaded = await Promise.all(keys.map(async (key) => [key, await schemeLines(context, key)] as const));
    for (const [key, scheme] of loaded) lines.set(key, scheme);
  }
  const standard = once((key) => standardOf(lines.get(key) as SchemeLines));
  const indicators = once((key) => {
    const [stage, ...scheme] = key.split(' ');
    return indicatorsAt(lines.get(scheme.join(' ')) as SchemeLines, stage as string);
  });
  return (row: ReadingRow): Reading => {
    const overdue = row.state === 'ASSIGNED' && row.dueOn < today;
    const made = row as unknown as Reading;
    made.overdue = overdue;
    made.workingDaysLeft = left(row.dueOn);
    if (asked.has('availableActions')) made.availableActions = readerActions({ ...row, overdue });
    if (asked.has('standard')) made.standard = standard(row.schemeId);
    if (asked.has('indicators')) made.indicators = indicators(`${row.stage} ${row.schemeId}`);
    if (asked.has('progress')) made.progress = progressOf(row, lines.get(row.schemeId));
    made.stopped = stopShown(row.stoppedReason);
    made.part = row.part === 'GROUP' ? 'GROUP' : 'READER';
    return made;
  };
}

function progressOf(row: ReadingRow, lines: SchemeLines | undefined): Reading['progress'] {
  const drafts = row.drafts.map((draft) => ({ ...draft, indicatorNo: draft.indicatorNo ?? OVERALL }));
  const facts = {
    hearingHeld: row.hearingHeld,
    indicators: (lines?.indicators ?? []).map(({ no, applicability }) => ({
      no,
      applicability: applicability[row.stage] ?? null,
    })),
  };
  const submitted = row.state === 'SUBMITTED';
  return {
    done: submitted ? INDICATOR_NUMBERS.length : row.part === 'GROUP' ? votedOf(drafts) : doneOf(facts, drafts),
    of: INDICATOR_NUMBERS.length,
    opinion: submitted || drafts.some(({ indicatorNo, value }) => indicatorNo === OVERALL && isReason(value.reason)),
  };
}
