import { type Adoption, editionFor, type Indicator, type IndicatorTopic, type StandardEdition } from '../regulation';
import { handInAgain } from './closing';
import { isoDay, isoInstant } from './days';
import { type CheckResult, reaches } from './plan';
import { observed, trueQuality } from './quality';
import { hasHearing } from './scenes';
import type { Hat } from './sheet';
import type { Paper, Story } from './story';

/** A check signed as qualified, on which money may be released in the turn it was made. */
export interface SignedCheck {
  readonly checkId: string;
  readonly round: number;
  readonly at: number;
}

const PROVED_BY: Readonly<Record<IndicatorTopic, readonly [number, RegExp]>> = {
  AGENCY_RELATION: [9, /告知书/],
  MEETING: [11, /[会约]见/],
  FILE_READING: [11, /阅卷/],
  EVIDENCE: [11, /调查|阅卷/],
  OPINION: [14, /./],
  HEARING: [13, /./],
  INFORMING: [9, /./],
  REPORTING: [17, /./],
  MATERIALS: [18, /./],
};

const REMARKS = {
  PARTLY: ['记录较简略，缺少具体时间', '内容基本齐全，论证不够充分', '次数偏少，间隔较长'],
  NOT_MET: ['卷内没有相应记录', '流于形式，没有实质内容', '明显迟延'],
} as const;

const applies = (story: Story, indicator: Indicator): boolean => {
  const found = indicator.applicability[story.plan.stage];
  if (!found || found.applies === 'NOT_APPLICABLE') return false;
  if (found.applies === 'IF_HELD') return hasHearing(story.plan.stage) && story.plan.hearing === true;
  return found.applies === 'YES' || story.did.some(({ kind }) => kind === 'INVESTIGATION');
};

const paperFor = (story: Story, topic: IndicatorTopic): Paper | null => {
  const [no, title] = PROVED_BY[topic];
  return story.papers.find((paper) => paper.no === no && title.test(paper.title)) ?? null;
};

interface Judged {
  readonly rows: readonly Record<string, unknown>[];
  readonly notMet: number;
}

function judge(story: Story, checkId: string, edition: StandardEdition): Judged {
  const { chance, caseFileId, seed } = story;
  const worked = story.engagements.reduce((best, each) => (each.activities >= best.activities ? each : best));
  const quality = trueQuality(seed, worked.practitioner.index);
  let notMet = 0;
  const rows = edition.indicators.map((indicator) => {
    const base = { check_id: checkId, case_file_id: caseFileId, indicator_no: indicator.no };
    if (!applies(story, indicator)) {
      return {
        ...base,
        finding: 'NOT_APPLICABLE',
        evidence_material_id: null,
        evidence_page: null,
        absent_from_file: false,
        remark: '本阶段不适用',
      };
    }
    const seen = observed(quality, chance, 0.18);
    const paper = paperFor(story, indicator.topic);
    const finding = paper === null ? 'NOT_MET' : seen > 0.42 ? 'MET' : seen > 0.24 ? 'PARTLY' : 'NOT_MET';
    if (finding === 'NOT_MET') notMet += 1;
    return {
      ...base,
      finding,
      evidence_material_id: paper?.id ?? null,
      evidence_page: paper ? chance.int(1, paper.pages) : null,
      absent_from_file: paper === null,
      remark: finding === 'MET' ? '' : chance.pick(REMARKS[finding]),
    };
  });
  return { rows, notMet };
}

const OPINIONS: Readonly<Record<CheckResult, string>> = {
  QUALIFIED: '卷内材料齐全，办理符合标准，建议确认合格。',
  UNQUALIFIED: '多项指标不符合标准，建议确认不合格。',
  RETURNED: '材料不齐，建议退回补正后再查。',
};

interface Designated {
  readonly checkId: string;
  readonly checker: Hat;
  readonly row: Record<string, unknown>;
}

