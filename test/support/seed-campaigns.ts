import { randomBytes } from 'node:crypto';
import type { BureauSeed, Member } from './seed';
import { succeed } from './seed-case-files';
import type { Row } from './world';

export const SCHEMES = {
  CRIMINAL: 'SFT0086-2020/anzhi-1/points-1',
  CIVIL: 'SFT0085-2020/anzhi-1/points-1',
  ADMINISTRATIVE: 'SFT0085-2020/anzhi-1/points-1',
} as const;

/** 32 random bytes, as the acts take them. */
export const newSeed = (): string => randomBytes(32).toString('hex');

/** A plan for the files that `closedFiles` writes: criminal and civil, of January and February. */
export const planOf = (bureau: BureauSeed, more: Row = {}): Row => ({
  title: '2026年第一季度同行评估',
  regionCode: bureau.regionCode,
  periodFrom: '2026-01-01',
  periodTo: '2026-02-28',
  schemes: (['CRIMINAL', 'CIVIL'] as const).map((caseKind) => ({ caseKind, schemeId: SCHEMES[caseKind] })),
  ...more,
});

/** One campaign, driven through the API by the people of its bureau as far as asked. */
export class CampaignSeed {
  readonly seeds = [newSeed(), newSeed()] as const;

  private constructor(
    readonly bureau: BureauSeed,
    readonly id: string,
    readonly coordinator: Member,
  ) {}

  /** Planned and run by the bureau's coordinator, or by another one. */
  static async plan(bureau: BureauSeed, more: Row = {}, by?: Member): Promise<CampaignSeed> {
    const coordinator = by ?? (await bureau.reviewCoordinator);
    const { campaign } = await succeed(
      coordinator,
      'planCampaign',
      { bureauId: bureau.id, plan: planOf(bureau, more) },
      'campaign { id }',
    );
    return new CampaignSeed(bureau, campaign.id, coordinator);
  }

  private async by(who: Member, name: string, input: Row = {}): Promise<this> {
    await succeed(who, name, { campaignId: this.id, ...input });
    return this;
  }

  committed(): Promise<this> {
    return this.by(this.coordinator, 'commitSeed', { seed: this.seeds[0] });
  }
  frozen(): Promise<this> {
    return this.by(this.coordinator, 'freezeFrame');
  }
  /** The second seed is the supervisor's. */
  async seeded(): Promise<this> {
    return this.by(await this.bureau.supervisor, 'addSeed', { seed: this.seeds[1] });
  }
  /** From the plan to the draw. */
  async drawn(): Promise<this> {
    await this.committed();
    await this.frozen();
    await this.seeded();
    return this.by(this.coordinator, 'drawSample');
  }
}
