import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { requireRole, signedIn } from '../../organizations/organization.access';
import { appointmentsFor, bureausHeld, Role } from '../../platform/access/actor';
import { performAs } from '../../platform/act';
import type { Batch, Context } from '../../platform/context';
import { columnsOf } from '../../platform/database/naming';
import { historyAccess } from '../../platform/history';
import { ActArgs, idArgument } from '../../platform/input';
import { manyBy, oneBy } from '../../platform/loader';
import { visibleCampaign } from '../campaigns/campaign.access';
import { ReviewCampaign } from '../campaigns/campaign.types';
import { GoldFileRow, GoldValueRow } from './gold.entity';
import { ChooseGoldFilesInput, ConfirmGoldFileInput, RetireGoldFileInput, SetGoldFileInput } from './gold.inputs';
import { chooseGoldFiles, confirmGoldFile, retireGoldFile, setGoldFile } from './gold.service';
import {
  ChooseGoldFilesResult,
  ChooseGoldFilesSuccess,
  ConfirmGoldFileResult,
  ConfirmGoldFileSuccess,
  GoldFile,
  GoldValue,
  RetireGoldFileResult,
  RetireGoldFileSuccess,
  SetGoldFileResult,
  SetGoldFileSuccess,
} from './gold.types';

/** Whoever runs campaigns of the bureau or confirms: what is known beforehand is nobody else's to know (auditors may read). */
const READERS = [Role.REVIEW_COORDINATOR, Role.BUREAU_SUPERVISOR, Role.AUDITOR];

const ownBureaus = (context: Context): string[] => bureausHeld(appointmentsFor(signedIn(context), READERS));

const goldById = oneBy<GoldFileRow>(GoldFileRow, 'id', 'id');
const valuesOfGold = manyBy<GoldValueRow>(GoldValueRow, 'goldId', 'gold_id', { order: 't.indicator_no' });
const goldOfCampaign: Batch<string, GoldFileRow[]> = {
  name: 'gold files of campaign',
  async fetch(context, keys) {
    const found = await context.read<GoldFileRow & { campaignId: string }>(
      `SELECT ${columnsOf(GoldFileRow, 't')}, c.campaign_id AS "campaignId" FROM campaign_gold c JOIN gold_file t ON t.id = c.gold_id
        WHERE c.campaign_id = ANY ($1) AND t.bureau_id = ANY ($2) ORDER BY t.id`,
      [keys, ownBureaus(context)],
    );
    return keys.map((key) => found.filter(({ campaignId }) => campaignId === key));
  },
};

historyAccess('GoldFile', async (context, id) => {
  requireRole(context, READERS);
  const gold = await context.load(goldById, id);
  return gold !== null && ownBureaus(context).includes(gold.bureauId);
});

const shown = async (context: Context, goldId: string): Promise<{ goldFile: GoldFile }> => {
  const goldFile = await context.load(goldById, goldId);
  if (!goldFile) throw new Error(`no gold file ${goldId}`);
  return { goldFile };
};

@Resolver(() => GoldFile)
export class GoldFileResolver {
  @Query(() => [GoldFile], {
    description: '本司法局等次已知的案卷，新的在前；限评估组织人、司法局监督人和审计人',
  })
  goldFiles(@Ctx() context: Context, @Arg('bureauId', () => ID) bureauId: string) {
    requireRole(context, READERS);
    if (!ownBureaus(context).includes(idArgument('bureauId', bureauId) ?? '')) return [];
    return context.read<GoldFileRow>(
      `SELECT ${columnsOf(GoldFileRow, 't')} FROM gold_file t WHERE t.bureau_id = $1 ORDER BY t.id DESC LIMIT 1000`,
      [bureauId],
    );
  }

  @FieldResolver(() => [GoldValue], { description: '八项已知的值' })
  values(@Ctx() context: Context, @Root() gold: GoldFile) {
    return context.load(valuesOfGold, gold.id);
  }

  @Mutation(() => SetGoldFileResult, {
    description:
      '设定等次已知的案卷（0至100的整数分，或者等次）。拒绝：NOT_FOUND、GOLD_REFUSED（列明原因）、GOLD_ALREADY',
  })
  setGoldFile(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: SetGoldFileInput) {
    return performAs(context, setGoldFile, input, args, SetGoldFileSuccess, ({ goldId }) => shown(context, goldId));
  }

  @Mutation(() => ConfirmGoldFileResult, {
    description:
      '由设定人以外的人（评估组织人或者司法局监督人）确认；没有确认的不能选用。拒绝：NOT_FOUND、SAME_PERSON、GOLD_CONFIRMED、GOLD_RETIRED',
  })
  confirmGoldFile(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: ConfirmGoldFileInput) {
    return performAs(context, confirmGoldFile, input, args, ConfirmGoldFileSuccess, ({ goldId }) =>
      shown(context, goldId),
    );
  }

  @Mutation(() => RetireGoldFileResult, { description: '停用等次已知的案卷。拒绝：NOT_FOUND、GOLD_RETIRED' })
  retireGoldFile(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: RetireGoldFileInput) {
    return performAs(context, retireGoldFile, input, args, RetireGoldFileSuccess, ({ goldId }) =>
      shown(context, goldId),
    );
  }
}

@Resolver(() => ReviewCampaign)
export class CampaignGoldResolver {
  @FieldResolver(() => [GoldFile], {
    description: '混入的等次已知的案卷；限本局评估组织人、监督人和审计人，他人为空',
  })
  goldFiles(@Ctx() context: Context, @Root() campaign: ReviewCampaign): Promise<GoldFile[]> {
    return context.load(goldOfCampaign, campaign.id);
  }

  @Mutation(() => ChooseGoldFilesResult, {
    description:
      '选定一个活动混入的等次已知的案卷，名册冻结以前；须已由另一人确认，并在名册以外。拒绝：NOT_FOUND、WRONG_STATE、GOLD_CHOICE_REFUSED（列明原因）、GOLD_IN_FRAME（在名册之内）',
  })
  chooseGoldFiles(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: ChooseGoldFilesInput) {
    return performAs(context, chooseGoldFiles, input, args, ChooseGoldFilesSuccess, async ({ campaignId }) => {
      const campaign = await visibleCampaign(context, campaignId);
      if (!campaign) throw new Error(`no campaign ${campaignId}`);
      return { campaign: campaign as ReviewCampaign };
    });
  }
}

export const goldResolvers = [GoldFileResolver, CampaignGoldResolver] as const;
