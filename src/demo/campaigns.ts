import { randomBytes } from 'node:crypto';
import { drawRedaction, withCopies } from '../peer-reviews/blind/redaction.service';
// Acts tell others what they did: whoever is to hear it must be there, in programs without a server too.
import '../peer-reviews/blind/entering.service';
import '../peer-reviews/settling/settling.service';
import { planCampaign } from '../peer-reviews/campaigns/campaign-plan.service';
import { addSeed, commitSeed, drawSample, freezeFrame } from '../peer-reviews/campaigns/sample.service';
import { decideReply } from '../peer-reviews/replies/deciding.service';
import { openReplies, replyToIndicator } from '../peer-reviews/replies/replies.service';
import { finaliseCampaign } from '../peer-reviews/results/finalising.service';
import { addImprovementPoint, tickImprovementPoint } from '../peer-reviews/results/improvement.service';
import { assignReaders } from '../peer-reviews/reviewers/assignment.service';
import { enrolReviewer } from '../peer-reviews/reviewers/reviewer.service';
import { convokeGroup } from '../peer-reviews/settling/convoking.service';
import { perform } from '../platform/act';
import { PLANNER, Read } from './campaign-reading';
import { type Day, instantOf, isoDay, weekdayFrom } from './days';
import type { Performers } from './performing';
import { READERS } from './readers';
import type { Town } from './town';

const COORDINATOR = 'coordinator.beijing';
/** Files that a campaign of the city reads. */
const FILES = 12;
/** Papers that are blinded for it: enough to see, not so many that the city's first start is long. */
const PAPERS = 6;
/** Ten o'clock. */
const TEN = 600;

interface Season {
  readonly title: string;
  readonly from: Day;
  readonly to: Day;
  readonly scheme: 'points-1' | 'grades-1';
}

/** Two campaigns of Beijing's bureau, done by its people through the acts themselves: one finished, one half-way. */
export class Campaigns {
  constructor(
    private readonly people: Performers,
    private readonly town: Town,
    private readonly today: Day,
  ) {}

  async tell(): Promise<void> {
    const [{ id: bureauId } = { id: '' }] = await this.people.sql<{ id: string }>(
      `SELECT id FROM bureau WHERE region_code = '110000'`,
    );
    await this.pool(bureauId, this.today - 120);
    const finished = await this.drawn(
      bureauId,
      { title: '上一期同行评估（演练）', from: this.today - 420, to: this.today - 95, scheme: 'points-1' },
      this.today - 90,
    );
    if (finished) await this.finish(finished);
    const running = await this.drawn(
      bureauId,
      { title: '本期同行评估（演练）', from: this.today - 94, to: this.today - 12, scheme: 'grades-1' },
      this.today - 10,
    );
    if (running) await new Read(this.people, this.town, running).half(this.at(this.today - 4));
  }

  private at = (day: Day, minute = TEN): number => instantOf(weekdayFrom(day), minute);

  private async pool(bureauId: string, day: Day): Promise<void> {
    for (const [index, { login }] of READERS.entries()) {
      await this.people.do(COORDINATOR, this.at(day), enrolReviewer, {
        bureauId,
        accountId: await this.people.accountOf(login),
        profile: {
          practisingSince: isoDay(this.today - 4000 - 300 * index),
          caseKinds:
            index % 3 === 2 ? ['CIVIL', 'CRIMINAL', 'ADMINISTRATIVE'] : ['CRIMINAL', 'CIVIL', 'ADMINISTRATIVE'],
          honours: index === 0 ? '市优秀法律援助律师（演练）' : null,
          availableFrom: isoDay(day),
          mostFiles: 60,
        },
      });
    }
  }

  /** From the plan to the readers; null where nothing was closed in the season. */
  private async drawn(bureauId: string, { title, from, to, scheme }: Season, day: Day): Promise<string | null> {
    const { people } = this;
    const [closed] = await people.sql<{ files: number }>(
      `SELECT count(*) AS files FROM case_file f JOIN agency a ON a.id = f.agency_id
        WHERE a.region_code LIKE '11%' AND f.state = 'RECEIVED' AND NOT f.sealed_record
          AND (f.closed_received_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN $1::date AND $2::date`,
      [isoDay(from), isoDay(to)],
    );
    if (!closed?.files) return null;
    const schemes = [
      { caseKind: 'CRIMINAL' as const, schemeId: `SFT0086-2020/anzhi-1/${scheme}` },
      { caseKind: 'CIVIL' as const, schemeId: `SFT0085-2020/anzhi-1/${scheme}` },
      { caseKind: 'ADMINISTRATIVE' as const, schemeId: `SFT0085-2020/anzhi-1/${scheme}` },
    ];
    const { campaignId } = await people.do(COORDINATOR, this.at(day), planCampaign, {
      bureauId,
      plan: {
        title,
        regionCode: '110000',
        periodFrom: isoDay(from),
        periodTo: isoDay(to),
        schemes,
        shareHundredths: Math.min(10_000, Math.ceil((FILES * 10_000) / closed.files)),
        leastPerStratum: 1,
        leastPerPractitioner: 0,
        agreementLine: 40,
      },
    });
    const seed = () => randomBytes(32).toString('hex');
    await people.do(COORDINATOR, this.at(day, TEN + 10), commitSeed, { campaignId, seed: seed() });
    await people.do(COORDINATOR, this.at(day, TEN + 20), freezeFrame, { campaignId });
    await people.do('supervisor.beijing', this.at(day, TEN + 30), addSeed, { campaignId, seed: seed() });
    await people.do(COORDINATOR, this.at(day + 1), drawSample, { campaignId });
    await this.blind(campaignId, this.at(day + 1, TEN + 60));
    await people.do(COORDINATOR, this.at(day + 2), assignReaders, { campaignId });
    return campaignId;
  }

