import './standard.history';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { CaseKind } from '../case-files/case-file.codes';
import { readsBlindOnly, signedIn } from '../organizations/organization.access';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { ActArgs } from '../platform/input';
import type { CaseKindCode } from '../regulation';
import { ScoringSchemeRow, StandardEditionRow, type StandardIndicatorRow } from './standard.entity';
import { EnterScoringSchemeInput, EnterStandardEditionInput } from './standard.inputs';
import {
  bandsOfScheme,
  editionById,
  indicatorsOfEdition,
  schemeById,
  schemesOfEdition,
  secondLevelOfEdition,
  weightsOfScheme,
} from './standard.loaders';
import { enterScoringScheme, enterStandardEdition } from './standard.service';
import {
  EnterScoringSchemeResult,
  EnterScoringSchemeSuccess,
  EnterStandardEditionResult,
  EnterStandardEditionSuccess,
  IndicatorApplicability,
  ScoringBand,
  ScoringScheme,
  ScoringWeight,
  SecondLevelIndicator,
  StandardEdition,
  StandardIndicator,
} from './standard.types';

@Resolver(() => StandardEdition)
export class StandardEditionResolver {
  @Query(() => [StandardEdition], {
    description: '评估标准的各版本，新的在前；标准不涉及个人信息。只任评估专家的，不列地方录入的版本和方案',
  })
  standardEditions(
    @Ctx() context: Context,
    @Arg('caseKind', () => CaseKind, { nullable: true }) caseKind: CaseKindCode | null,
  ) {
    return context.read<StandardEditionRow>(
      `SELECT ${columnsOf(StandardEditionRow, 't')} FROM standard_edition t WHERE ($1::text IS NULL OR $1 = ANY (t.case_kinds)) AND (t.bureau_id IS NULL OR NOT $2)
        ORDER BY t.in_force_from DESC NULLS LAST, t.id LIMIT 200`,
      [caseKind ?? null, readsBlindOnly(signedIn(context))],
    );
  }

  @FieldResolver(() => [StandardIndicator], { description: '八项一级指标' })
  indicators(@Root() edition: StandardEdition, @Ctx() context: Context) {
    return context.load(indicatorsOfEdition, edition.id);
  }

  @FieldResolver(() => [ScoringScheme], { description: '评分方案' })
  async schemes(@Root() edition: StandardEdition, @Ctx() context: Context) {
    const blind = readsBlindOnly(signedIn(context));
    return (await context.load(schemesOfEdition, edition.id)).filter(({ bureauId }) => !(blind && bureauId));
  }

  @Mutation(() => EnterStandardEditionResult, {
    description:
      '录入一版标准；已经开始的检查和评估不换版本。拒绝：NOT_FOUND（其他司法局）、EDITION_REFUSED（不是恰好八项等，列明原因）、EDITION_OVERLAPS（本局同类案件另有一版在同一时间施行）',
  })
  enterStandardEdition(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: EnterStandardEditionInput) {
    return performAs(context, enterStandardEdition, input, args, EnterStandardEditionSuccess, async ({ editionId }) => {
      const edition = await context.load(editionById, editionId);
      if (!edition) throw new Error(`no edition ${editionId}`);
      return { edition };
    });
  }
}

@Resolver(() => StandardIndicator)
export class StandardIndicatorResolver {
  @FieldResolver(() => [IndicatorApplicability], { description: '在各阶段是否适用；没有列出的阶段为适用（自定）' })
  applicability(@Root() { applicability }: StandardIndicatorRow): IndicatorApplicability[] {
    return Object.entries(applicability).map(([stage, applies]) => ({
      stage: stage as IndicatorApplicability['stage'],
      ...applies,
    }));
  }

  @FieldResolver(() => [SecondLevelIndicator], { description: '二级指标；随软件提供的版本没有' })
  async secondLevel(@Ctx() context: Context, @Root() { editionId, no }: StandardIndicatorRow) {
    const rows = await context.load(secondLevelOfEdition, editionId);
    return rows.filter(({ indicatorNo }) => indicatorNo === no);
  }
}

@Resolver(() => ScoringScheme)
export class ScoringSchemeResolver {
  @Query(() => ScoringScheme, {
    nullable: true,
    description: '一个评分方案；不存在为空，只任评估专家的看不到地方录入的',
  })
  async scoringScheme(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<ScoringSchemeRow | null> {
    const blind = readsBlindOnly(signedIn(context));
    const scheme = await context.load(schemeById, id);
    return blind && scheme?.bureauId ? null : scheme;
  }

  @FieldResolver(() => [ScoringWeight], { description: '百分制的权重，合计恰为100分；等次制没有' })
  weights(@Root() scheme: ScoringScheme, @Ctx() context: Context) {
    return context.load(weightsOfScheme, scheme.id);
  }

  @FieldResolver(() => [ScoringBand], { description: '百分制的分数段，自高而低；等次制没有' })
  bands(@Root() scheme: ScoringScheme, @Ctx() context: Context) {
    return context.load(bandsOfScheme, scheme.id);
  }

  @Mutation(() => EnterScoringSchemeResult, {
    description:
      '录入一个评分方案；已经开始的评估不换方案。拒绝：NOT_FOUND（其他司法局，或者不是该局及其上级局的标准版本）、SCHEME_REFUSED（权重或者分数段不完整，列明原因）',
  })
  enterScoringScheme(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: EnterScoringSchemeInput) {
    return performAs(context, enterScoringScheme, input, args, EnterScoringSchemeSuccess, async ({ schemeId }) => {
      const scheme = await context.load(schemeById, schemeId);
      if (!scheme) throw new Error(`no scheme ${schemeId}`);
      return { scheme };
    });
  }
}

export const standardResolvers = [StandardEditionResolver, StandardIndicatorResolver, ScoringSchemeResolver];
