import { Arg, Args, Ctx, Extensions, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { visibleCaseFileById } from '../../case-files/case-file.loaders';
import { CaseFile } from '../../case-files/case-file.types';
import { agencyById } from '../../organizations/place.loaders';
import { Agency } from '../../organizations/place.types';
import { Where } from '../../platform/access/scope';
import type { Context } from '../../platform/context';
import { columnsOf } from '../../platform/database/naming';
import { PageArgs, pageOf } from '../../platform/paging';
import { badInput } from '../../platform/refusal';
import { editionById, schemeById } from '../../standards/standard.loaders';
import { ScoringScheme, StandardEdition } from '../../standards/standard.types';
import { DrawPart } from './campaign.codes';
import { CampaignDrawRow, CampaignFrameRow, type ReviewCampaignRow } from './campaign.entity';
import {
  CampaignEdition,
  CampaignStratum,
  CampaignTarget,
  DrawnCaseFile,
  DrawnCaseFileConnection,
  FrameFile,
  FrameFileConnection,
  ReviewCampaign,
  SamplingPlan,
} from './campaign.types';
import type { DrawPartCode } from './campaign-settings.types';
import { strataOf, stratumFigures } from './draw';
import { runsOn } from './draw-export';
import { frameOf, prospectiveFrame, WHOLE_FRAME } from './frame-rows';
import { readingLoad, samplingFigures } from './sampling-plan';

const frameNow = (context: Context, campaign: ReviewCampaignRow) =>
  (campaign.frozenAt ? frameOf : prospectiveFrame)(runsOn(context), campaign);

const asHours = (minutes: number): number => Math.round(minutes / 6) / 10;
/** A probability to six digits: no more is said than is known. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

@Resolver(() => ReviewCampaign)
export class CampaignSampleFields {
  @Extensions({ costs: WHOLE_FRAME })
  @FieldResolver(() => SamplingPlan, {
    description: '抽取以前：将抽多少、能发现什么、要多少工时。名册较大时计算较慢，请单独查询',
  })
  async samplingPlan(
    @Ctx() context: Context,
    @Root() campaign: ReviewCampaignRow,
    @Arg('badHundredths', () => Int, {
      defaultValue: 2000,
      description: '假定一名承办人的案卷有万分之几不合格（按件进位，至少一件）',
    })
    badHundredths: number,
  ): Promise<SamplingPlan> {
    if (badHundredths < 1 || badHundredths > 10_000) throw badInput('badHundredths', '须在1至10000之间');
    const frame = await frameNow(context, campaign);
    const figures = samplingFigures(frame.plan, frame.lines, { numerator: badHundredths, denominator: 10_000 });
    const inFrame = new Set(frame.lines.map(({ caseFileId }) => caseFileId));
    // Targeted files outside the frame are read for certain; those inside it may be drawn as well, and are read once.
    const further = frame.targeted.filter(({ caseFileId }) => !inFrame.has(caseFileId)).length;
    const files = Math.min(
      figures.files + further,
      Math.ceil(figures.stratumDraws + figures.coverageDraws) + frame.targeted.length,
    );
    const load = readingLoad(files, campaign.readersPerFile, campaign.minutesPerFile);
    return {
      frozen: campaign.frozenAt !== null,
      files: figures.files,
      strata: figures.strata as CampaignStratum[],
      stratumDraws: figures.stratumDraws,
      coverageDraws: rounded(figures.coverageDraws),
      targeted: frame.targeted.length,
      detection: figures.groups.map((group) => ({
        ...group,
        least: rounded(group.least),
        mean: rounded(group.mean),
        greatest: rounded(group.greatest),
      })),
      readings: load.readings,
      readerHours: asHours(load.minutes),
      readerHoursWithThird: asHours(load.minutesWithThird),
    };
  }

  @Extensions({ costs: WHOLE_FRAME })
  @FieldResolver(() => [CampaignStratum], { description: '各层：冻结以前按此刻的案卷' })
  async strata(@Ctx() context: Context, @Root() campaign: ReviewCampaignRow): Promise<CampaignStratum[]> {
    const { plan, lines } = await frameNow(context, campaign);
    return strataOf(plan, lines).map(stratumFigures) as CampaignStratum[];
  }

  @FieldResolver(() => FrameFileConnection, { description: '冻结的名册；冻结以前没有' })
  frame(@Ctx() context: Context, @Root() { id }: ReviewCampaignRow, @Args() page: PageArgs) {
    const where = new Where();
    where.and(`t.campaign_id = ${where.value(id)}::uuid`);
    return pageOf<CampaignFrameRow & { id: string }>(
      context,
      {
        select: `t.id, ${columnsOf(CampaignFrameRow, 't')}`,
        from: '(SELECT f.case_file_id AS id, f.* FROM campaign_frame f) t',
        where,
      },
      page,
    );
  }

  @FieldResolver(() => DrawnCaseFileConnection, { description: '抽取的案卷；次序按案卷编号，不是抽取的次序' })
  draws(
    @Ctx() context: Context,
    @Root() { id }: ReviewCampaignRow,
    @Args() page: PageArgs,
    @Arg('part', () => DrawPart, { nullable: true }) part: DrawPartCode | null,
  ) {
    const where = new Where();
    where.and(`t.campaign_id = ${where.value(id)}::uuid`);
    if (part) where.and(`t.part = ${where.value(part)}`);
    return pageOf<CampaignDrawRow & { id: string }>(
      context,
      {
        select: `t.id, ${columnsOf(CampaignDrawRow, 't')}`,
        from: '(SELECT d.case_file_id AS id, d.* FROM campaign_draw d) t',
        where,
      },
      page,
    );
  }
}

@Resolver(() => CampaignEdition)
export class CampaignEditionFields {
  @FieldResolver(() => StandardEdition, { description: '标准版本' })
  edition(@Ctx() context: Context, @Root() { editionId }: CampaignEdition) {
    return context.load(editionById, editionId);
  }
  @FieldResolver(() => ScoringScheme, { description: '评分方案' })
  scheme(@Ctx() context: Context, @Root() { schemeId }: CampaignEdition) {
    return context.load(schemeById, schemeId);
  }
}

@Resolver(() => CampaignStratum)
export class CampaignStratumFields {
  @FieldResolver(() => Agency, { description: '法律援助机构' })
  agency(@Ctx() context: Context, @Root() { agencyId }: CampaignStratum) {
    return context.load(agencyById, agencyId);
  }
}

@Resolver(() => CampaignTarget)
export class CampaignTargetFields {
  @FieldResolver(() => CaseFile, { nullable: true, description: '案卷；无权查看为空' })
  caseFile(@Ctx() context: Context, @Root() { caseFileId }: CampaignTarget) {
    return context.load(visibleCaseFileById, caseFileId);
  }
}

@Resolver(() => FrameFile)
export class FrameFileFields {
  @FieldResolver(() => CaseFile, { nullable: true, description: '案卷现在的样子；无权查看为空' })
  caseFile(@Ctx() context: Context, @Root() { caseFileId }: FrameFile) {
    return context.load(visibleCaseFileById, caseFileId);
  }
  @FieldResolver(() => Agency, { description: '冻结时的法律援助机构' })
  agency(@Ctx() context: Context, @Root() { agencyId }: CampaignFrameRow) {
    return context.load(agencyById, agencyId);
  }
}

@Resolver(() => DrawnCaseFile)
export class DrawnCaseFileFields {
  @FieldResolver(() => CaseFile, { nullable: true, description: '案卷；无权查看为空' })
  caseFile(@Ctx() context: Context, @Root() { caseFileId }: DrawnCaseFile) {
    return context.load(visibleCaseFileById, caseFileId);
  }
}
