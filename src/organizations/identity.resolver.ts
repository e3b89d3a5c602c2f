import { Arg, Args, Ctx, Field, FieldResolver, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { Where } from '../platform/access/scope';
import { performAs } from '../platform/act';
import type { Batch, Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { ActArgs } from '../platform/input';
import { ActSuccess, resultOf } from '../platform/refusal';
import { ApproveIdentityInput, LinkIdentityInput, UnlinkIdentityInput } from './identity.inputs';
import { approveIdentity, linkIdentity, unlinkIdentity } from './identity.service';
import { accountReach } from './organization.access';
import { AccountIdentityRow, type AccountRow } from './person.entity';
import { accountById } from './person.loaders';
import { Account, AccountIdentity } from './person.types';

@ObjectType({ implements: ActSuccess })
export class LinkIdentitySuccess extends ActSuccess {
  @Field(() => Account) account!: Account;
}
const LinkIdentityResult = resultOf(LinkIdentitySuccess);

@ObjectType({ implements: ActSuccess })
export class ApproveIdentitySuccess extends ActSuccess {
  @Field(() => Account) account!: Account;
}
const ApproveIdentityResult = resultOf(ApproveIdentitySuccess);

@ObjectType({ implements: ActSuccess })
export class UnlinkIdentitySuccess extends ActSuccess {
  @Field(() => Account) account!: Account;
}
const UnlinkIdentityResult = resultOf(UnlinkIdentitySuccess);

/** Links that stand, of accounts that the reader may read. */
const identitiesOfAccount: Batch<string, AccountIdentityRow[]> = {
  name: 'identities of account',
  async fetch(context, keys) {
    if (!context.actor) return keys.map(() => []);
    const where = new Where();
    where.and(`t.id = ANY (${where.value(keys)}::uuid[])`).and(accountReach(where, context.actor, 't'));
    const found = await context.read<AccountIdentityRow>(
      `SELECT ${columnsOf(AccountIdentityRow, 'i')} FROM account t JOIN account_identity i ON i.account_id = t.id AND i.unlinked_at IS NULL
        WHERE ${where.text} ORDER BY i.id`,
      where.params,
    );
    return keys.map((key) => found.filter(({ accountId }) => accountId === key));
  },
};

@Resolver(() => Account)
export class IdentityResolver {
  @Mutation(() => LinkIdentityResult, {
    description:
      '把签发方的一个主体绑定到账号（由管理该账号之处的管理员）。普通岗位即时可用；须两名管理员才能任命的岗位（检查专人、质量审查负责人、财务人员、管理员），待第二名管理员批准绑定后可用。拒绝：NOT_FOUND、OWN_ACCOUNT、ACCOUNT_DISABLED、IDENTITY_LINKED_ALREADY、INVALID_INPUT',
  })
  linkIdentity(
    @Ctx() context: Context,
    @Arg('input') input: LinkIdentityInput,
    @Args() args: ActArgs,
  ): Promise<typeof LinkIdentityResult> {
    return performAs(context, linkIdentity, input, args, LinkIdentitySuccess, shown(context));
  }

  @Mutation(() => ApproveIdentityResult, {
    description:
      '批准绑定（第二名管理员）。拒绝：NOT_FOUND、OWN_ACCOUNT、OWN_LINK、APPROVED_ALREADY、IDENTITY_UNLINKED',
  })
  approveIdentity(
    @Ctx() context: Context,
    @Arg('input') input: ApproveIdentityInput,
    @Args() args: ActArgs,
  ): Promise<typeof ApproveIdentityResult> {
    return performAs(context, approveIdentity, input, args, ApproveIdentitySuccess, shown(context));
  }

  @Mutation(() => UnlinkIdentityResult, {
    description: '解除绑定，此后该主体的令牌即时无效。拒绝：NOT_FOUND、OWN_ACCOUNT、IDENTITY_UNLINKED',
  })
  unlinkIdentity(
    @Ctx() context: Context,
    @Arg('input') input: UnlinkIdentityInput,
    @Args() args: ActArgs,
  ): Promise<typeof UnlinkIdentityResult> {
    return performAs(context, unlinkIdentity, input, args, UnlinkIdentitySuccess, shown(context));
  }

  @FieldResolver(() => [AccountIdentity], { description: '绑定的统一身份：自己的，或者管理员、审计人可见范围内的' })
  identities(@Ctx() context: Context, @Root() account: AccountRow) {
    return context.load(identitiesOfAccount, account.id);
  }
}

const shown =
  (context: Context) =>
  async ({ accountId }: { accountId: string }): Promise<{ account: Account }> => ({
    account: (await context.load(accountById, accountId)) as Account,
  });
