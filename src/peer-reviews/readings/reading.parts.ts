import { catalogueItem } from '../../regulation';
import { fraction, shown } from '../../standards/scoring.rules';
import type {
  BlindPaper,
  EvidenceAnchor,
  Reading,
  ReadingEvent,
  ReadingRequest,
  ReviewDraft,
  ReviewScore,
  ReviewSubmission,
  SettledIndicator,
} from './reading.types';
import { OVERALL, type ReadingPartCode } from './review.types';

/** A reading as one statement sends it; what hangs on it is put there from the parts that were asked for. */
export interface ReadingRow
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
    | 'timeline'
    | 'papers'
    | 'drafts'
    | 'submissions'
    | 'reopenings'
    | 'extensions'
    | 'requests'
    | 'settlement'
  > {
  readonly part: ReadingPartCode;
  readonly stoppedReason: string | null;
  readonly open: boolean;
  readonly schemeId: string;
}

type Cell = string | number | boolean | null;
type Put<C extends readonly unknown[]> = (reading: ReadingRow, cells: C) => void;

/** Rows of one part as arrays without names, each beginning with the place of its reading: half the bytes, and nothing is built twice. */
export interface Part {
  readonly sql: string;
  put(reading: ReadingRow, cells: readonly unknown[]): void;
}

const part = <C extends readonly unknown[]>(columns: string, from: string, order: string, put: Put<C>): Part => ({
  sql: `(SELECT coalesce(json_agg(json_build_array(m.place, ${columns}) ORDER BY m.place, ${order}), '[]') FROM m JOIN ${from})`,
  put: put as Part['put'],
});

const exact = (numerator: number | null, denominator: number | null): string | null =>
  numerator === null || denominator === null ? null : shown(fraction(numerator, denominator));

const submissionOf = (reading: ReadingRow, round: number): ReviewSubmission =>
  reading.submissions.find((each) => each.round === round) as ReviewSubmission;

/** A stopped reading, or one of a file that was withdrawn, opens its file no longer. */
const STILL_READ = `m.state <> 'STOPPED' AND m."subjectState" <> 'WITHDRAWN'`;
/** Latest settlement, for a reader who has submitted, while it stands. */
const SETTLED = `review.settlement t ON t.subject_id = m."subjectId" AND m.state = 'SUBMITTED' AND m."subjectState" = 'SETTLED'
  AND t.round = (SELECT max(o.round) FROM review.settlement o WHERE o.subject_id = t.subject_id)`;