  /** A few papers get their boxes and are cleared; of the others readers are told that they are withheld. */
  private async blind(campaignId: string, instant: number): Promise<void> {
    const { people } = this;
    const accountId = await people.accountOf(COORDINATOR);
    const papers = await people.sql<{ materialId: string; pages: number }>(
      `SELECT DISTINCT ON (m.digest) m.id AS "materialId", p.pages FROM campaign_draw d
         JOIN material m ON m.case_file_id = d.case_file_id AND NOT m.withdrawn AND NOT EXISTS (SELECT FROM material n WHERE n.supersedes_id = m.id)
         JOIN paper p ON p.digest = m.digest AND p.media_type = 'application/pdf' AND p.pages <= 4
        WHERE d.campaign_id = $1 AND NOT EXISTS (SELECT FROM redaction_clearance k WHERE k.digest = m.digest) ORDER BY m.digest, m.id`,
      [campaignId],
    );
    for (const { materialId, pages } of papers.slice(0, PAPERS)) {
      for (let page = 1; page <= pages; page += 1) {
        // The title line of the first page, nothing on the others: each was looked at.
        const boxes = page === 1 ? [{ left: 1200, top: 1000, width: 7000, height: 500 }] : [];
        await people.doAs(accountId, instant, drawRedaction, { materialId, page, version: 0, boxes });
      }
      const input = { materialId };
      await people.within(
        accountId,
        instant,
        async (context, call) => {
          const done = await withCopies(context, input, call, (act) => perform(context, act, input, call));
          if (!('outcome' in done)) throw new Error(`clearPaper: ${JSON.stringify(done)}`);
          return done;
        },
        'clearPaper',
      );
    }
  }

  /** Read, settled, replied to, finalised; the first improvement is ticked off. */
  private async finish(campaignId: string): Promise<void> {
    const { people, today } = this;
    const read = new Read(people, this.town, campaignId);
    await read.all(this.at(today - 78));
    // Whoever differs gets a third reader in the same act; once more for what the third reading leaves open.
    await read.all(this.at(today - 72));
    for (const subject of await read.undecided()) {
      await people.do(COORDINATOR, this.at(today - 70), convokeGroup, { subjectId: subject.id });
      await read.vote(subject.id, this.at(today - 69));
    }
    await people.do(COORDINATOR, this.at(today - 66), openReplies, { campaignId });
    await this.replies(campaignId);
    const instant = this.at(today - 40);
    await people.do(COORDINATOR, instant, finaliseCampaign, { campaignId });
    await this.improve(campaignId);
  }

  /** Handlers of the two weakest files reply: one is upheld, one changed. */
  private async replies(campaignId: string): Promise<void> {
    const { people, today } = this;
    const weakest = await people.sql<{ caseFileId: string; accountId: string; settled: number }>(
      `SELECT d.case_file_id AS "caseFileId", a.id AS "accountId",
              (SELECT coalesce(round(c.points_numerator::numeric / c.points_denominator), 70)::integer FROM review.settled_score c
                WHERE c.settlement_id = s.id AND c.indicator_no = 8) AS settled
         FROM vault.subjects_of($1, ARRAY(SELECT case_file_id FROM campaign_draw WHERE campaign_id = $1), 'REPLY', ${PLANNER}) v
         JOIN campaign_draw d ON d.campaign_id = $1 AND d.case_file_id = v.case_file_id
         JOIN review.settlement s ON s.subject_id = v.subject_id
         JOIN engagement e ON e.case_file_id = d.case_file_id AND e.ended_on IS NULL
         JOIN account a ON a.person_id = e.person_id
         JOIN appointment n ON n.account_id = a.id AND n.role = 'PRACTITIONER' AND n.ended_at IS NULL
        ORDER BY s.total_numerator::numeric / s.total_denominator, d.case_file_id LIMIT 2`,
      [campaignId],
    );
    for (const [index, { caseFileId, accountId, settled }] of weakest.entries()) {
      const { replyId } = await people.doAs(accountId, this.at(today - 62, TEN + index), replyToIndicator, {
        campaignId,
        caseFileId,
        indicatorNo: 8,
        text: '卷内目录第十一项已附有完整记录，请复核（演练）',
      });
      const changed = index === 0;
      const points = settled > 90 ? settled - 8 : settled + 8;
      await people.do(COORDINATOR, this.at(today - 58, TEN + index), decideReply, {
        replyId,
        outcome: changed ? 'CHANGED' : 'UPHELD',
        points: changed ? points : null,
        reasons: changed ? `复核属实，该项改评为${points}分（演练）` : '复核后仍缺少必要记录，维持原评（演练）',
      });
    }
  }

  private async improve(campaignId: string): Promise<void> {
    const { people, today } = this;
    const [weakest] = await people.sql<{ caseFileId: string }>(
      `SELECT case_file_id AS "caseFileId" FROM review_result WHERE campaign_id = $1 ORDER BY total_numerator::numeric / total_denominator, id LIMIT 1`,
      [campaignId],
    );
    if (!weakest) return;
    for (const [indicatorNo, text] of [
      [1, '首次会见应在受理后及时进行，并留有笔录（演练）'],
      [8, '按目录整理装订，补齐缺失材料（演练）'],
    ] as const) {
      const { pointId } = await people.do(COORDINATOR, this.at(today - 38, TEN + indicatorNo), addImprovementPoint, {
        campaignId,
        ...weakest,
        indicatorNo,
        text,
      });
      if (indicatorNo === 1) {
        await people.do(COORDINATOR, this.at(today - 25), tickImprovementPoint, {
          pointId,
          note: '已经核实：后续案卷均在三日内会见（演练）',
        });
      }
    }
  }
}
