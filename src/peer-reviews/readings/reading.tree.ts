import { calendarFor } from '../../organizations/calendar';
import type { Where } from '../../platform/access/scope';
import type { Batch, Context } from '../../platform/context';
import { addDays, type Calendar, catalogueItem } from '../../regulation';
import { fraction, shown } from '../../standards/scoring.rules';
import { readerActions } from './reading.states';
import type {
  BlindPaper,
  Reading,
  ReadingEvent,
  ReadingSettlement,
  ReviewDraft,
  ReviewSubmission,
} from './reading.types';
import { type EditionLines, indicatorsAt, linesOfScheme, standardOf } from './reading-standard.loaders';
import { doneOf } from './review.rules';
import { INDICATOR_NUMBERS, OVERALL, type ReadingPartCode } from './review.types';

type Ratio = { readonly numerator: number | null; readonly denominator: number | null };

/** A reading as one statement sends it: only what was asked for hangs on it. */
interface ReadingJson
  extends Pick<
    Reading,
    | 'id'
    | 'subjectId'
    | 'campaign'
    | 'pseudonym'
    | 'caseKind'
    | 'stage'
    | 'hearingHeld'
    | 'inCustody'
    | 'state'
    | 'round'
    | 'dueOn'
    | 'reopenings'
    | 'extensions'
  > {
  readonly part: ReadingPartCode;
  readonly open: boolean;
  readonly schemeId: string;
  readonly schemeKind: Reading['standard']['schemeKind'];
  readonly timeline?: ReadingEvent[];
  readonly papers?: BlindPaper[];
  readonly drafts?: ReviewDraft[];
  readonly submissions?: (ReviewSubmission & Ratio)[];
  readonly settlement?:
    | (Omit<ReadingSettlement, 'indicators'> &
        Ratio & { indicators: (ReadingSettlement['indicators'][number] & Ratio)[] })
    | null;
}

const listOf = (object: string, from: string) => `(SELECT coalesce(json_agg(${object}), '[]') FROM ${from})`;
const anchors = listOf(
  `json_build_object('paperId', e.paper_id, 'page', e.page, 'absent', e.absent) ORDER BY e.n`,
  'review.evidence e WHERE e.submission_id = p.submission_id AND e.indicator_no = p.indicator_no',
);
const scores = listOf(
  `json_build_object('indicatorNo', p.indicator_no, 'points', p.points, 'grade', p.grade, 'notApplicable', p.not_applicable, 'reason', p.reason, 'evidence', ${anchors}) ORDER BY p.indicator_no`,
  'review.score p WHERE p.submission_id = u.id',
);
const settled = listOf(
  `json_build_object('indicatorNo', i.indicator_no, 'numerator', i.points_numerator, 'denominator', i.points_denominator, 'grade', i.grade, 'notApplicable', i.not_applicable) ORDER BY i.indicator_no`,
  'review.settled_score i WHERE i.settlement_id = t.id',
);

const STILL_READ = `m.state <> 'STOPPED' AND m."subjectState" <> 'WITHDRAWN'`;

/** What hangs on a reading, each as a column. A stopped reading no longer opens its file; another reader's work is in none of them. */
const PARTS = {
  timeline: listOf(
    `json_build_object('kind', e.kind, 'afterDays', e.after_days, 'toldRights', e.told_rights, 'toldDuties', e.told_duties, 'toldRisks', e.told_risks) ORDER BY e.ordinal`,
    `review.subject_event e WHERE e.subject_id = m."subjectId" AND ${STILL_READ}`,
  ),
  papers: listOf(
    `json_build_object('id', p.id, 'catalogueNo', p.catalogue_no, 'ordinal', p.ordinal, 'pages', p.pages, 'state', p.state, 'withheldReason', p.withheld_reason) ORDER BY p.catalogue_no, p.ordinal`,
    `review.paper p WHERE p.subject_id = m."subjectId" AND ${STILL_READ}`,
  ),
  drafts: listOf(
    `json_build_object('indicatorNo', d.indicator_no, 'version', d.version, 'savedAt', d.saved_at, 'value', d.value) ORDER BY d.indicator_no`,
    'review.draft d WHERE d.reading_id = m.id',
  ),
  submissions: listOf(
    `json_build_object('round', u.round, 'grade', u.grade, 'numerator', u.total_numerator, 'denominator', u.total_denominator, 'opinion', u.opinion, 'submittedAt', u.submitted_at, 'scores', ${scores}) ORDER BY u.round`,
    'review.submission u WHERE u.reading_id = m.id',
  ),
  reopenings: listOf(
    `json_build_object('round', o.round, 'reason', o.reason) ORDER BY o.round`,
    'review.reopening o WHERE o.reading_id = m.id',
  ),
  extensions: listOf(
    `json_build_object('dueOn', x.due_on, 'reason', x.reason) ORDER BY x.due_on`,
    'review.extension x WHERE x.reading_id = m.id',
  ),
  settlement: `(SELECT json_build_object('way', t.way, 'grade', t.grade, 'numerator', t.total_numerator, 'denominator', t.total_denominator, 'indicators', ${settled})
     FROM review.settlement t WHERE t.subject_id = m."subjectId" AND m.state = 'SUBMITTED' AND m."subjectState" = 'SETTLED' ORDER BY t.round DESC LIMIT 1)`,
} as const;
type Part = keyof typeof PARTS;

