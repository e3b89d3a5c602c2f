import { ALL_CONDITIONS, RELEASE_RULE_SET } from '../subsidies/release-gate.rules';
import { adjust, type Derivation, derive } from '../subsidies/tariff.rules';
import { reopen, type SignedCheck } from './checking';
import { type Day, instantOf, isoDay, isoInstant } from './days';
import { reaches } from './plan';
import type { Tariff } from './population';
import { Random } from './random';
import type { Hat, Sheet } from './sheet';
import type { EngagementOfStory, Story } from './story';

interface Money {
  readonly subsidyId: string;
  readonly engagement: EngagementOfStory;
  readonly version: number;
  readonly fen: number;
  readonly payable: boolean;
}

interface Batch {
  readonly row: Record<string, unknown>;
  readonly at: number;
  readonly by: Hat;
  readonly turn: number;
  readonly subsidies: string[];
  fen: number;
}

/** What one finance officer releases at one agency on one day, in one turn, is one batch. */
export class PayDays {
  private readonly batches = new Map<string, Batch>();

  constructor(
    private readonly sheet: Sheet,
    private readonly seed: number,
    private readonly label: string,
  ) {}

  batch(turn: number, agencyId: string, by: Hat, day: Day): Batch {
    const key = `${turn} ${agencyId} ${by.personId} ${day}`;
    const known = this.batches.get(key);
    if (known) return known;
    const at = instantOf(day, 16 * 60 + 30 + turn);
    const id = Random.of(this.seed, 'batch', this.label, key).id(at);
    const row = {
      id,
      released_by: by.personId,
      agency_id: agencyId,
      rule_set: RELEASE_RULE_SET,
      asked: 0,
      released: 0,
      refused: 0,
      released_fen: 0,
      at: isoInstant(at),
    };
    const batch: Batch = { row, at, by, turn, subsidies: [], fen: 0 };
    this.sheet.turn(turn, 'release_batch', row);
    this.batches.set(key, batch);
    return batch;
  }

  /** Totals and ledger lines, once everything of this part of the city is told. */
  settle(): void {
    for (const { row, at, by, subsidies, fen } of this.batches.values()) {
      const count = subsidies.length;
      Object.assign(row, { asked: count, released: count, released_fen: fen });
      const chance = Random.of(this.seed, 'batch-line', row.id as string);
      this.sheet.record(chance.id(at), at, by, {
        act: 'releaseSubsidies',
        event: 'SUBSIDIES_RELEASED',
        facts: { batchId: row.id, asked: count, released: count, refused: 0, releasedFen: fen },
        provisions: ['S4-5.1c', 'LAL-52'],
        things: [
          { kind: 'ReleaseBatch', id: row.id as string },
          ...subsidies.map((id) => ({ kind: 'Subsidy', id }) as const),
        ],
      });
    }
  }
}

const tariffOn = (story: Story, day: Day): Tariff | null =>
  story.plan.agency.tariffs.find(({ from, to }) => from <= day && day <= to) ?? null;

/** The subsidies of a received file arise, each with its amount: one for every engagement that is not on the public payroll. */
export function raise(story: Story, payrolledId: string): Money[] {
  const { plan, sheet, caseFileId } = story;
  const at = story.receivedAt as number;
  const clerk = plan.agency.clerks[0] as Hat;
  const money = story.engagements.flatMap((engagement) => {
    const { practitioner } = engagement;
    const moved = practitioner.id === payrolledId;
    if (practitioner.onPublicPayroll && !moved) return [];
    const last = story.engagements.at(-1) === engagement;
    const subsidyId = plan.named && last ? plan.named.subsidyId : story.newId(at);
    sheet.add('subsidy', {
      id: subsidyId,
      case_file_id: caseFileId,
      engagement_id: engagement.id,
      practitioner_id: practitioner.id,
      arose_at: isoInstant(at),
    });
    const things = [
      { kind: 'Subsidy', id: subsidyId },
      { kind: 'CaseFile', id: caseFileId },
    ] as const;
    const derived = amountOf(story, engagement);
    let version = 0;
    let fen = 0;
    if (derived) {
      const keep = (derivation: Derivation, reason: string | null, when: number) => {
        version += 1;
        fen = derivation.fen;
        sheet.turn(0, 'subsidy_amount', {
          subsidy_id: subsidyId,
          version,
          amount_fen: fen,
          derivation: derivation.lines,
          tariff_edition_id: derived.tariff.id,
          reason,
          set_by: clerk.personId,
          set_at: isoInstant(when),
        });
      };
      keep(derived.derivation, null, at);
      const more = plan.adjustment ? adjust(derived.derivation.lines, 'OUT_OF_AREA', 30_000, '往返外地会见') : null;
      if (more) {
        keep(more, '往返外地会见', at + 1_800_000);
        sheet.record(story.newId(at + 1_800_000), at + 1_800_000, clerk, {
          act: 'adjustSubsidy',
          event: 'SUBSIDY_ADJUSTED',
          facts: { kind: 'OUT_OF_AREA', fen: 30_000, amountFen: fen, version },
          provisions: ['LAL-52'],
          things,
        });
      }
    }
    return [{ subsidyId, engagement, version, fen, payable: version > 0 && fen > 0 && !moved }];
  });
  if (money.length) {
    sheet.record(story.newId(at), at, clerk, {
      act: 'receiveClosing',
      event: 'SUBSIDIES_AROSE',
      facts: { caseFileId, subsidies: money.length },
      provisions: ['LAL-52'],
      things: [
        { kind: 'CaseFile', id: caseFileId },
        ...money.map(({ subsidyId: id }) => ({ kind: 'Subsidy', id }) as const),
      ],
    });
  }
  return money;
}

