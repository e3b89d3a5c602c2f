import { createHash } from 'node:crypto';
import { dayOf } from '../../src/platform/clock';
import { newId } from '../../src/platform/ids';
import type { AgencySeed, FirmSeed, Member, PractitionerSeed } from './seed';
import { inventPerson } from './seed-names';
import { ARRIVAL } from './seed-papers';
import { type Answer, expectSuccess, newKey, type Row, type World } from './world';

const REFUSALS =
  '... on Refusal { code message findings { rule met provisions provenance text facts { name value } cure { text by before } } } ... on InputRefusal { problems { path message } }';

/** One mutation of `input`, and what it answers: a success with the fields asked for, or a refusal. */
export async function act(
  who: Pick<Member, 'send'>,
  name: string,
  input: Row,
  fields = '',
  more: Row = {},
): Promise<Answer> {
  const Name = name[0]?.toUpperCase() + name.slice(1);
  const data = await who.send(
    `mutation ($input: ${INPUTS[name] ?? `${Name}Input`}!, $key: String!, $preview: Boolean!) {
       result: ${name}(input: $input, idempotencyKey: $key, preview: $preview) {
         __typename ... on ActSuccess { receipt { entryId preview replayed } } ${fields ? `... on ${Name}Success { ${fields} }` : ''} ${REFUSALS} } }`,
    { input, key: newKey(), preview: false, ...more },
  );
  return data.result;
}

/** Mutations whose input type serves several of them. */
const INPUTS: Readonly<Record<string, string>> = {
  withdrawCommitment: 'EndCommitmentInput',
  recordCommitmentBreach: 'EndCommitmentInput',
  receiveClosing: 'DecideClosingInput',
  returnClosing: 'DecideClosingInput',
};

export const succeed = async (who: Pick<Member, 'send'>, name: string, input: Row, fields = ''): Promise<Answer> =>
  expectSuccess(await act(who, name, input, fields));

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A handling organ of that kind, as the register has it. */
export async function organOf(world: World, kind: string, regionCode: string): Promise<string> {
  const id = newId();
  await world.rows('INSERT INTO case_organ (id, kind, region_code, name) VALUES ($1, $2, $3, $4)', [
    id,
    kind,
    regionCode,
    `机关${id}`,
  ]);
  return id;
}

/** A commitment in force between an agency and a firm or volunteer, offered and signed through the API. */
export async function commitmentOf(
  agency: AgencySeed,
  party: FirmSeed | PractitionerSeed,
  term: { from?: string; to?: string } = {},
): Promise<string> {
  const volunteer = 'practitionerId' in party;
  const { commitment } = await succeed(
    await agency.clerk,
    'offerCommitment',
    {
      agencyId: agency.id,
      ...(volunteer ? { volunteerId: party.practitionerId } : { serviceOrganizationId: party.id }),
      textId: 'HOUSE-2022',
      inForceFrom: term.from ?? '2026-01-01',
      inForceTo: term.to ?? '2027-12-31',
    },
    'commitment { id }',
  );
  const signer = volunteer ? party : await party.manager;
  await succeed(signer, 'signCommitment', { commitmentId: commitment.id });
  return commitment.id;
}

export interface CaseFileOptions {
  readonly caseKind?: 'CRIMINAL' | 'CIVIL' | 'ADMINISTRATIVE';
  readonly stage?: string;
  readonly ground?: 'NOTICE_MUST' | 'NOTICE_MAY' | 'APPLICATION';
  readonly proceedingId?: string;
  readonly recipient?: Row;
  readonly receivedOn?: string;
  /** Any other field of the registration's input. */
  readonly more?: Row;
}

/** One file, driven through the API by the people of its agency. */
export class CaseFileSeed {
  practitioner: PractitionerSeed | null = null;
  engagementId = '';

  constructor(
    readonly agency: AgencySeed,
    readonly id: string,
    readonly number: string,
    readonly proceedingId: string,
    readonly receivedOn: string,
    private readonly stage: string,
    private readonly ground: string,
  ) {}

  private get handler(): PractitionerSeed {
    if (!this.practitioner) throw new Error('not commissioned yet');
    return this.practitioner;
  }

  /** With this lawyer (or a new one of a new firm), whose firm has signed the commitment. */
  async commissioned(by?: PractitionerSeed): Promise<this> {
    let practitioner = by;
    if (!practitioner) {
      const firm = await this.agency.lawFirm();
      await commitmentOf(this.agency, firm);
      practitioner = await firm.lawyer();
    }
    const { engagement } = await succeed(
      await this.agency.clerk,
      'commissionPractitioner',
      { caseFileId: this.id, practitionerId: practitioner.practitionerId, way: 'ROTATION', beganOn: this.receivedOn },
      'engagement { id }',
    );
    this.practitioner = practitioner;
    this.engagementId = engagement.id;
    return this;
  }

  /** Bytes of that digest arrive for this file, so that a paper of it may be them. */
  async arrived(text: string, pages = 3): Promise<string> {
    const digest = digestOf(text);
    await this.agency.city.world.rows(ARRIVAL, [this.id, digest, pages]);
    return digest;
  }

  async paper(catalogueNo: number, title = `材料${catalogueNo}`): Promise<string> {
    const { material } = await succeed(
      this.handler,
      'recordMaterial',
      { caseFileId: this.id, catalogueNo, title, digest: await this.arrived(`${this.id}${catalogueNo}${title}`) },
      'material { id }',
    );
    return material.id;
  }

