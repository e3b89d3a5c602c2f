import type { Client } from 'pg';
import type { Role } from '../../src/platform/access/actor';
import { dayOf } from '../../src/platform/clock';
import type { Member } from './seed';
import type { Row, World } from './world';

/** Numbers that look like chance and come again with the same seed (mulberry32). */
export class Chance {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
  /** 0 to below n. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  within(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }
  happens(probability: number): boolean {
    return this.next() < probability;
  }
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T {
    let left = this.next() * items.reduce((sum, { weight }) => sum + weight, 0);
    for (const item of items) {
      left -= item.weight;
      if (left < 0) return item;
    }
    return items.at(-1) as T;
  }
  bytes(n: number): Buffer {
    return Buffer.from(Array.from({ length: n }, () => this.below(256)));
  }
  /** An id of the right form that nothing has. */
  strangeId(): string {
    const hex = this.bytes(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

/** One act about to be tried. */
export interface Attempt {
  readonly name: string;
  readonly by: Member;
  readonly input: Row;
  /** What the same person does just before, one after the other. */
  readonly before?: readonly Attempt[];
}

/** Proposes an act of one kind that could succeed as things stand, or null where nothing is there to do it to. */
export interface Proposer {
  readonly name: string;
  readonly weight: number;
  propose(scene: Scene): Promise<Attempt | null>;
}

export interface Cast {
  readonly byAccount: Map<string, Member>;
  readonly byPerson: Map<string, Member>;
  readonly agencies: readonly { readonly id: string; readonly bureauId: string; readonly regionCode: string }[];
}

/** What one client sees and chooses by; it looks at the tables as their owner. */
export class Scene {
  constructor(
    readonly world: World,
    readonly cast: Cast,
    readonly chance: Chance,
    private readonly owner: Client,
  ) {}

  get today(): string {
    return dayOf(this.world.clock.now());
  }

  /** A day between two, both included. */
  dayBetween(from: string, to: string): string {
    const days = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000));
    return this.daysAfter(from, this.chance.below(days + 1));
  }
  daysAfter(day: string, days: number): string {
    return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
  }

  async rows<T = Row>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return (await this.owner.query(sql, params as unknown[])).rows as T[];
  }

  /** One of the rows, which the statement must put in order; of very many, one of the first 400. */
  async one<T = Row>(sql: string, params: readonly unknown[] = []): Promise<T | null> {
    const found = await this.rows<T>(`${sql} LIMIT 400`, params);
    return found.length ? this.chance.pick(found) : null;
  }

  /** Somebody who holds the role today, at that place if one is given. */
  async holder(role: Role | readonly Role[], placeId: string | null = null): Promise<Member | null> {
    const row = await this.one<{ id: string }>(
      `SELECT n.account_id AS id FROM appointment n
        WHERE n.role = ANY ($1) AND ($2::uuid IS NULL OR $2 IN (n.agency_id, n.bureau_id, n.service_organization_id))
          AND n.ended_at IS NULL AND n.in_force_from <= $3 AND (n.in_force_to IS NULL OR n.in_force_to >= $3)
          AND (NOT n.needs_approval OR n.approved_by IS NOT NULL) AND n.account_id = ANY ($4::uuid[])
        ORDER BY n.id`,
      [[role].flat(), placeId, this.today, [...this.cast.byAccount.keys()]],
    );
    return row ? (this.cast.byAccount.get(row.id) as Member) : null;
  }

  anybody(): Member {
    return this.chance.pick([...this.cast.byAccount.values()]);
  }

  text(what: string): string {
    return `${what}：第${this.chance.below(1_000_000)}号说明`;
  }
}

export const SPOILT_TEXT = [
  '',
  '   ',
  'x'.repeat(30_000),
  '含\u0007控制符的文字',
  '短',
  '2026-02-30',
  '1899-12-31',
  '-1',
];
const SPOILT_NUMBER = [0, -1, 2_147_483_647, 100_001, 1_000_000_001];
const ID_TABLES = [
  ...['case_file', 'subsidy', 'quality_check', 'material', 'account', 'agency', 'practitioner', 'person'],
  ...['review_campaign', 'reviewer', 'review.subject', 'review.reading', 'review.paper', 'review_reply', 'unblinding'],
];
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** Turns a plausible act into one that mostly must be refused: by somebody else, on something else, or with bad input. */
export async function spoil(scene: Scene, attempt: Attempt): Promise<Attempt> {
  const { chance } = scene;
  if (chance.happens(0.35)) return { ...attempt, by: scene.anybody() };
  const fields = Object.keys(attempt.input);
  if (!fields.length) return attempt;
  const field = chance.pick(fields);
  return { ...attempt, input: { ...attempt.input, [field]: await spoilt(scene, attempt.input[field]) } };
}

async function spoilt(scene: Scene, value: unknown): Promise<unknown> {
  const { chance } = scene;
  if (typeof value === 'string' && ID.test(value)) {
    const kind = chance.below(3);
    if (kind === 0) return chance.strangeId();
    if (kind === 1) return chance.pick(['no-id', '', `${value}'; --`, value.toUpperCase()]);
    const other = await scene.one<{ id: string }>(`SELECT id FROM ${chance.pick(ID_TABLES)} ORDER BY id`);
    return other?.id ?? chance.strangeId();
  }
  if (typeof value === 'string') return /^[A-Z_]+$/.test(value) ? value : chance.pick(SPOILT_TEXT);
  if (typeof value === 'number') return chance.pick(SPOILT_NUMBER);
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return chance.happens(0.5) ? value.slice(1) : [...value, ...value];
  return value;
}