function designate(story: Story): Designated {
  const { plan, sheet, caseFileId, chance } = story;
  const staff = story.engagements.some(({ practitioner }) => practitioner.kind === 'AGENCY_STAFF');
  const by = (staff ? plan.agency.superior : plan.agency.heads[0]) as Hat;
  const checker = (
    staff ? plan.agency.borrowedChecker : plan.agency.checkers[plan.named ? 0 : chance.int(0, 1)]
  ) as Hat;
  const at = story.now();
  story.round += 1;
  const checkId = plan.named && story.round === 1 ? plan.named.checkId : story.newId(at);
  const edition = editionFor(plan.kind, isoDay(story.day)) as StandardEdition;
  const row = {
    id: checkId,
    case_file_id: caseFileId,
    round: story.round,
    edition_id: edition.id,
    checker_person_id: checker.personId,
    designated_by: by.personId,
    designated_role: by.role,
    designated_at: isoInstant(at),
    state: 'DESIGNATED',
  };
  sheet.turn(story.turn, 'quality_check', row);
  sheet.record(story.newId(at), at, by, {
    act: 'designateChecker',
    event: 'CHECKER_DESIGNATED',
    facts: { checkId, round: story.round, checkerPersonId: checker.personId, editionId: edition.id },
    provisions: ['S4-5.1a'],
    things: [
      { kind: 'QualityCheck', id: checkId },
      { kind: 'CaseFile', id: caseFileId },
    ],
  });
  return { checkId, checker, row };
}

function withdraw(story: Story, { checkId }: Designated): void {
  const by = story.plan.agency.heads[0] as Hat;
  const at = story.now();
  story.sheet.turn(story.turn, 'check_withdrawal', {
    id: checkId,
    withdrawn_by: by.personId,
    withdrawn_at: isoInstant(at),
    withdrawal_reason: '指定的专人外出，另行指定',
  });
  story.sheet.record(story.newId(at), at, by, {
    act: 'withdrawDesignation',
    event: 'DESIGNATION_WITHDRAWN',
    facts: { checkId },
    provisions: ['S4-5.1a'],
    things: [
      { kind: 'QualityCheck', id: checkId },
      { kind: 'CaseFile', id: story.caseFileId },
    ],
  });
  story.turn += 1;
}

function complete(story: Story, { checkId, checker }: Designated, wanted: CheckResult | null): CheckResult {
  const { sheet, caseFileId } = story;
  const at = story.now();
  const edition = editionFor(story.plan.kind, isoDay(story.day)) as StandardEdition;
  const { rows, notMet } = judge(story, checkId, edition);
  const result = wanted ?? (notMet >= 3 ? 'UNQUALIFIED' : 'QUALIFIED');
  sheet.part(caseFileId, checker.personId, 'CHECKER');
  for (const row of rows) sheet.turn(story.turn, 'check_item', row);
  sheet.turn(story.turn, 'check_completion', {
    check_id: checkId,
    round: story.round,
    case_file_id: caseFileId,
    checker_person_id: checker.personId,
    result,
    opinion: OPINIONS[result],
    revision: story.revision,
    completed_at: isoInstant(at),
  });
  sheet.record(story.newId(at), at, checker, {
    act: 'completeCheck',
    event: 'CHECK_COMPLETED',
    facts: { checkId, round: story.round, result, revision: story.revision, notMet },
    provisions: ['S4-5.1a', 'S4-5.1d'],
    things: [
      { kind: 'QualityCheck', id: checkId },
      { kind: 'CaseFile', id: caseFileId },
    ],
  });
  return result;
}

function sign(story: Story, checkId: string, result: CheckResult): number {
  const { sheet, caseFileId, plan } = story;
  const head = plan.agency.heads[0] as Hat;
  const at = story.now();
  sheet.part(caseFileId, head.personId, 'SIGNER');
  // Key, text and signature are the writer's: they need secrets, and this only tells what happened.
  sheet.turn(story.turn, 'check_signature', {
    check_id: checkId,
    round: story.round,
    case_file_id: caseFileId,
    agency_id: plan.agency.id,
    result,
    revision: story.revision,
    signer_person_id: head.personId,
    signed_at: isoInstant(at),
  });
  sheet.record(story.newId(at), at, head, {
    act: 'signQualityCheck',
    event: 'CHECK_SIGNED',
    facts: { checkId, round: story.round, result, revision: story.revision },
    provisions: ['S4-5.1b', 'S4-5.1c'],
    things: [
      { kind: 'QualityCheck', id: checkId },
      { kind: 'CaseFile', id: caseFileId },
    ],
  });
  return at;
}

