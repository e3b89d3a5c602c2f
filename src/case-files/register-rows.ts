import { z } from 'zod';
import { line } from '../platform/input';
import type { Cell, SheetRow } from '../platform/sheets/sheet';
import { CASE_KINDS } from '../regulation';
import { recipientInput, stageFields, WAYS } from './case-file.inputs';
import {
  choiceOf,
  codeOf,
  dayIn,
  fileNumberOf,
  flagOf,
  idNumberOf,
  lineOf,
  organNumberOf,
  proseOf,
  type Read,
  textOf,
  yearOf,
} from './register-cells';
import { type ColumnKey, headingOf } from './register-columns';
import { type CellProblemCode, problemOf, type RegisterProblem } from './register-problems';
import { CASE_KIND_WORDS, GROUND_WORDS, stageWords, WAY_WORDS } from './register-words';

const { organId: _organ, number: _number, ...stage } = stageFields;

const rowInput = z.object({
  number: line(64),
  year: z.number().int(),
  caseKind: z.enum(CASE_KINDS),
  cause: line(),
  recipient: recipientInput,
  organ: line(100).nullable(),
  ...stage,
  commission: z
    .object({
      name: line(64).nullable(),
      licenceNumber: line(64).nullable(),
      organization: line(200).nullable(),
      way: z.enum(WAYS),
      beganOn: z.string(),
    })
    .nullable(),
});

/** One row of a register, read and normalised; `given` names the columns in which it says something. */
export interface RegisterRow extends z.output<typeof rowInput> {
  readonly given: readonly ColumnKey[];
}

export interface ReadRow {
  readonly no: number;
  /** Kept apart, for telling rows of one number from each other; null where it could not be read. */
  readonly number: string | null;
  readonly idNumber: string | null;
  readonly name: string | null;
  readonly row: RegisterRow | null;
  readonly problems: readonly RegisterProblem[];
}

/** Which column of the sheet holds what. */
export type ColumnMap = ReadonlyMap<ColumnKey, number>;

/** Where the rules of registration say something is wrong, as columns of the register. */
const COLUMN_OF_PATH: Readonly<Record<string, ColumnKey>> = {
  'recipient.name': 'name',
  'recipient.idNumber': 'idNumber',
  'recipient.withoutIdNumber': 'withoutIdNumber',
  'recipient.birthDate': 'birthDate',
  'recipient.phone': 'phone',
  'recipient.address': 'address',
  'commission.name': 'practitioner',
  'commission.licenceNumber': 'licenceNumber',
  'commission.organization': 'organization',
  'commission.way': 'way',
  'commission.beganOn': 'commissionedOn',
};

/** What is taken from the day of receipt where the register does not say it itself. */
const FROM_RECEIPT: readonly ColumnKey[] = ['year', 'stageBeganOn'];

const COMMISSION_COLUMNS: readonly ColumnKey[] = [
  'practitioner',
  'licenceNumber',
  'organization',
  'way',
  'commissionedOn',
];

class RowReader {
  readonly problems: RegisterProblem[] = [];
  readonly given: ColumnKey[] = [];
  private readonly faulty = new Set<ColumnKey>();

  constructor(
    private readonly cells: readonly (Cell | null)[],
    private readonly columns: ColumnMap,
  ) {}

  take<T>(key: ColumnKey, read: (cell: Cell | null) => Read<T>): T | null {
    const index = this.columns.get(key);
    if (index === undefined) return null;
    const result = read(this.cells[index] ?? null);
    if ('problem' in result) {
      this.say(result.problem, key);
      return null;
    }
    if (result.value !== null) this.given.push(key);
    return result.value;
  }

  need<T>(key: ColumnKey, value: T | null): T | null {
    if (value === null && !this.faulty.has(key)) this.say('MISSING', key);
    return value;
  }

  say(code: CellProblemCode, key: ColumnKey, more: Partial<RegisterProblem> = {}): void {
    this.faulty.add(key);
    this.problems.push(problemOf(code, headingOf(key), more));
  }

  isFaulty(key: ColumnKey): boolean {
    return this.faulty.has(key);
  }
}

/** Year of a number: its own column, else the year in the number, else that of the receipt. */
const yearFor = (column: number | null, number: string | null, receivedOn: string | null): number | null => {
  if (column !== null) return column;
  const within = /(?:^|[^\d])((?:19|20)\d{2})(?=[^\d]|$)/.exec(number ?? '')?.[1];
  return within ? Number(within) : receivedOn ? Number(receivedOn.slice(0, 4)) : null;
};