/** What hangs on a reading. Another reader's work is in none of them. Each comes after those whose rows it is put on. */
export const PARTS = {
  timeline: part<[ReadingEvent['kind'], number, boolean, boolean, boolean]>(
    'e.kind, e.after_days, e.told_rights, e.told_duties, e.told_risks',
    `review.subject_event e ON e.subject_id = m."subjectId" AND ${STILL_READ}`,
    'e.ordinal',
    ({ timeline }, [kind, afterDays, toldRights, toldDuties, toldRisks]) => {
      timeline.push({ kind, afterDays, toldRights, toldDuties, toldRisks });
    },
  ),
  papers: part<[string, number, number, number, BlindPaper['state'], BlindPaper['withheldReason']]>(
    'p.id, p.catalogue_no, p.ordinal, p.pages, p.state, p.withheld_reason',
    `review.paper p ON p.subject_id = m."subjectId" AND ${STILL_READ}`,
    'p.catalogue_no, p.ordinal',
    (reading, [id, catalogueNo, ordinal, pages, state, withheldReason]) => {
      const base = state === 'READY' ? `/readings/${reading.id}/papers/${id}` : null;
      reading.papers.push({
        id,
        catalogueNo,
        catalogueName: catalogueItem(catalogueNo).name,
        ordinal,
        pages,
        state,
        withheldReason,
        pagesPath: base && `${base}/pages/`,
        filePath: base && `${base}/file`,
      });
    },
  ),
  drafts: part<[number, number, string, ReviewDraft['value']]>(
    'd.indicator_no, d.version, d.saved_at, d.value',
    'review.draft d ON d.reading_id = m.id',
    'd.indicator_no',
    ({ drafts }, [no, version, savedAt, value]) => {
      drafts.push({ indicatorNo: no === OVERALL ? null : no, version, savedAt: new Date(savedAt), value });
    },
  ),
  submissions: part<[number, ReviewSubmission['grade'], number | null, number | null, string, string]>(
    'u.round, u.grade, u.total_numerator, u.total_denominator, u.opinion, u.submitted_at',
    'review.submission u ON u.reading_id = m.id',
    'u.round',
    ({ submissions }, [round, grade, numerator, denominator, opinion, submittedAt]) => {
      const total = exact(numerator, denominator);
      submissions.push({ round, grade, total, opinion, submittedAt: new Date(submittedAt), scores: [] });
    },
  ),
  scores: part<[number, number, number | null, ReviewScore['grade'], boolean, string]>(
    'u.round, p.indicator_no, p.points, p.grade, p.not_applicable, p.reason',
    'review.submission u ON u.reading_id = m.id JOIN review.score p ON p.submission_id = u.id',
    'u.round, p.indicator_no',
    (reading, [round, indicatorNo, points, grade, notApplicable, reason]) => {
      const scored = { indicatorNo, points, grade, notApplicable, reason, evidence: [] };
      submissionOf(reading, round).scores.push(scored);
    },
  ),
  evidence: part<[number, number, EvidenceAnchor['paperId'], EvidenceAnchor['page'], boolean]>(
    'u.round, e.indicator_no, e.paper_id, e.page, e.absent',
    'review.submission u ON u.reading_id = m.id JOIN review.evidence e ON e.submission_id = u.id',
    'u.round, e.indicator_no, e.n',
    (reading, [round, no, paperId, page, absent]) => {
      submissionOf(reading, round).scores[no - 1]?.evidence.push({ paperId, page, absent });
    },
  ),
  reopenings: part<[number, string]>(
    'o.round, o.reason',
    'review.reopening o ON o.reading_id = m.id',
    'o.round',
    ({ reopenings }, [round, reason]) => {
      reopenings.push({ round, reason });
    },
  ),
  extensions: part<[string, string]>(
    'x.due_on, x.reason',
    'review.extension x ON x.reading_id = m.id',
    'x.round, x.due_on',
    ({ extensions }, [dueOn, reason]) => {
      extensions.push({ dueOn, reason });
    },
  ),
  requests: part<[string, ReadingRequest['kind'], string | null, string, ReadingRequest['answer'], string | null]>(
    'q.id, q.kind, q.paper_id, q.text, a.answer, a.text',
    'review.request q ON q.reading_id = m.id LEFT JOIN review.answer a ON a.request_id = q.id',
    'q.id',
    ({ requests }, [id, kind, paperId, text, answer, answerText]) => {
      requests.push({ id, kind, paperId, text, answer, answerText });
    },
  ),
  settlement: part<[string, ReviewSubmission['grade'], number | null, number | null]>(
    't.way, t.grade, t.total_numerator, t.total_denominator',
    SETTLED,
    't.round',
    (reading, [way, grade, numerator, denominator]) => {
      reading.settlement = { way, grade, total: exact(numerator, denominator), indicators: [] };
    },
  ),
  settled: part<[number, number | null, number | null, SettledIndicator['grade'], boolean]>(
    'i.indicator_no, i.points_numerator, i.points_denominator, i.grade, i.not_applicable',
    `${SETTLED} JOIN review.settled_score i ON i.settlement_id = t.id`,
    'i.indicator_no',
    ({ settlement }, [indicatorNo, numerator, denominator, grade, notApplicable]) => {
      const points = exact(numerator, denominator);
      settlement?.indicators.push({ indicatorNo, points, grade, notApplicable });
    },
  ),
} as const satisfies Record<string, Part>;
export type PartName = keyof typeof PARTS;

/** Parts that a field needs; a field that is not named needs none, or the part of its own name. */
const NEEDED: Readonly<Record<string, readonly PartName[]>> = {
  progress: ['drafts'],
  submissions: ['submissions', 'scores', 'evidence'],
  settlement: ['settlement', 'settled'],
};
export function partsFor(asked: ReadonlySet<string>): PartName[] {
  const needed = new Set<string>([...asked].flatMap((field): readonly string[] => NEEDED[field] ?? [field]));
  return (Object.keys(PARTS) as PartName[]).filter((name) => needed.has(name));
}

export type PartCells = readonly [place: number, ...cells: Cell[]];
