import { saveReviewDraft } from '../peer-reviews/readings/drafting.service';
import { submitReview } from '../peer-reviews/readings/submitting.service';
import { voteInGroup } from '../peer-reviews/settling/voting.service';
import { fraction, type GradeCode, gradeOf, meanOf } from '../standards/scoring.rules';
import { PUBLISHED_BANDS } from '../standards/standards.reference';
import type { Performers } from './performing';
import { observed, trueQuality } from './quality';
import { Random } from './random';
import { deserved, given, leaning, READERS } from './readers';
import type { Town } from './town';

const MINUTES = 60_000;

interface ReadingOfCity {
  readonly id: string;
  readonly subjectId: string;
  readonly caseFileId: string;
  readonly accountId: string;
  readonly login: string;
  readonly practitionerId: string;
  readonly kind: 'POINTS_100' | 'INDICATOR_GRADE';
  /** Indicators that do not apply at the file's stage. */
  readonly without: number[];
  readonly paperId: string | null;
  readonly paperPages: number;
}

/** The grade of whole points, or of the mean of what applies. */
function gradeFor(...judged: readonly (number | null)[]): GradeCode {
  const applying = judged.filter((points) => points !== null);
  return gradeOf(PUBLISHED_BANDS, meanOf(applying.map((points) => fraction(points))));
}

const REASONS: Readonly<Record<GradeCode, string>> = {
  EXCELLENT: '记录完整及时，做法值得推广（演练）',
  GOOD: '基本完整，细节可再充实（演练）',
  QUALIFIED: '达到要求，记录偏简（演练）',
  UNQUALIFIED: '缺少必要的记录，未见说明（演练）',
};

/** In whose name the city opens the map of a campaign: it may not be opened for nobody. */
export const PLANNER = `(SELECT b.id FROM account b JOIN review_campaign g ON g.planned_by = b.person_id WHERE g.id = $1 ORDER BY b.id LIMIT 1)`;

/** What the readers of one campaign of the city do: each judges what the work deserves, with a severity of their own. */
export class Read {
  private readonly qualities: ReadonlyMap<string, number>;

  constructor(
    private readonly people: Performers,
    private readonly town: Town,
    private readonly campaignId: string,
  ) {
    this.qualities = new Map(
      [...town.agencies.values()].flatMap(({ practitioners }) =>
        practitioners.map(({ id, index }) => [id, trueQuality(town.seed, index)] as const),
      ),
    );
  }

  /** Readings that wait, in an order that every start repeats as far as chance lets it. */
  private waiting(parts: readonly string[], subjectId: string | null = null): Promise<ReadingOfCity[]> {
    return this.people.sql<ReadingOfCity>(
      `SELECT r.id, r.subject_id AS "subjectId", f.case_file_id AS "caseFileId", w.account_id AS "accountId", a.login, h.kind,
              (SELECT e.practitioner_id FROM engagement e WHERE e.case_file_id = f.case_file_id ORDER BY e.began_on DESC, e.id DESC LIMIT 1) AS "practitionerId",
              ARRAY(SELECT n.no FROM review.indicator n WHERE n.edition_id = s.edition_id
                       AND (n.applicability -> s.stage ->> 'applies' = 'NOT_APPLICABLE' OR (n.applicability -> s.stage ->> 'applies' = 'IF_HELD' AND s.hearing_held IS NOT TRUE))) AS without,
              p.id AS "paperId", coalesce(p.pages, 0) AS "paperPages"
         FROM review.reading r JOIN review.subject s ON s.id = r.subject_id JOIN review.scheme h ON h.id = s.scheme_id
         JOIN vault.files_of(ARRAY(SELECT id FROM review.subject WHERE campaign_id = $1), 'COORDINATE', ${PLANNER}) f ON f.subject_id = s.id
         JOIN vault.readers_of($1, 'COORDINATE', ${PLANNER}) k ON k.reader_key = r.reader_key JOIN reviewer w ON w.id = k.reviewer_id JOIN account a ON a.id = w.account_id
         LEFT JOIN LATERAL (SELECT id, pages FROM review.paper WHERE subject_id = s.id AND state = 'READY' ORDER BY catalogue_no, ordinal LIMIT 1) p ON true
        WHERE s.campaign_id = $1 AND r.state = 'ASSIGNED' AND r.part = ANY ($2) AND ($3::uuid IS NULL OR s.id = $3)
        ORDER BY a.login, f.case_file_id`,
      [this.campaignId, parts, subjectId],
    );
  }