/** Designation, check and signature of one round. Null where the date or the plan stops it. */
function oneRound(story: Story, wanted: CheckResult | null): { result: CheckResult; signed: SignedCheck } | null {
  const { plan } = story;
  if (!reaches(plan.until, 'DESIGNATED') || !story.go(1, 5)) return null;
  const designated = designate(story);
  if (!reaches(plan.until, 'COMPLETED') || !story.go(2, 14)) return null;
  const result = complete(story, designated, wanted);
  if (!reaches(plan.until, 'SIGNED') || !story.go(1, 6)) return null;
  const at = sign(story, designated.checkId, result);
  return { result, signed: { checkId: designated.checkId, round: story.round, at } };
}

/** The check of a received file, round after round, until it is signed as qualified or the story stops. */
export function check(story: Story, adoptions: readonly Adoption[]): SignedCheck | null {
  const { plan } = story;
  if (plan.designatedTwice && reaches(plan.until, 'DESIGNATED')) {
    if (!story.go(1, 4)) return null;
    const first = designate(story);
    if (!story.go(1, 3)) return null;
    withdraw(story, first);
  }
  const first = oneRound(story, plan.result);
  if (!first) return null;
  if (first.result === 'QUALIFIED') return first.signed;
  if (first.result === 'RETURNED') return sentBack(story, adoptions);
  // Unqualified stays so, unless the head finds reason to have it looked at again.
  if (!plan.reopened || !story.go(5, 20)) return null;
  reopen(story, first.signed, '承办人补充说明，部分指标须重新认定');
  return oneRound(story, 'QUALIFIED')?.signed ?? null;
}

/** A check signed as returned sends the file back to its practitioner; what is handed in again is checked again. */
function sentBack(story: Story, adoptions: readonly Adoption[]): SignedCheck | null {
  const { sheet, plan, caseFileId } = story;
  const received = isoInstant(story.receivedAt as number);
  const at = story.now();
  sheet.record(story.newId(at), at, plan.agency.heads[0] as Hat, {
    act: 'signQualityCheck',
    event: 'CASE_FILE_RETURNED_FOR_CORRECTION',
    facts: { from: 'RECEIVED', to: 'RETURNED' },
    provisions: ['S4-5.1a', 'S4-5.1b'],
    things: [{ kind: 'CaseFile', id: caseFileId }],
  });
  story.turn += 1;
  sheet.amend(caseFileId, { state: 'RETURNED', closed_received_at: null });
  if (plan.reopened && handInAgain(story, adoptions)) return oneRound(story, 'QUALIFIED')?.signed ?? null;
  // While the check was signed the file was received: so it goes in, and the writer sends it back afterwards.
  sheet.sendBackLater(caseFileId, received);
  return null;
}

export function reopen(story: Story, signed: SignedCheck, reason: string): void {
  const { sheet, caseFileId, plan } = story;
  const head = plan.agency.heads[0] as Hat;
  const at = story.now();
  sheet.turn(story.turn, 'check_reopening', {
    check_id: signed.checkId,
    reason,
    reopened_by: head.personId,
    reopened_at: isoInstant(at),
  });
  sheet.record(story.newId(at), at, head, {
    act: 'reopenCheck',
    event: 'CHECK_REOPENED',
    facts: { checkId: signed.checkId, round: signed.round },
    provisions: ['S4-5.1b'],
    things: [
      { kind: 'QualityCheck', id: signed.checkId },
      { kind: 'CaseFile', id: caseFileId },
    ],
  });
  story.turn += 1;
}
