import { Role } from '../../src/platform/access/actor';
import type { Attempt, Proposer, Scene } from './random-acts';
import type { Row } from './world';

export interface FileSeen {
  readonly id: string;
  readonly agencyId: string;
  readonly regionCode: string;
  readonly state: string;
  readonly stage: string;
  readonly kind: string;
  readonly ground: string;
  readonly beganOn: string;
  readonly endedOn: string | null;
  readonly hearingHeld: boolean | null;
  readonly engagementId: string | null;
  readonly engagedFrom: string | null;
  readonly personId: string | null;
}

const FILES = `
  SELECT f.id, f.agency_id AS "agencyId", a.region_code AS "regionCode", f.state, f.stage, f.case_kind AS kind, f.ground,
         f.stage_began_on AS "beganOn", f.stage_ended_on AS "endedOn", f.hearing_held AS "hearingHeld",
         e.id AS "engagementId", e.began_on AS "engagedFrom", e.person_id AS "personId"
    FROM case_file f JOIN agency a ON a.id = f.agency_id
    LEFT JOIN LATERAL (SELECT * FROM engagement g WHERE g.case_file_id = f.id ORDER BY g.began_on DESC, g.id DESC LIMIT 1) e ON true`;

export const fileIn = (scene: Scene, states: readonly string[], further = 'true'): Promise<FileSeen | null> =>
  scene.one<FileSeen>(`${FILES} WHERE f.state = ANY ($1) AND (${further}) ORDER BY f.id DESC`, [states]);

/** The papers may still change. */
export const OPEN = ['REGISTERED', 'IN_PROGRESS', 'RETURNED', 'TERMINATED'];

export const clerkOf = (scene: Scene, { agencyId }: { agencyId: string }) => scene.holder(Role.CLERK, agencyId);

type Making = (scene: Scene, file: FileSeen) => Promise<Row | null> | Row | null;

/** An act on a file in one of these states. */
export const doing = (
  name: string,
  weight: number,
  states: readonly string[],
  who: (scene: Scene, file: FileSeen) => Promise<Attempt['by'] | null>,
  input: Making,
  further?: string,
): Proposer => ({
  name,
  weight,
  async propose(scene) {
    const file = await fileIn(scene, states, further);
    if (!file) return null;
    const by = await who(scene, file);
    const made = by && (await input(scene, file));
    return made ? { name, by, input: made } : null;
  },
});