  /** What this reader gives each indicator: points, or null where it does not apply. */
  private judged(reading: ReadingOfCity, severity = this.severityOf(reading)): (number | null)[] {
    const { seed } = this.town;
    const { caseFileId, practitionerId, login, without } = reading;
    const quality = this.qualities.get(practitionerId) ?? 0.7;
    const file = deserved(observed(quality, Random.of(seed, 'file', caseFileId)));
    return [1, 2, 3, 4, 5, 6, 7, 8].map((no) =>
      without.includes(no)
        ? null
        : given(file + leaning(seed, caseFileId, no), severity, Random.of(seed, 'reader', login, caseFileId, no)),
    );
  }

  private severityOf = ({ login }: ReadingOfCity): number =>
    READERS.find((reader) => reader.login === login)?.severity ?? 0;

  private value({ kind, paperId, paperPages }: ReadingOfCity, points: number | null, page: number) {
    if (points === null) {
      return { points: null, grade: null, notApplicable: true, reason: '本阶段没有此项工作（演练）', evidence: [] };
    }
    const evidence =
      paperId && points >= 60
        ? [{ paperId, page: 1 + (page % paperPages), absent: false }]
        : [{ paperId: null, page: null, absent: true }];
    const grade = gradeFor(points);
    const judged = kind === 'POINTS_100' ? { points, grade: null } : { points: null, grade };
    return { ...judged, notApplicable: false, reason: REASONS[grade], evidence };
  }

  private async draft(reading: ReadingOfCity, instant: number, most = 8): Promise<void> {
    const { id: readingId, accountId, kind } = reading;
    const judged = this.judged(reading);
    for (const [index, points] of judged.slice(0, most).entries()) {
      await this.people.doAs(accountId, instant + index * 3 * MINUTES, saveReviewDraft, {
        readingId,
        indicatorNo: index + 1,
        version: 0,
        value: this.value(reading, points, index),
      });
    }
    if (most < 8) return;
    const overall = gradeFor(...judged);
    await this.people.doAs(accountId, instant + 30 * MINUTES, saveReviewDraft, {
      readingId,
      indicatorNo: null,
      version: 0,
      value: {
        points: null,
        grade: kind === 'INDICATOR_GRADE' ? overall : null,
        notApplicable: false,
        reason: `总体${REASONS[overall]}`,
        evidence: [],
      },
    });
  }

  private async submit(reading: ReadingOfCity, instant: number): Promise<void> {
    await this.draft(reading, instant);
    await this.people.doAs(reading.accountId, instant + 40 * MINUTES, submitReview, { readingId: reading.id });
  }

  /** Everybody reads and submits what waits for them. */
  async all(instant: number): Promise<void> {
    for (const reading of await this.waiting(['READER', 'THIRD'])) await this.submit(reading, instant);
  }

  /** Half of the readings are submitted, some of the others begun. */
  async half(instant: number): Promise<void> {
    const waiting = await this.waiting(['READER']);
    for (const [index, reading] of waiting.entries()) {
      if (index % 2 === 0) await this.submit(reading, instant);
      else if (index % 4 === 1) await this.draft(reading, instant, 3);
    }
  }

  undecided(): Promise<{ readonly id: string }[]> {
    return this.people.sql(
      `SELECT id FROM review.subject WHERE campaign_id = $1 AND state = 'NEEDS_GROUP' ORDER BY id`,
      [this.campaignId],
    );
  }

  /** The group talked it over: its members vote for what the file deserves. */
  async vote(subjectId: string, instant: number): Promise<void> {
    const members = await this.waiting(['GROUP'], subjectId);
    const [first] = members;
    if (!first) return;
    const agreed = this.judged(first, 0);
    const overall = gradeFor(...agreed);
    for (const [index, member] of members.entries()) {
      await this.people.doAs(member.accountId, instant + index * 5 * MINUTES, voteInGroup, {
        readingId: member.id,
        votes: agreed.map((points, at) => {
          const { evidence: _, ...vote } = this.value(member, points, at);
          return { indicatorNo: at + 1, ...vote };
        }),
        overall: {
          grade: member.kind === 'INDICATOR_GRADE' ? overall : null,
          reason: '经小组讨论，意见一致（演练）',
        },
      });
    }
  }
}
