import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Role } from '../platform/access/actor';
import { Where } from '../platform/access/scope';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { ActArgs, idArgument } from '../platform/input';
import { connectionOf, PageArgs, pageOf } from '../platform/paging';
import { ActSuccess, resultOf } from '../platform/refusal';
import { availableActions } from '../platform/states';
import { ApprovePasswordResetInput, ResetPasswordInput, WithdrawPasswordResetInput } from './account.inputs';
import { ACCOUNT_READERS, accountRule, requireRole } from './organization.access';
import { PasswordResetRow } from './password-reset.entity';
import { resetById, rulesAccount } from './password-reset.loaders';
import { approvePasswordReset, resetPassword, withdrawPasswordReset } from './password-reset.service';
import { passwordResetStates, stateOfReset } from './password-reset.states';
import { accountById, personById } from './person.loaders';
import { Account, PasswordReset, PasswordResetState, Person } from './person.types';

const PasswordResetConnection = connectionOf(PasswordReset, 'PasswordReset');

@ObjectType({ implements: ActSuccess })
export class ResetPasswordSuccess extends ActSuccess {
  @Field(() => PasswordReset) reset!: PasswordReset;
}
const ResetPasswordResult = resultOf(ResetPasswordSuccess);

@ObjectType({ implements: ActSuccess })
export class ApprovePasswordResetSuccess extends ActSuccess {
  @Field(() => PasswordReset) reset!: PasswordReset;
}
const ApprovePasswordResetResult = resultOf(ApprovePasswordResetSuccess);

@ObjectType({ implements: ActSuccess })
export class WithdrawPasswordResetSuccess extends ActSuccess {
  @Field(() => PasswordReset) reset!: PasswordReset;
}
const WithdrawPasswordResetResult = resultOf(WithdrawPasswordResetSuccess);

@Resolver(() => PasswordReset)
export class PasswordResetResolver {
  @Query(() => PasswordResetConnection, {
    description: '重设密码：管理员和审计人看到本处管理的账号的；可按账号、状态筛选，以找到待批准的',
  })
  passwordResets(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('accountId', () => ID, { nullable: true }) accountId: string | null,
    @Arg('state', () => PasswordResetState, { nullable: true }) state: PasswordResetState | null,
  ) {
    const held = requireRole(context, ACCOUNT_READERS);
    const where = new Where();
    where.and(`t.account_id IN (SELECT a.id FROM account a WHERE ${accountRule(where, held, 'a')})`);
    if (accountId) where.and(`t.account_id = ${where.value(idArgument('accountId', accountId))}::uuid`);
    if (state) where.and(STATE_CONDITION[state]);
    return pageOf<PasswordResetRow>(
      context,
      { select: columnsOf(PasswordResetRow, 't'), from: 'password_reset t', where },
      page,
    );
  }

  @Mutation(() => ResetPasswordResult, {
    description:
      '重设首次密码（管理该账号之处的管理员，且账号的任命都在其管理范围内；不能是自己的）：令牌（连同统一身份的）即时失效，下次登录须先修改；签字密码不变。检查专人、质量审查负责人、财务人员、管理员的账号待第二名管理员批准后才改（自定规则）。拒绝：NOT_FOUND、RESET_REFUSED、ACCOUNT_DISABLED、NO_PASSWORD、RESET_WAITING_ALREADY、INVALID_INPUT',
  })
  resetPassword(
    @Ctx() context: Context,
    @Arg('input') input: ResetPasswordInput,
    @Args() args: ActArgs,
  ): Promise<typeof ResetPasswordResult> {
    return performAs(context, resetPassword, input, args, ResetPasswordSuccess, shown(context));
  }

  @Mutation(() => ApprovePasswordResetResult, {
    description:
      '批准重设密码：须为另一名管理员，按人认定，也不能是账号本人（自定规则）。拒绝：NOT_FOUND、WRONG_STATE、RESET_REFUSED、ACCOUNT_DISABLED',
  })
  approvePasswordReset(
    @Ctx() context: Context,
    @Arg('input') input: ApprovePasswordResetInput,
    @Args() args: ActArgs,
  ): Promise<typeof ApprovePasswordResetResult> {
    return performAs(context, approvePasswordReset, input, args, ApprovePasswordResetSuccess, shown(context));
  }

  @Mutation(() => WithdrawPasswordResetResult, {
    description: '撤回待批准的重设密码，原密码照旧。拒绝：NOT_FOUND、WRONG_STATE、ACCOUNT_DISABLED',
  })
  withdrawPasswordReset(
    @Ctx() context: Context,
    @Arg('input') input: WithdrawPasswordResetInput,
    @Args() args: ActArgs,
  ): Promise<typeof WithdrawPasswordResetResult> {
    return performAs(context, withdrawPasswordReset, input, args, WithdrawPasswordResetSuccess, shown(context));
  }

  @FieldResolver(() => PasswordResetState, { description: '状态' })
  state(@Root() row: PasswordResetRow) {
    return stateOfReset(row);
  }

  @FieldResolver(() => Account, { description: '账号' })
  account(@Ctx() context: Context, @Root() row: PasswordResetRow) {
    return context.load(accountById, row.accountId);
  }

  @FieldResolver(() => Person, { description: '提出的管理员' })
  askedBy(@Ctx() context: Context, @Root() row: PasswordResetRow) {
    return context.load(personById, row.askedBy);
  }

  @FieldResolver(() => Person, { nullable: true, description: '批准的管理员' })
  approvedBy(@Ctx() context: Context, @Root() row: PasswordResetRow) {
    return row.approvedBy ? context.load(personById, row.approvedBy) : null;
  }

  @FieldResolver(() => [String], { description: '当前用户现在可做的操作' })
  async availableActions(@Ctx() context: Context, @Root() row: PasswordResetRow): Promise<string[]> {
    const rules = await context.load(rulesAccount, row.accountId);
    return rules ? availableActions(passwordResetStates, stateOfReset(row), [Role.ADMINISTRATOR]) : [];
  }
}

const STATE_CONDITION: Readonly<Record<PasswordResetState, string>> = {
  WAITING: 't.waiting_hash IS NOT NULL',
  DONE: 't.waiting_hash IS NULL AND t.withdrawn_by IS NULL',
  WITHDRAWN: 't.withdrawn_by IS NOT NULL',
};

const shown =
  (context: Context) =>
  async ({ resetId }: { resetId: string }): Promise<{ reset: PasswordReset }> => ({
    reset: (await context.load(resetById, resetId)) as unknown as PasswordReset,
  });
