import { Random } from '../../../src/demo/random';
import type { Member } from '../../support/seed';
import { type Answer, newKey, type World } from '../../support/world';

/** Noise of one score, and how far one indicator of a file stands from the file as a whole, in points. */
const NOISE = 5;
const LEANING = 4;

export const WORKLIST = `query ($states: [ReadingState!]) { myReadings(first: 200, states: $states) { edges { node {
  id subjectId campaign pseudonym caseKind stage hearingHeld state part round dueOn overdue workingDaysLeft availableActions
  indicators { no name applies } timeline { kind afterDays } papers { id catalogueNo catalogueName pages state pagesPath filePath }
  drafts { indicatorNo version value { points reason evidence { paperId page absent } } } progress { done of }
  submissions { round grade total opinion scores { indicatorNo points reason evidence { paperId page absent } } }
  settlement { way grade total } } } } }`;

const mutation = (name: string, fields: string): string => {
  const Name = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  return `mutation ($input: ${Name}Input!, $key: String!) { result: ${name}(input: $input, idempotencyKey: $key) { __typename ... on ${Name}Success { ${fields} }
    ... on Refusal { code message findings { text } } ... on InputRefusal { problems { path message } } } }`;
};
const SAVE = mutation('saveReviewDraft', 'draft { readingId indicatorNo version }');
const SUBMIT = mutation(
  'submitReview',
  'reading { id state round submissions { grade total } settlement { way grade total } }',
);
const VOTE = mutation('voteInGroup', 'readingId decided');

/** What the file behind a subject deserves, and what it is called in this bench. */
export type Truth = (subjectId: string) => { readonly points: number; readonly label: string };

const judged = (points: number | null) => ({ points, notApplicable: points === null });
const reasonOf = (points: number | null) =>
  points === null ? '本阶段没有此项工作' : points >= 60 ? '记录完整及时，见所附页' : '缺少必要的记录，未见说明';

/** A reviewer at their screen: everything goes over HTTP with their token, and every answer is kept as it came. */
export class Reader {
  readonly heard: string[] = [];
  saved = 0;
  submitted = 0;
  voted = 0;
  pages = 0;
  readonly wrong: string[] = [];
  /** How long each submission took, in milliseconds. */
  readonly took: number[] = [];

  constructor(
    private readonly world: World,
    readonly member: Member,
    readonly reviewerId: string,
    readonly severity: number,
    private readonly seed: number,
    private readonly no: number,
  ) {}

  private async ask(query: string, variables: object): Promise<Answer> {
    const response = await fetch(this.world.server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await this.member.current()}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    this.heard.push(text);
    const { data, errors } = JSON.parse(text) as Answer;
    if (errors) throw new Error(`${response.status} ${JSON.stringify(errors).slice(0, 600)}`);
    return data;
  }

  private async act(query: string, input: object): Promise<Answer> {
    const { result } = await this.ask(query, { input, key: newKey() });
    if (!result.__typename.endsWith('Success')) this.wrong.push(JSON.stringify(result).slice(0, 600));
    return result;
  }

  async worklist(state: 'ASSIGNED' | null): Promise<Answer[]> {
    const { myReadings } = await this.ask(WORKLIST, { states: state && [state] });
    return myReadings.edges.map(({ node }: Answer) => node);
  }

  /** Points for each indicator, or null where it does not apply to the file; in a group, what all agreed on. */
  private judge(reading: Answer, truth: Truth, alone: boolean): (number | null)[] {
    const { points, label } = truth(reading.subjectId);
    return reading.indicators.map(({ no, applies }: Answer) => {
      if (applies === 'NOT_APPLICABLE' || (applies === 'IF_HELD' && !reading.hearingHeld)) return null;
      const leaning = LEANING * Random.of(this.seed, 'leaning', label, no).normal();
      const own = this.severity + NOISE * Random.of(this.seed, 'noise', this.no, label, no).normal();
      return Math.max(0, Math.min(100, Math.round(points + leaning + (alone ? own : 0))));
    });
  }

  /** Reads, saves eight scores and an opinion, and submits what waits; how many were submitted. */
  async read(truth: Truth): Promise<number> {
    const waiting = (await this.worklist('ASSIGNED')).filter(({ part }) => part !== 'GROUP');
    for (const reading of waiting) {
      const paper = reading.papers.find(({ state }: Answer) => state === 'READY');
      if (!paper) this.wrong.push(`no paper in ${reading.pseudonym}`);
      else if (this.pages === 0) await this.look(`${paper.pagesPath}1`);
      const judgements = this.judge(reading, truth, true);
      const versions: object[] = [];
      for (const [index, points] of [...judgements, undefined].entries()) {
        const opinion = points === undefined;
        const absent = { paperId: null, page: null, absent: true };
        const there = paper && { paperId: paper.id, page: 1 + (index % paper.pages), absent: false };
        const evidence = opinion || points === null ? [] : [points >= 60 && there ? there : absent];
        const value = opinion
          ? { points: null, notApplicable: false, reason: '总体意见：办理规范，细节可再充实', evidence }
          : { ...judged(points), reason: reasonOf(points), evidence };
        const indicatorNo = opinion ? null : index + 1;
        const { draft } = await this.act(SAVE, { readingId: reading.id, indicatorNo, version: 0, value });
        versions.push({ indicatorNo, version: draft?.version ?? 0 });
        this.saved += 1;
      }
      const began = performance.now();
      const result = await this.act(SUBMIT, { readingId: reading.id, versions });
      this.took.push(performance.now() - began);
      if (result.reading?.state === 'SUBMITTED') this.submitted += 1;
    }
    return waiting.length;
  }

  /** A page of the blinded paper, with its headers. */
  private async look(path: string): Promise<void> {
    const site = this.world.server.url.replace(/\/graphql$/, '');
    const response = await fetch(`${site}${path}`, {
      headers: { authorization: `Bearer ${await this.member.current()}` },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    this.heard.push(`${[...response.headers].join('\n')}\n${bytes.toString('latin1')}`);
    if (response.status === 200 && bytes.length > 100) this.pages += 1;
    else this.wrong.push(`page ${response.status}`);
  }

  /** Votes for what the file deserves, as its group agreed; whoever dissents gives five points less on the last indicator. */
  async vote(truth: Truth, dissents: (readingId: string) => boolean): Promise<void> {
    const waiting = (await this.worklist('ASSIGNED')).filter(({ part }) => part === 'GROUP');
    for (const reading of waiting) {
      const votes = this.judge(reading, truth, false).map((points, index) => {
        const own = index === 7 && points !== null && dissents(reading.id) ? Math.max(0, points - 5) : points;
        return { indicatorNo: index + 1, ...judged(own), reason: reasonOf(own) };
      });
      const overall = { reason: '经小组讨论，意见如上' };
      const result = await this.act(VOTE, { readingId: reading.id, votes, overall });
      if (result.readingId) this.voted += 1;
    }
  }
}

/** So many of them at a time, each with their own work one after the other. */
export async function together<T>(many: number, all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const queue = [...all];
  const one = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: many }, one));
}
