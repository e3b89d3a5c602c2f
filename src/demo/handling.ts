import { terminationProvision } from '../case-files/termination.rules';
import { isoDay, isoInstant, yearOf } from './days';
import { address, idNumber, personName, phone } from './names';
import { cityPaper } from './papers';
import { fullName } from './places';
import type { FilePlan, Termination } from './plan';
import { reaches } from './plan';
import { observed, trueQuality } from './quality';
import type { Random } from './random';
import { openingPapers, proceedingPaper, type Scene, scenesOf } from './scenes';
import type { Hat, Sheet } from './sheet';
import type { EngagementOfStory, Story } from './story';

export interface Recipient {
  readonly id: string;
  readonly name: string;
}

/** Identity numbers of recipients begin here, so that nobody of the city's own people has one. */
const RECIPIENT_SERIALS = 1_000_000;

export function inventRecipient(sheet: Sheet, plan: FilePlan, ordinal: number, chance: Random, at: number): Recipient {
  const year = yearOf(plan.receivedOn);
  const age = plan.juvenile
    ? 16
    : chance.weighted([
        [chance.int(19, 35), 5] as const,
        [chance.int(36, 59), 4] as const,
        [chance.int(60, 84), 1] as const,
      ]);
  const born = `${year - age - 1}-${String(chance.int(1, 12)).padStart(2, '0')}-${String(chance.int(1, 28)).padStart(2, '0')}`;
  const id = chance.id(at);
  const name = personName(chance);
  const known = !chance.chance(0.01);
  sheet.add('recipient', {
    id,
    name,
    id_number: known ? idNumber(born, RECIPIENT_SERIALS + ordinal) : null,
    without_id_number: known ? null : '境外人员，持护照',
    birth_date: born,
    phone: phone(chance),
    address: address(chance, fullName(plan.agency.office)),
    registered_at: isoInstant(at),
  });
  return { id, name };
}

/** Adds a paper, and the line that says so. */
export function putIn(
  story: Story,
  by: Hat,
  no: number,
  title: string,
  pages: number,
  supersedes: string | null = null,
): string {
  const at = story.now();
  const id = story.newId(at);
  story.revision += 1;
  const paper = cityPaper(no, pages);
  story.sheet.paper(story.caseFileId, paper, by, isoInstant(at));
  story.sheet.turn(story.turn, 'material', {
    id,
    case_file_id: story.caseFileId,
    catalogue_no: no,
    title,
    digest: `\\x${paper.digest}`,
    supersedes_id: supersedes,
    recorded_by: by.personId,
    recorded_at: isoInstant(at),
  });
  if (supersedes)
    story.papers.splice(
      story.papers.findIndex((paper) => paper.id === supersedes),
      1,
    );
  story.papers.push({ id, no, title, pages });
  story.sheet.record(story.newId(at), at, by, {
    act: supersedes ? 'replaceMaterial' : 'recordMaterial',
    event: supersedes ? 'MATERIAL_REPLACED' : 'MATERIAL_RECORDED',
    facts: { catalogueNo: no, pages, supersedesId: supersedes, withdrawn: false, revision: story.revision },
    provisions: ['S0-21.2', 'S4-3.5g'],
    things: [
      { kind: 'CaseFile', id: story.caseFileId },
      { kind: 'Material', id },
    ],
  });
  return id;
}