function commissionOf(reader: RowReader, day: (cell: Cell | null) => Read<string>) {
  const name = reader.take('practitioner', lineOf);
  const licenceNumber = reader.take('licenceNumber', codeOf);
  const organization = reader.take('organization', lineOf);
  const way = reader.take('way', (cell) => choiceOf(cell, WAY_WORDS));
  const beganOn = reader.take('commissionedOn', day);
  if (name === null && licenceNumber === null) {
    const faulty = reader.isFaulty('practitioner') || reader.isFaulty('licenceNumber');
    // An organisation alone is what registers say before anybody in it was chosen.
    if (!faulty && (way !== null || beganOn !== null)) reader.say('PRACTITIONER_NEEDED', 'practitioner');
    return null;
  }
  if (licenceNumber === null && organization === null && !reader.isFaulty('licenceNumber')) {
    reader.say('PRACTITIONER_UNDERDETERMINED', 'practitioner');
  }
  if (way === null && !reader.isFaulty('way')) reader.say('WAY_NEEDED', 'way');
  if (beganOn === null && !reader.isFaulty('commissionedOn')) reader.say('COMMISSIONED_ON_NEEDED', 'commissionedOn');
  return { name, licenceNumber, organization, way, beganOn };
}

/** Reads one row: every cell by itself, then the whole by the input rules of registering a case file. */
export function readRow({ no, cells }: SheetRow, columns: ColumnMap, from1904: boolean): ReadRow {
  const reader = new RowReader(cells, columns);
  const day = (cell: Cell | null) => dayIn(cell, from1904);
  const flag = (key: ColumnKey) => reader.take(key, flagOf);
  const number = reader.need('number', reader.take('number', fileNumberOf));
  const receivedOn = reader.take('receivedOn', day);
  const caseKind = reader.need(
    'caseKind',
    reader.take('caseKind', (cell) => choiceOf(cell, CASE_KIND_WORDS)),
  );
  const name = reader.need('name', reader.take('name', lineOf));
  const idNumber = reader.take('idNumber', idNumberOf);
  const withoutIdNumber = reader.take('withoutIdNumber', lineOf);
  if (idNumber === null && withoutIdNumber === null && !reader.isFaulty('idNumber')) reader.say('MISSING', 'idNumber');
  const given = {
    number,
    year: yearFor(reader.take('year', yearOf), number, receivedOn),
    caseKind,
    cause: reader.need('cause', reader.take('cause', lineOf)),
    recipient: {
      name,
      idNumber,
      withoutIdNumber,
      birthDate: reader.take('birthDate', day),
      phone: reader.take('phone', codeOf),
      address: reader.take('address', lineOf),
    },
    stage: reader.need(
      'stage',
      reader.take('stage', (cell) => choiceOf(cell, stageWords(caseKind))),
    ),
    ground: reader.need('ground', groundOf(reader)),
    receivedOn: reader.need('receivedOn', receivedOn),
    aidDecidedOn: reader.take('aidDecidedOn', day),
    stageBeganOn: reader.take('stageBeganOn', day) ?? receivedOn,
    reviewPeriodEndsOn: reader.take('reviewPeriodEndsOn', day),
    organ: reader.take('organ', lineOf),
    organCaseNumber: reader.take('organCaseNumber', organNumberOf),
    inCustody: flag('inCustody'),
    pleadsGuilty: flag('pleadsGuilty'),
    groupCase: flag('groupCase'),
    sensitiveCase: flag('sensitiveCase'),
    superiorAssigned: flag('superiorAssigned'),
    sealedRecord: flag('sealedRecord'),
    facts: reader.take('facts', proseOf),
    commission: commissionOf(reader, day),
  };
  const parsed = rowInput.safeParse(given);
  if (!parsed.success) sayInput(reader, parsed.error.issues);
  const sound = parsed.success && reader.problems.length === 0;
  return {
    no,
    number,
    idNumber,
    name,
    row: sound ? { ...parsed.data, given: reader.given } : null,
    problems: reader.problems,
  };
}

function groundOf(reader: RowReader) {
  const ground = reader.take('ground', (cell): Read<keyof typeof GROUND_WORDS> => {
    const text = textOf(cell);
    const plain = 'value' in text ? (text.value ?? '').normalize('NFKC').replace(/\s/g, '') : '';
    if (/^(通知|通知辩护|通知代理|机关通知|办案机关通知)$/.test(plain)) return { problem: 'GROUND_AMBIGUOUS' };
    return choiceOf(cell, GROUND_WORDS);
  });
  return ground;
}

/** What the input rules say, at the column it is said of; once for a cell that is told off already. */
function sayInput(reader: RowReader, issues: readonly z.core.$ZodIssue[]): void {
  for (const { path, message } of issues) {
    const whole = path.join('.');
    const key = COLUMN_OF_PATH[whole] ?? (path[0] as ColumnKey);
    if (key === ('recipient' as string) || reader.isFaulty(key)) continue;
    if (FROM_RECEIPT.includes(key) && reader.isFaulty('receivedOn')) continue;
    reader.say('INVALID', key, { reason: message });
  }
}

export const mentionsCommission = (given: readonly ColumnKey[]): boolean =>
  COMMISSION_COLUMNS.some((key) => given.includes(key));
