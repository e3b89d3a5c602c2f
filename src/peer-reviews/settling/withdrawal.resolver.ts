import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { personById } from '../../organizations/person.loaders';
import { Person } from '../../organizations/person.types';
import { Where } from '../../platform/access/scope';
import { performAs } from '../../platform/act';
import type { Context } from '../../platform/context';
import { ActArgs } from '../../platform/input';
import { PageArgs, pageOf } from '../../platform/paging';
import { visibleCampaign } from '../campaigns/campaign.access';
import { vaultReads } from '../vault-reads';
import {
  ApproveWithdrawalInput,
  AskWithdrawalInput,
  RefuseWithdrawalInput,
  WithdrawSubjectInput,
} from './withdrawal.inputs';
import { approveWithdrawal, askWithdrawal, DECIDERS, refuseWithdrawal, withdrawSubject } from './withdrawal.service';
import {
  ApproveWithdrawalResult,
  ApproveWithdrawalSuccess,
  AskWithdrawalResult,
  AskWithdrawalSuccess,
  RefuseWithdrawalResult,
  RefuseWithdrawalSuccess,
  ReviewWithdrawal,
  ReviewWithdrawalConnection,
  WithdrawSubjectResult,
  WithdrawSubjectSuccess,
} from './withdrawal.types';

interface Row extends Omit<ReviewWithdrawal, 'caseFileId'> {
  readonly subjectId: string;
}
const SELECT = `t.id, t.subject_id AS "subjectId", t.ground, t.reason, t.asked_by AS "askedBy", t.asked_at AS "askedAt",
  t.outcome, t.outcome_reason AS "outcomeReason", t.decided_by AS "decidedBy", t.decided_at AS "decidedAt"`;

/** By the file, as it was asked; its pseudonym is told to nobody. */
async function byFile(context: Context, rows: readonly Row[]): Promise<ReviewWithdrawal[]> {
  if (!rows.length) return [];
  const found = await vaultReads(context)<{ subjectId: string; caseFileId: string }>(
    `SELECT v.subject_id AS "subjectId", v.case_file_id AS "caseFileId" FROM vault.files_of($1::uuid[], 'COORDINATE', $2) v`,
    [rows.map(({ subjectId }) => subjectId), context.actor?.accountId ?? null],
  );
  const fileOf = new Map(found.map(({ subjectId, caseFileId }) => [subjectId, caseFileId]));
  return rows.map(({ subjectId, ...row }) => ({ ...row, caseFileId: fileOf.get(subjectId) as string }));
}

const shown =
  (context: Context) =>
  async ({ withdrawalId }: { withdrawalId: string }) => {
    const rows = await context.read<Row>(`SELECT ${SELECT} FROM review_withdrawal t WHERE t.id = $1`, [withdrawalId]);
    const [withdrawal] = await byFile(context, rows);
    if (!withdrawal) throw new Error(`withdrawal ${withdrawalId} is not there after the act`);
    return { withdrawal };
  };

@Resolver(() => ReviewWithdrawal)
export class ReviewWithdrawalResolver {
  @Query(() => ReviewWithdrawalConnection, {
    nullable: true,
    description: '一次评估活动中案卷退出的申请和决定，以案卷指明，新的在前；活动不存在或不在范围内为空',
  })
  async reviewWithdrawals(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('campaignId', () => ID) campaignId: string,
    @Arg('waitingOnly', { defaultValue: false, description: '只看等待决定的' }) waitingOnly: boolean,
  ) {
    const campaign = await visibleCampaign(context, campaignId, DECIDERS);
    if (!campaign) return null;
    const where = new Where();
    where.and(`t.campaign_id = ${where.value(campaign.id)}::uuid`);
    if (waitingOnly) where.and('t.outcome IS NULL');
    const found = await pageOf<Row>(context, { select: SELECT, from: 'review_withdrawal t', where }, page);
    const nodes = await byFile(
      context,
      found.edges.map(({ node }) => node),
    );
    return { ...found, edges: found.edges.map(({ cursor }, at) => ({ cursor, node: nodes[at] })) };
  }

  @FieldResolver(() => Person, { description: '申请人' })
  askedBy(@Ctx() context: Context, @Root() { askedBy }: ReviewWithdrawal) {
    return context.load(personById, askedBy);
  }

  @FieldResolver(() => Person, { nullable: true, description: '决定人；分配评阅以前、一人退出的为空' })
  decidedBy(@Ctx() context: Context, @Root() { decidedBy }: ReviewWithdrawal) {
    return decidedBy ? context.load(personById, decidedBy) : null;
  }

  @Mutation(() => WithdrawSubjectResult, {
    description:
      '使尚未分配评阅的一卷退出评估，须选明事由：不产生结果，仍列于名单。答复和台账都不说是哪个代号。拒绝：OWN_FILE（承办过本案）、WITHDRAWAL_BY_TWO（已开始评阅，用 askWithdrawal 申请）、WRONG_STATE、CAMPAIGN_CLOSED',
  })
  withdrawSubject(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: WithdrawSubjectInput) {
    return performAs(context, withdrawSubject, input, args, WithdrawSubjectSuccess, (done) => done);
  }

  @Mutation(() => AskWithdrawalResult, {
    description:
      '申请使一卷退出评估，须选明事由；另一人同意以前照常评阅。拒绝：OWN_FILE（承办过本案）、WITHDRAWAL_WAITS、WRONG_STATE、CAMPAIGN_CLOSED',
  })
  askWithdrawal(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: AskWithdrawalInput) {
    return performAs(context, askWithdrawal, input, args, AskWithdrawalSuccess, shown(context));
  }

  @Mutation(() => ApproveWithdrawalResult, {
    description:
      '同意一卷退出评估：全部评阅停止，不产生结果，仍列于名单。本局或者上级的评估组织人、监督人、审计人。拒绝：OWN_FILE（承办过本案）、ANOTHER_PERSON_DECIDES（申请人自己不能决定）、ALREADY_DECIDED、WRONG_STATE、CAMPAIGN_CLOSED',
  })
  approveWithdrawal(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: ApproveWithdrawalInput) {
    return performAs(context, approveWithdrawal, input, args, ApproveWithdrawalSuccess, shown(context));
  }

  @Mutation(() => RefuseWithdrawalResult, {
    description:
      '不同意一卷退出评估。拒绝：OWN_FILE（承办过本案）、ANOTHER_PERSON_DECIDES（申请人自己不能决定）、ALREADY_DECIDED',
  })
  refuseWithdrawal(@Ctx() context: Context, @Args() args: ActArgs, @Arg('input') input: RefuseWithdrawalInput) {
    return performAs(context, refuseWithdrawal, input, args, RefuseWithdrawalSuccess, shown(context));
  }
}