export function commission(story: Story, practitioner: FilePlan['practitioner']): EngagementOfStory {
  const { plan, sheet } = story;
  const at = story.now();
  const first = story.engagements.length === 0;
  const id = first && plan.named ? plan.named.engagementId : story.newId(at);
  const clerk = plan.agency.clerks[0] as Hat;
  const term = practitioner.commitments.find(({ from, to }) => from <= story.day && story.day <= to) ?? null;
  sheet.part(story.caseFileId, practitioner.hat.personId, 'PRACTITIONER');
  sheet.add('engagement', {
    id,
    case_file_id: story.caseFileId,
    practitioner_id: practitioner.id,
    person_id: practitioner.hat.personId,
    service_organization_id: practitioner.organizationId,
    way: plan.way,
    commitment_id: term?.id ?? null,
    began_on: isoDay(story.day),
    ended_on: null,
    end_reason: null,
    commissioned_by: clerk.personId,
    commissioned_at: isoInstant(at),
  });
  sheet.record(story.newId(at), at, clerk, {
    act: first ? 'commissionPractitioner' : 'changePractitioner',
    event: first ? 'PRACTITIONER_COMMISSIONED' : 'PRACTITIONER_CHANGED',
    facts: {
      practitionerId: practitioner.id,
      way: plan.way,
      beganOn: isoDay(story.day),
      commitmentId: term?.id ?? null,
    },
    provisions: first ? ['S0-8.3', 'S4-4.4a'] : ['LAL-55', 'S3-5.4'],
    things: [
      { kind: 'CaseFile', id: story.caseFileId },
      { kind: 'Practitioner', id: practitioner.id },
      { kind: 'Engagement', id },
    ],
  });
  const engagement: EngagementOfStory = { id, practitioner, activities: 0, endedOn: null };
  story.engagements.push(engagement);
  return engagement;
}

function act(story: Story, engagement: EngagementOfStory, scene: Scene, quality: number): void {
  const { chance, sheet, caseFileId } = story;
  const by = engagement.practitioner.hat;
  const pages = 1 + Math.round(observed(quality, chance) * (scene.no === 14 ? 9 : 5));
  const materialId = putIn(story, by, scene.no, scene.title, pages);
  const at = story.now();
  const id = story.newId(at);
  const told = scene.kind === 'MEETING' || scene.kind === 'INFORMING';
  engagement.activities += 1;
  story.did.push({ id, kind: scene.kind, on: story.day, told });
  sheet.turn(story.turn, 'activity', {
    id,
    case_file_id: caseFileId,
    engagement_id: engagement.id,
    kind: scene.kind,
    took_place_on: isoDay(story.day),
    place: scene.place,
    present: scene.present,
    summary: scene.summary,
    told_rights: told,
    told_duties: told,
    told_risks: told,
    material_id: materialId,
    recorded_by: by.personId,
    recorded_at: isoInstant(at),
  });
  sheet.record(story.newId(at), at, by, {
    act: 'recordActivity',
    event: 'ACTIVITY_RECORDED',
    facts: {
      activityId: id,
      supersedesId: null,
      kind: scene.kind,
      tookPlaceOn: isoDay(story.day),
      toldRights: told,
      toldDuties: told,
      toldRisks: told,
      materialId,
    },
    provisions: ['S0-17', 'S4-3.5c'],
    things: [
      { kind: 'CaseFile', id: caseFileId },
      { kind: 'Engagement', id: engagement.id },
    ],
  });
}

const REPLACEMENTS = ['受援人申请更换，理由成立', '承办人转所，不能继续办理', '承办人患病，不能继续办理'] as const;

