import { closingDecision } from '../case-files/closing.rules';
import type { ClosingFacts } from '../case-files/closing-facts.types';
import type { Adoption, Finding } from '../regulation';
import { type Day, isoDay, isoInstant } from './days';
import { putIn } from './handling';
import { reaches } from './plan';
import { closingPaper } from './scenes';
import type { Hat } from './sheet';
import type { Story } from './story';

/** What a handing-in is judged on, from what the story put into the file. */
const factsOf = (story: Story, adoptions: readonly Adoption[]): ClosingFacts => {
  const { plan } = story;
  const day = (on: Day | null) => (on === null ? null : isoDay(on));
  return {
    today: isoDay(story.day),
    ground: { regionCode: plan.agency.office.regionCode, adoptions },
    caseKind: plan.kind,
    stage: plan.stage,
    aid: plan.ground,
    stageBeganOn: isoDay(story.stageBeganOn),
    stageEndedOn: day(story.stageEndedOn),
    reviewPeriodEndsOn: day(story.reviewPeriodEndsOn),
    hearingHeld: story.stageEndedOn === null ? null : plan.hearing,
    hasOrgan: plan.stage !== 'NON_LITIGATION',
    commissioned: true,
    termination:
      story.terminatedOn === null || !plan.termination
        ? null
        : {
            ground: plan.termination.ground,
            decidedOn: isoDay(story.terminatedOn),
            servedOn: isoDay(story.terminatedOn),
            organInformedOn: isoDay(story.terminatedOn),
          },
    activities: story.did.map(({ id, kind, on, told }) => ({
      id,
      kind,
      tookPlaceOn: isoDay(on),
      toldRights: told,
      toldDuties: told,
      toldRisks: told,
      proven: true,
    })),
    papers: [...new Set(story.papers.map((paper) => paper.no))],
  };
};

interface Handing {
  readonly id: string;
  readonly round: number;
  readonly findings: readonly Finding[];
  readonly row: Record<string, unknown>;
}

function submit(story: Story, adoptions: readonly Adoption[]): Handing {
  const { sheet, caseFileId } = story;
  const at = story.now();
  const id = story.newId(at);
  const by = story.practitioner;
  story.closingRound += 1;
  const { findings } = closingDecision(factsOf(story, adoptions));
  const row = {
    id,
    case_file_id: caseFileId,
    round: story.closingRound,
    submitted_by: by.personId,
    submitted_at: isoInstant(at),
    findings,
    outcome: null,
    decision: null,
    note: null,
    decided_by: null,
    decided_at: null,
  };
  sheet.add('closing', row);
  sheet.amend(caseFileId, { state: 'CLOSING_SUBMITTED', closed_received_at: null });
  sheet.record(story.newId(at), at, by, {
    act: 'submitClosing',
    event: 'CLOSING_SUBMITTED',
    facts: { closingId: id, round: story.closingRound },
    provisions: ['S0-21.2', 'LAL-50'],
    things: [{ kind: 'CaseFile', id: caseFileId }],
  });
  return { id, round: story.closingRound, findings, row };
}

function decideOn(story: Story, handing: Handing, outcome: 'RECEIVED' | 'RETURNED'): void {
  const { sheet, caseFileId, plan } = story;
  const clerk = plan.agency.clerks[0] as Hat;
  const at = story.now();
  Object.assign(handing.row, {
    outcome,
    decision: handing.findings,
    note: outcome === 'RETURNED' ? '请按所列逐项补正' : null,
    decided_by: clerk.personId,
    decided_at: isoInstant(at),
  });
  const received = outcome === 'RECEIVED';
  if (received) story.receivedAt = at;
  sheet.amend(caseFileId, { state: outcome, closed_received_at: received ? isoInstant(at) : null });
  sheet.record(story.newId(at), at, clerk, {
    act: received ? 'receiveClosing' : 'returnClosing',
    event: received ? 'CLOSING_RECEIVED' : 'CLOSING_RETURNED',
    facts: { closingId: handing.id, round: handing.round },
    provisions: received ? ['S0-21.2', 'S4-3.5g', 'S4-5.1a'] : ['S0-21.2', 'S4-3.5g'],
    things: [{ kind: 'CaseFile', id: caseFileId }],
  });
}

/** Hands in what a sent-back file lacked, and has it received once more. */
export function handInAgain(story: Story, adoptions: readonly Adoption[]): boolean {
  if (!story.go(3, 15)) return false;
  putIn(story, story.practitioner, 20, '补正材料', 2);
  const handing = submit(story, adoptions);
  if (!story.go(1, 6)) return false;
  decideOn(story, handing, 'RECEIVED');
  return true;
}

/** The closing papers, handed in and received, or first returned with everything that is missing. True once received. */
export function close(story: Story, adoptions: readonly Adoption[]): boolean {
  const { plan } = story;
  if (!reaches(plan.until, 'CLOSING_SUBMITTED') || !story.go(4, 34)) return false;
  const by = story.practitioner;
  const ran = story.terminatedOn === null;
  const late: (() => void)[] = [];
  if (ran) late.push(() => putIn(story, by, 15, closingPaper(plan), 3));
  late.push(() => putIn(story, by, 18, '结案报告及承办小结', 2));
  const withheld = plan.returnedFirst ? late.pop() : null;
  for (const put of late) put();
  let handing = submit(story, adoptions);
  if (withheld) {
    if (!reaches(plan.until, 'RETURNED') || !story.go(1, 6)) return false;
    decideOn(story, handing, 'RETURNED');
    if (!reaches(plan.until, 'RECEIVED') || !story.go(2, 12)) return false;
    withheld();
    handing = submit(story, adoptions);
  }
  if (!reaches(plan.until, 'RECEIVED') || !story.go(1, 8)) return false;
  decideOn(story, handing, 'RECEIVED');
  return true;
}

/** The city's adoptions, as the rules want them. */
export const adoptionsOf = (rows: readonly Readonly<Record<string, unknown>>[]): readonly Adoption[] =>
  rows.map((row) => ({
    provisionId: row.provision_id as string,
    regionCode: '120000',
    from: row.in_force_from as string,
    to: null,
  }));