  async activity(kind: string, more: Row = {}): Promise<string> {
    const told = kind === 'MEETING';
    const { activity } = await succeed(
      this.handler,
      'recordActivity',
      {
        caseFileId: this.id,
        kind,
        tookPlaceOn: this.receivedOn,
        place: '看守所',
        present: '承办人、受援人',
        summary: '了解案情，告知权利义务和风险',
        toldRights: told,
        toldDuties: told,
        toldRisks: told,
        ...more,
      },
      'activity { id }',
    );
    return activity.id;
  }

  /** Everything that a closing file of this kind and stage needs: papers, activities with their proof, the stage ended. */
  async withPapers(): Promise<this> {
    const records = await this.paper(11, '会见笔录、阅卷笔录');
    const opinion = await this.paper(14, '法律意见书');
    for (const catalogueNo of [1, 8, 9, 10, 15, 17, 18]) await this.paper(catalogueNo);
    if (this.ground === 'APPLICATION') for (const catalogueNo of [2, 7]) await this.paper(catalogueNo);
    await this.activity('MEETING', { materialId: records });
    if (!['INVESTIGATION', 'LITIGATION', 'ARBITRATION', 'RECONSIDERATION', 'NON_LITIGATION'].includes(this.stage)) {
      await this.activity('FILE_READING', { materialId: records });
    }
    await this.activity('LEGAL_OPINION', { materialId: opinion });
    if (
      ['TRIAL', 'RETRIAL', 'LITIGATION', 'ARBITRATION', 'RECONSIDERATION', 'COMPULSORY_TREATMENT'].includes(this.stage)
    ) {
      const hearing = await this.paper(13, '庭审笔录');
      await this.activity('HEARING', { materialId: hearing });
      await succeed(this.handler, 'recordHearingHeld', { caseFileId: this.id, held: true });
    }
    await succeed(this.handler, 'endStage', {
      caseFileId: this.id,
      endedOn: dayOf(this.agency.city.world.clock.now()),
    });
    return this;
  }

  async submitted(): Promise<this> {
    await succeed(this.handler, 'submitClosing', { caseFileId: this.id });
    return this;
  }

  /** Handed in by its practitioner and received by the clerk. */
  async closed(): Promise<this> {
    if (!this.practitioner) await this.commissioned();
    if ((await this.row()).stage_ended_on === null) await this.withPapers();
    await this.submitted();
    await succeed(await this.agency.clerk, 'receiveClosing', { caseFileId: this.id });
    return this;
  }

  async row(): Promise<Answer> {
    const [row] = await this.agency.city.world.rows('SELECT * FROM case_file WHERE id = $1', [this.id]);
    return row;
  }

  async state(): Promise<string> {
    return (await this.row()).state;
  }
}

export async function proceedingOf(agency: AgencySeed, caseKind = 'CRIMINAL', cause = '盗窃'): Promise<string> {
  const { proceeding } = await succeed(
    await agency.clerk,
    'openProceeding',
    { agencyId: agency.id, caseKind, cause },
    'proceeding { id }',
  );
  return proceeding.id;
}

const ORGANS: Readonly<Record<string, string>> = {
  INVESTIGATION: 'POLICE',
  PROSECUTION_REVIEW: 'PROCURATORATE',
  ARBITRATION: 'ARBITRATION_COMMISSION',
  RECONSIDERATION: 'ADMINISTRATIVE_ORGAN',
};

/** The input with which `caseFileOf` registers: an invented recipient, an organ that fits, dates in order. */
export async function registrationOf(agency: AgencySeed, options: CaseFileOptions = {}): Promise<Row> {
  const { caseKind = 'CRIMINAL' } = options;
  const { stage = caseKind === 'CRIMINAL' ? 'TRIAL' : 'LITIGATION' } = options;
  const { ground = caseKind === 'CRIMINAL' ? 'NOTICE_MUST' : 'APPLICATION', receivedOn = '2026-02-02' } = options;
  return {
    agencyId: agency.id,
    proceedingId: options.proceedingId ?? (await proceedingOf(agency, caseKind)),
    recipient: options.recipient ?? { ...inventPerson('1990-05-06'), phone: '13900000000', address: '某区某街1号' },
    stage,
    ground,
    stageBeganOn: receivedOn,
    receivedOn,
    ...(ground === 'APPLICATION' ? { aidDecidedOn: receivedOn } : {}),
    ...(stage === 'PROSECUTION_REVIEW' ? { reviewPeriodEndsOn: '2026-04-02' } : {}),
    organId: await organOf(agency.city.world, ORGANS[stage] ?? 'COURT', agency.regionCode),
    facts: '案情概要',
    ...options.more,
  };
}

/** Registers a file through the API: a criminal trial on notice where nothing else is said. */
export async function caseFileOf(agency: AgencySeed, options: CaseFileOptions = {}): Promise<CaseFileSeed> {
  const input = await registrationOf(agency, options);
  const { caseFile } = await succeed(await agency.clerk, 'registerCaseFile', input, 'caseFile { id number }');
  return new CaseFileSeed(
    agency,
    caseFile.id,
    caseFile.number,
    String(input.proceedingId),
    String(input.receivedOn),
    String(input.stage),
    String(input.ground),
  );
}
