import type { Client } from 'pg';
import { Role } from '../../src/platform/access/actor';
import type { Scene } from './random-acts';
import { type SubsidySeen, subsidyIn } from './random-acts-subsidies';

/** What raw SQL did that nothing in the structure forbids; the end of a soak accounts for it. */
export interface RawTraces {
  readonly forged: Set<string>;
}

export interface RawTools {
  readonly scene: Scene;
  readonly one: Client;
  readonly other: Client;
  /** A session of the role that blind reads have. */
  readonly reader: Client;
  readonly traces: RawTraces;
  /** What is noted of an attempt once it is committed. */
  readonly onCommit: (() => void)[];
}

export interface RawOutcome {
  readonly what: string;
  /** COMMITTED, or the constraint that stopped it. */
  readonly end: string;
  /** It was written though it must never be. */
  readonly broken: boolean;
}

export type Step = (client: Client) => Promise<unknown>;

export interface RawAct {
  readonly what: string;
  readonly weight: number;
  /** Structure allows it: not a breach when it is written. */
  readonly allowed?: boolean;
  prepare(tools: RawTools): Promise<Step | null>;
}

export const UNRELEASED = ['PENDING', 'HELD', 'VOIDED'];

/** A signature on the file that stands, with a result. */
export const SIGNED = (result: string) =>
  `EXISTS (SELECT FROM check_signature g WHERE g.case_file_id = f.id AND g.result ${result} AND NOT EXISTS (SELECT FROM check_reopening r WHERE r.check_id = g.check_id))`;

export const officerAt = async (scene: Scene, agencyId: string): Promise<string | null> =>
  (await scene.holder(Role.FINANCE_OFFICER, agencyId))?.personId ?? null;

/** Others act meanwhile: under the locks of a release it is seen whether the subsidy is still as it was chosen. */
export class NoLongerSo extends Error {}

const stillSo = async (scene: Scene, client: Client, id: string, states: readonly string[], further: string) => {
  await client.query('SELECT lock_for_release(ARRAY[$1::uuid])', [id]);
  const [still] = await scene.rows(
    `SELECT s.id FROM subsidy s JOIN case_file f ON f.id = s.case_file_id WHERE s.id = $1 AND s.state = ANY ($2) AND (${further})`,
    [id, states],
  );
  if (!still) throw new NoLongerSo();
};

/** An attempt on a subsidy in one of these states, by a finance officer of its agency. */
export const onSubsidy = (
  what: string,
  weight: number,
  states: readonly string[],
  step: (client: Client, subsidy: SubsidySeen, personId: string, scene: Scene) => Promise<unknown>,
  further = 'true',
  allowed = false,
): RawAct => ({
  what,
  weight,
  allowed,
  async prepare({ scene }) {
    const subsidy = await subsidyIn(scene, states, further);
    const personId = subsidy && (await officerAt(scene, subsidy.agencyId));
    if (!personId) return null;
    return async (client) => {
      await stillSo(scene, client, subsidy.id, states, further);
      await step(client, subsidy, personId, scene);
    };
  },
});
