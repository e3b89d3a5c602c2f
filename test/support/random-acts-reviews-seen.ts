import { Role } from '../../src/platform/access/actor';
import type { Attempt, Proposer, Scene } from './random-acts';
import type { Member } from './seed';
import type { Row } from './world';

export interface CampaignSeen {
  readonly id: string;
  readonly bureauId: string;
  readonly regionCode: string;
  readonly state: string;
  readonly version: number;
  readonly schemeKind: 'POINTS_100' | 'INDICATOR_GRADE';
}

export const campaignIn = (scene: Scene, states: readonly string[], further = 'true'): Promise<CampaignSeen | null> =>
  scene.one<CampaignSeen>(
    `SELECT c.id, c.bureau_id AS "bureauId", c.region_code AS "regionCode", c.state, c.version, c.scheme_kind AS "schemeKind"
       FROM review_campaign c WHERE c.state = ANY ($1) AND (${further}) ORDER BY c.id DESC`,
    [states],
  );

export const LIVE = ['PLANNED', 'SEED_COMMITTED', 'FRAME_FROZEN', 'SEED_ADDED', 'DRAWN', 'READING', 'REPLYING'];
export const ALL = [...LIVE, 'FINALISED', 'ABANDONED'];

export const coordinatorOf = (scene: Scene, bureauId: string): Promise<Member | null> =>
  scene.holder(Role.REVIEW_COORDINATOR, bureauId);

/** The states an act is meant for; now and then any other one, which must refuse it. */
export const mostly = (scene: Scene, states: readonly string[]): readonly string[] =>
  scene.chance.happens(0.94) ? states : ALL;

/** An act on a campaign by a coordinator of its bureau. */
export const onCampaign = (
  name: string,
  weight: number,
  states: readonly string[],
  input: (scene: Scene, campaign: CampaignSeen) => Promise<Row | null> | Row = () => ({}),
  further = 'true',
): Proposer => ({
  name,
  weight,
  async propose(scene) {
    const campaign = await campaignIn(scene, mostly(scene, states), further);
    const by = campaign && (await coordinatorOf(scene, campaign.bureauId));
    const more = by && (await input(scene, campaign));
    return by && more ? { name, by, input: { campaignId: campaign.id, ...more } } : null;
  },
});

export interface ReadingSeen {
  readonly id: string;
  readonly subjectId: string;
  readonly campaignId: string;
  readonly bureauId: string;
  readonly personId: string;
  readonly state: string;
  readonly part: string;
  readonly dueOn: string;
  readonly stage: string;
  readonly editionId: string;
  readonly schemeKind: 'POINTS_100' | 'INDICATOR_GRADE';
}

export const readingIn = (scene: Scene, states: readonly string[], further = 'true'): Promise<ReadingSeen | null> =>
  scene.one<ReadingSeen>(
    `SELECT r.id, r.subject_id AS "subjectId", s.campaign_id AS "campaignId", c.bureau_id AS "bureauId", k.person_id AS "personId", r.state, r.part,
            r.due_on::text AS "dueOn", s.stage, s.edition_id AS "editionId", c.scheme_kind AS "schemeKind"
       FROM review.reading r JOIN review.subject s ON s.id = r.subject_id JOIN review_campaign c ON c.id = s.campaign_id
       JOIN vault.reader k ON k.reader_key = r.reader_key
      WHERE r.state = ANY ($1) AND (${further}) ORDER BY r.due_on DESC, r.id`,
    [states],
  );

/** An act on a reading by a coordinator of its campaign's bureau. */
export const onReading = (
  name: string,
  weight: number,
  states: readonly string[],
  input: (scene: Scene, reading: ReadingSeen) => Row,
  further = `c.state = 'READING'`,
): Proposer => ({
  name,
  weight,
  async propose(scene) {
    const reading = await readingIn(scene, states, scene.chance.happens(0.95) ? further : 'true');
    const by = reading && (await coordinatorOf(scene, reading.bureauId));
    return by && { name, by, input: { readingId: reading.id, ...input(scene, reading) } };
  },
});

export interface SubjectSeen {
  readonly id: string;
  readonly campaignId: string;
  readonly bureauId: string;
  readonly caseFileId: string;
}

export const subjectIn = (scene: Scene, states: readonly string[], further = 'true'): Promise<SubjectSeen | null> =>
  scene.one<SubjectSeen>(
    `SELECT s.id, s.campaign_id AS "campaignId", c.bureau_id AS "bureauId", v.case_file_id AS "caseFileId"
       FROM review.subject s JOIN review_campaign c ON c.id = s.campaign_id JOIN vault.subject v ON v.subject_id = s.id
      WHERE s.state = ANY ($1) AND (${further}) ORDER BY s.id`,
    [states],
  );

export const attemptBy = (by: Member | null | undefined, name: string, input: Row): Attempt | null =>
  by ? { name, by, input } : null;

interface ThingSeen {
  readonly id: string;
  readonly bureauId: string;
}

/** An act on something of a bureau – mostly what waits for it – by somebody who holds one of the roles there. */
export const onThing = <T extends ThingSeen>(
  name: string,
  weight: number,
  roles: Role | readonly Role[],
  { waiting, input }: { readonly waiting: (scene: Scene) => string; readonly input: (scene: Scene, thing: T) => Row },
): Proposer => ({
  name,
  weight,
  async propose(scene) {
    const thing = await scene.one<T>(waiting(scene));
    const by = thing && (await scene.holder(roles, thing.bureauId));
    return by && { name, by, input: input(scene, thing) };
  },
});