/** Order by due day, then pseudonym: neither says which file came first. */
export const READING_ORDER = 'r.due_on, s.pseudonym, r.id';

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
  const needed = new Set(asked);
  if (asked.has('progress')) needed.add('drafts');
  const parts = (Object.keys(PARTS) as Part[]).filter((part) => needed.has(part));
  const [answer] = await context.readBlind<{ rows: ReadingJson[] }>(
    `WITH m AS MATERIALIZED (
       SELECT r.id, r.subject_id AS "subjectId", c.alias AS campaign, s.pseudonym, s.case_kind AS "caseKind", s.stage, s.hearing_held AS "hearingHeld",
              s.in_custody AS "inCustody", r.part, r.state, r.round, r.due_on AS "dueOn", c.open AND s.state <> 'WITHDRAWN' AS open, c.scheme_kind AS "schemeKind",
              s.scheme_id AS "schemeId", s.state AS "subjectState", row_number() OVER (ORDER BY ${READING_ORDER}) AS place
         FROM review.reading r JOIN review.subject s ON s.id = r.subject_id JOIN review.campaign c ON c.id = s.campaign_id
        WHERE ${where.text} ORDER BY ${READING_ORDER} LIMIT ${limit})
     SELECT coalesce(json_agg(x ORDER BY x.place), '[]') AS rows FROM (SELECT m.*${parts.map((part) => `, ${PARTS[part]} AS ${part}`).join('')} FROM m) x`,
    where.params,
  );
  const found = answer?.rows ?? [];
  const shape = await shaping(context, found, asked);
  return found.map(shape);
}

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

const total = ({ numerator, denominator }: Ratio): string | null =>
  numerator === null || denominator === null ? null : shown(fraction(numerator, denominator));

const NEEDS_STANDARD = ['standard', 'indicators', 'progress'] as const;

/** What a reading shows beyond its columns; things that many share – indicators, days left – are made once. */
async function shaping(context: Context, found: readonly ReadingJson[], asked: ReadonlySet<string>) {
  const { today } = context;
  const calendar = asked.has('workingDaysLeft') ? await calendarFor(context) : null;
  const left = once((dueOn) => (calendar ? daysLeft(calendar, today, dueOn) : 0));
  const lines = new Map<string, EditionLines>();
  if (NEEDS_STANDARD.some((field) => asked.has(field))) {
    const keys = [...new Set(found.map(({ schemeId }) => schemeId))];
    const loaded = await Promise.all(keys.map((key) => context.load(linesOfScheme, key)));
    keys.forEach((key, index) => {
      lines.set(key, loaded[index] as EditionLines);
    });
  }
  const standard = once((key) => standardOf(lines.get(key)));
  const indicators = once((key) => {
    const [stage, ...scheme] = key.split(' ');
    return indicatorsAt(lines.get(scheme.join(' ')), stage as string);
  });
  return (row: ReadingJson): Reading => {
    const overdue = row.state === 'ASSIGNED' && row.dueOn < today;
    const base = `/readings/${row.id}/papers/`;
    for (const paper of row.papers ?? []) {
      const ready = paper.state === 'READY';
      paper.catalogueName = catalogueItem(paper.catalogueNo).name;
      paper.pagesPath = ready ? `${base}${paper.id}/pages/` : null;
      paper.filePath = ready ? `${base}${paper.id}/file` : null;
    }
    for (const submission of row.submissions ?? []) submission.total = total(submission);
    const { settlement } = row;
    if (settlement) {
      settlement.total = total(settlement);
      for (const indicator of settlement.indicators) indicator.points = total(indicator);
    }
    const made = row as unknown as Reading;
    made.overdue = overdue;
    made.workingDaysLeft = left(row.dueOn);
    if (asked.has('availableActions')) made.availableActions = readerActions({ ...row, overdue });
    if (asked.has('standard')) made.standard = standard(row.schemeId);
    if (asked.has('indicators')) made.indicators = indicators(`${row.stage} ${row.schemeId}`);
    if (asked.has('progress')) made.progress = progressOf(row, lines.get(row.schemeId));
    for (const draft of row.drafts ?? []) if (draft.indicatorNo === OVERALL) draft.indicatorNo = null;
    made.part = row.part === 'GROUP' ? 'GROUP' : 'READER';
    return made;
  };
}

function progressOf(row: ReadingJson, lines: EditionLines | undefined): Reading['progress'] {
  const drafts = (row.drafts ?? []).map((draft) => ({ ...draft, indicatorNo: draft.indicatorNo ?? OVERALL }));
  const facts = {
    hearingHeld: row.hearingHeld,
    indicators: (lines?.indicators ?? []).map(({ no, applicability }) => ({
      no,
      applicability: applicability[row.stage] ?? null,
    })),
  };
  const submitted = row.state === 'SUBMITTED';
  return {
    done: submitted ? INDICATOR_NUMBERS.length : doneOf(facts, drafts),
    of: INDICATOR_NUMBERS.length,
    opinion: submitted || drafts.some(({ indicatorNo, value }) => indicatorNo === OVERALL && value.reason !== ''),
  };
}
