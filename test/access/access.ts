import { Role } from '../../src/platform/access/actor';
import { type City, Member, type PractitionerSeed, seedCity } from '../support/seed';
import type { Answer, Row, World } from '../support/world';

/** Where a thing lies, seen from the actor: the own agency, another of the same city, one in another region, or nowhere at all. */
export const PLACES = ['own', 'other', 'region'] as const;
export type PlaceName = (typeof PLACES)[number];
export const REGION = { own: '110105', other: '110108', region: '120102' } as const;

/** One holder of each role, at the own agency (supervisor, auditor and those of peer review at its bureau); two of the city's bureau; nobody. */
export const ACTORS = [...Object.values(Role), 'CITY_SUPERVISOR', 'CITY_ADMINISTRATOR', 'NOBODY'] as const;
export type ActorName = (typeof ACTORS)[number];

/** What a field answers: ALLOWED, EMPTY (a list), NULL, or the code of a refusal. */
export type Cell = string;

/** Sent for one cell; mutations are previewed, so that no cell changes the ground of another. */
export interface Operation {
  readonly query: string;
  readonly variables?: Row;
}

export interface FieldAccess<Target> {
  send(target: Target, actor: Member | null): Operation;
  /** `'CLERK ADMINISTRATOR': 'ALLOWED NOT_FOUND NOT_FOUND'` – own, other, region, or one word for all three; `others` for the rest. */
  readonly lines: Readonly<Record<string, string>> & { readonly others: string };
}

/** One subject's part of the table: the things it needs at each place, and its fields. `nowhere` has ids of nothing. */
export interface SubjectAccess<Target = unknown> {
  readonly subject: string;
  prepare(ground: Ground, place: PlaceName): Promise<Target>;
  nowhere(target: Target): Target;
  readonly fields: Readonly<Record<string, FieldAccess<Target>>>;
}

export const subjectAccess = <Target>(access: SubjectAccess<Target>): SubjectAccess =>
  access as unknown as SubjectAccess;

export interface Ground {
  readonly world: World;
  readonly city: City;
  readonly actors: ReadonlyMap<ActorName, Member | null>;
  /** The practitioner among the actors, and the firm that they and the manager belong to. */
  readonly practitioner: PractitionerSeed;
  readonly firmId: string;
}

export async function layGround(world: World): Promise<Ground> {
  const city = await seedCity(world);
  const agency = await city.agency(REGION.own);
  const firm = await agency.lawFirm();
  const practitioner = await firm.lawyer();
  const above = await city.bureau('110000');
  const actors = new Map<ActorName, Member | null>([
    [Role.PRACTITIONER, practitioner],
    [Role.ORGANIZATION_MANAGER, await firm.manager],
    [Role.BUREAU_SUPERVISOR, await agency.supervisor],
    [Role.AUDITOR, await agency.auditor],
    [Role.REVIEW_COORDINATOR, await agency.bureau.reviewCoordinator],
    [Role.REVIEWER, await agency.bureau.reviewer],
    ['CITY_SUPERVISOR', await above.supervisor],
    ['CITY_ADMINISTRATOR', await above.admin],
    ['NOBODY', null],
  ]);
  for (const role of Object.values(Role)) if (!actors.has(role)) actors.set(role, await agency.member(role));
  return { world, city, actors, practitioner, firmId: firm.id };
}

/** An id that nothing has, and never will. */
export const NOWHERE = '0190a0a0-0000-7000-8000-00000000dead';

/** `mutation ($input: XInput!) { x(input: $input, …, preview: true) }` with whatever refusal comes back. */
export const previewOf = (name: string, input: Row | null, shown = '__typename'): Operation => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  const [declared, given] = input ? [`$input: ${type}Input!, `, 'input: $input, '] : ['', ''];
  return {
    query: `mutation (${declared}$key: String!) { ${name}(${given}idempotencyKey: $key, preview: true) { ${shown} ... on Refusal { code message findings { rule met text } } } }`,
    variables: { ...(input ? { input } : {}), key: 'access-table-key' },
  };
};

/** What an answer means for the table. */
export function cellOf({ data, errors }: { data: Answer; errors?: Answer[] | undefined }): Cell {
  if (errors?.length) return errors[0].extensions?.code ?? 'ERROR';
  const value = Object.values(data as Row)[0] as Answer;
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return value.length ? 'ALLOWED' : 'EMPTY';
  if (value.edges) return value.edges.length ? 'ALLOWED' : 'EMPTY';
  return value.code ?? 'ALLOWED';
}

export function expectedCells(lines: FieldAccess<unknown>['lines'], actor: ActorName): readonly [Cell, Cell, Cell] {
  const named = Object.entries(lines).filter(([names]) => names.split(' ').includes(actor));
  if (named.length > 1) throw new Error(`${actor} stands in two lines`);
  const cells = (named[0]?.[1] ?? (actor === 'NOBODY' ? 'NOT_SIGNED_IN' : lines.others)).split(' ');
  if (cells.length !== 1 && cells.length !== 3) throw new Error(`one word or three: ${cells}`);
  return cells.length === 3 ? (cells as [Cell, Cell, Cell]) : ([cells[0], cells[0], cells[0]] as [Cell, Cell, Cell]);
}