/** From the clerk's desk to the end of the stage, as far as the date allows. True where the matter has run its course. */
export function handle(story: Story): boolean {
  const { plan, chance } = story;
  const clerk = plan.agency.clerks[0] as Hat;
  for (const [no, title, pages] of openingPapers(plan)) putIn(story, clerk, no, title, pages);
  // Three days to assign (S0-16.4, S0-16.2 after the decision): mostly kept.
  const [least, most] = !plan.brisk && chance.chance(0.05) ? [5, 12] : [1, 2];
  if (!reaches(plan.until, 'IN_PROGRESS') || !story.go(least, most)) return false;
  let engagement = commission(story, plan.practitioner);
  story.sheet.amend(story.caseFileId, {
    state: 'IN_PROGRESS',
    aid_decided_on: plan.ground === 'APPLICATION' ? isoDay(story.day) : null,
  });
  putIn(story, clerk, 8, '指派通知书及法律援助公函', 2);
  const began = story.day;
  const end = began + plan.stageDays;
  const quality = observed(trueQuality(story.seed, plan.practitioner.index), chance, 0.08);
  const stopAt = plan.termination ? began + Math.floor(plan.stageDays * 0.45) : end;
  const turnAt = plan.replacedBy ? began + Math.floor(plan.stageDays * 0.35) : null;
  let read = false;
  for (const scene of scenesOf(plan, quality, chance)) {
    const on = began + Math.floor(plan.stageDays * scene.when);
    if (on >= stopAt) break;
    if (turnAt !== null && plan.replacedBy && engagement.practitioner !== plan.replacedBy && on >= turnAt) {
      if (!story.goTo(turnAt)) return false;
      engagement = replace(story, engagement, plan.replacedBy);
    }
    if (!story.goTo(on)) return false;
    if (!read) {
      putIn(story, engagement.practitioner.hat, 10, proceedingPaper(plan), chance.int(2, 12));
      read = true;
    }
    act(story, engagement, scene, quality);
    if (scene.kind === 'HEARING') putIn(story, engagement.practitioner.hat, 12, '出庭通知书', 1);
  }
  if (plan.termination) return terminate(story, plan.termination, stopAt);
  if (!reaches(plan.until, 'CLOSING_SUBMITTED')) return false;
  if (!story.goTo(Math.max(end, story.day))) return false;
  endStage(story, engagement);
  return true;
}

function replace(story: Story, earlier: EngagementOfStory, next: FilePlan['practitioner']): EngagementOfStory {
  earlier.endedOn = story.day;
  story.sheet.amend(earlier.id, {
    ended_on: isoDay(story.day),
    end_reason: story.chance.pick(REPLACEMENTS),
  });
  const engagement = commission(story, next);
  putIn(story, story.plan.agency.clerks[0] as Hat, 8, '更换承办人通知书', 1);
  return engagement;
}

function endStage(story: Story, engagement: EngagementOfStory): void {
  const { sheet, caseFileId, plan } = story;
  const at = story.now();
  story.stageEndedOn = story.day;
  sheet.amend(caseFileId, { stage_ended_on: isoDay(story.day), hearing_held: plan.hearing });
  sheet.record(story.newId(at), at, engagement.practitioner.hat, {
    act: 'endStage',
    event: 'STAGE_ENDED',
    facts: { stage: plan.stage, before: null, endedOn: isoDay(story.day) },
    provisions: ['S0-20.1', 'LAL-50'],
    things: [{ kind: 'CaseFile', id: caseFileId }],
  });
}

function terminate(story: Story, { ground, reason }: Termination, on: number): boolean {
  const { sheet, caseFileId, plan } = story;
  if (!story.goTo(Math.max(on, story.day))) return false;
  const clerk = plan.agency.clerks[0] as Hat;
  const at = story.now();
  const id = story.newId(at);
  const day = isoDay(story.day);
  const provisionId = terminationProvision({
    today: day,
    place: { regionCode: plan.agency.office.regionCode, adoptions: [] },
    caseKind: plan.kind,
    stage: plan.stage,
    aid: plan.ground,
    ground,
    receivedOn: isoDay(plan.receivedOn),
    decidedOn: day,
    permittedOn: null,
  }) as string;
  story.terminatedOn = story.day;
  sheet.add('termination', {
    id,
    case_file_id: caseFileId,
    ground,
    provision_id: provisionId,
    reason,
    decided_on: day,
    decided_by: clerk.personId,
    decided_at: isoInstant(at),
    served_on: day,
    organ_informed_on: day,
  });
  sheet.amend(caseFileId, { state: 'TERMINATED' });
  sheet.record(story.newId(at), at, clerk, {
    act: 'terminateAid',
    event: 'AID_TERMINATED',
    facts: { ground, provisionId, decidedOn: day },
    provisions: ['S0-22.1', provisionId],
    things: [{ kind: 'CaseFile', id: caseFileId }],
  });
  putIn(story, clerk, 16, '终止法律援助决定书及送达回证', 2);
  return true;
}