function amountOf(story: Story, engagement: EngagementOfStory): { derivation: Derivation; tariff: Tariff } | null {
  const { plan } = story;
  const ended = engagement.endedOn ?? story.terminatedOn ?? story.stageEndedOn;
  const tariff = ended === null ? null : tariffOn(story, ended);
  if (!tariff) return null;
  const derivation = derive(
    {
      caseKind: plan.kind,
      stage: plan.stage,
      hearingHeld: story.stageEndedOn === null ? null : plan.hearing,
      replaced: engagement.endedOn !== null,
      terminated: story.terminatedOn !== null,
      activities: engagement.activities,
    },
    { editionId: tariff.id, document: tariff.document, earlyEndPercent: tariff.earlyEndPercent, lines: tariff.fen },
  );
  return derivation && { derivation, tariff };
}

const things = (story: Story, money: Money) =>
  [
    { kind: 'Subsidy', id: money.subsidyId },
    { kind: 'CaseFile', id: story.caseFileId },
  ] as const;

function hold(story: Story, money: Money): string {
  const { plan, sheet } = story;
  const [officer] = plan.agency.finance as [Hat];
  const head = plan.agency.heads[0] as Hat;
  const at = story.now();
  const id = story.newId(at);
  const dueOn = isoDay(story.day + 15);
  sheet.turn(story.turn, 'subsidy_hold', {
    id,
    subsidy_id: money.subsidyId,
    reason: '收款账户信息有误，待承办人更正',
    owner_person_id: head.personId,
    due_on: dueOn,
    held_by: officer.personId,
    held_at: isoInstant(at),
  });
  sheet.record(story.newId(at), at, officer, {
    act: 'holdSubsidy',
    event: 'SUBSIDY_HELD',
    facts: { holdId: id, ownerPersonId: head.personId, dueOn },
    things: things(story, money),
  });
  return id;
}

function lift(story: Story, money: Money, holdId: string): void {
  const officer = story.plan.agency.finance[0] as Hat;
  const at = story.now();
  story.sheet.turn(story.turn, 'hold_lift', {
    hold_id: holdId,
    reason: '账户信息已更正',
    lifted_by: officer.personId,
    lifted_at: isoInstant(at),
  });
  story.sheet.record(story.newId(at), at, officer, {
    act: 'liftHold',
    event: 'HOLD_LIFTED',
    facts: { holdId },
    things: things(story, money),
  });
}

function release(story: Story, money: Money, n: number, signed: SignedCheck, officer: Hat, payDays: PayDays): void {
  const { sheet, caseFileId, plan } = story;
  const batch = payDays.batch(story.turn, plan.agency.id, officer, story.day);
  const batchId = batch.row.id as string;
  sheet.part(caseFileId, officer.personId, 'RELEASER');
  batch.subsidies.push(money.subsidyId);
  batch.fen += money.fen;
  sheet.turn(story.turn, 'subsidy_release', {
    subsidy_id: money.subsidyId,
    n,
    check_id: signed.checkId,
    round: signed.round,
    case_file_id: caseFileId,
    releaser_person_id: officer.personId,
    amount_version: money.version,
    amount_fen: money.fen,
    batch_id: batchId,
    released_at: isoInstant(batch.at),
  });
  sheet.turn(story.turn, 'release_outcome', {
    batch_id: batchId,
    row_no: batch.subsidies.length,
    asked: money.subsidyId,
    subsidy_id: money.subsidyId,
    code: null,
    conditions: ALL_CONDITIONS,
    unmet: null,
    check_id: signed.checkId,
    amount_fen: money.fen,
  });
}

function voidIt(story: Story, money: Money, releaser: Hat): void {
  const { sheet, plan } = story;
  const second = plan.agency.finance.find(({ personId }) => personId !== releaser.personId) as Hat;
  const at = story.now();
  sheet.turn(story.turn, 'release_void', {
    subsidy_id: money.subsidyId,
    n: 1,
    releaser_person_id: releaser.personId,
    voider_person_id: second.personId,
    amount_fen: money.fen,
    reason: '转账退回，收款账户已注销',
    voided_at: isoInstant(at),
  });
  sheet.record(story.newId(at), at, second, {
    act: 'voidRelease',
    event: 'RELEASE_VOIDED',
    facts: { n: 1, reversedFen: -money.fen },
    things: things(story, money),
  });
}

/** From a check signed as qualified to the money, as far as date and plan allow. */
export function pay(story: Story, money: readonly Money[], signed: SignedCheck, payDays: PayDays): void {
  const { plan } = story;
  const due = money.filter(({ payable }) => payable);
  if (plan.hold !== 'NONE') {
    if (!story.go(1, 3)) return;
    const held = due.map((each) => ({ each, id: hold(story, each) }));
    if (plan.hold === 'STANDING' || !story.go(5, 12)) return;
    story.turn += 1;
    for (const { each, id } of held) lift(story, each, id);
  }
  if (!due.length || !reaches(plan.until, 'RELEASED') || !story.go(3, 20)) return;
  const officer = plan.agency.finance[plan.named ? 0 : story.chance.int(0, 1)] as Hat;
  for (const each of due) release(story, each, 1, signed, officer, payDays);
  if (plan.voiding === 'NONE' || !story.go(4, 12)) return;
  for (const each of due) voidIt(story, each, officer);
  if (plan.voiding === 'VOIDED') {
    if (plan.reopened && story.go(2, 6)) reopen(story, signed, '撤销发放后复核，发现证据页码有误');
    return;
  }
  if (!story.go(4, 10)) return;
  story.turn += 1;
  for (const each of due) release(story, each, 2, signed, officer, payDays);
}
