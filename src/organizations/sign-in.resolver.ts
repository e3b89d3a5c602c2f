import { Arg, Args, Ctx, createUnionType, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { ActArgs } from '../platform/input';
import { AccessRefusal, ActSuccess, InputRefusal, inputRefusal, Refused, resultOf } from '../platform/refusal';
import { accountById } from './person.loaders';
import { Account } from './person.types';
import { ChangePasswordInput, SignInInput, signInInput } from './sign-in.inputs';
import { changePassword, changePasswordAs, signIn, signOutEverywhere } from './sign-in.service';

@ObjectType({ description: '登录成功' })
export class SignInSuccess {
  @Field({ description: '令牌：放在 Authorization: Bearer 之后' }) token!: string;
  @Field({ description: '令牌到期时间' }) expiresAt!: Date;
  @Field(() => Account) account!: Account;
}

const SignInResult = createUnionType({
  name: 'SignInResult',
  description: '登录成功，或者被拒绝',
  types: () => [SignInSuccess, AccessRefusal, InputRefusal] as const,
  resolveType: (value: object) => value.constructor.name,
});

@ObjectType({ implements: ActSuccess })
export class ChangePasswordSuccess extends ActSuccess {
  @Field(() => Account) account!: Account;
}
const ChangePasswordResult = resultOf(ChangePasswordSuccess);

@ObjectType({ implements: ActSuccess })
export class SignOutEverywhereSuccess extends ActSuccess {
  @Field(() => Account) account!: Account;
}
const SignOutEverywhereResult = resultOf(SignOutEverywhereSuccess);

@Resolver()
export class SignInResolver {
  @Query(() => Account, { nullable: true, description: '当前登录的账号；未登录为空' })
  me(@Ctx() context: Context) {
    return context.actor ? context.load(accountById, context.actor.accountId) : null;
  }

  @Mutation(() => SignInResult, {
    description:
      '登录。登录名不存在、密码不对、账号停用，回答相同（SIGN_IN_REFUSED）；同一地址上失败过多须等待（TOO_MANY_ATTEMPTS），其他地址不受影响',
  })
  async signIn(
    @Ctx() context: Context,
    @Arg('input') input: SignInInput,
  ): Promise<SignInSuccess | AccessRefusal | InputRefusal> {
    const parsed = signInInput.safeParse(input);
    if (!parsed.success) {
      return inputRefusal(
        parsed.error.issues.map(({ path, message }) => ({ path: ['input', ...path].join('.'), message })),
      );
    }
    try {
      return Object.assign(new SignInSuccess(), await signIn(context, parsed.data));
    } catch (error) {
      if (error instanceof Refused) return error.refusal as AccessRefusal;
      throw error;
    }
  }

  @Mutation(() => ChangePasswordResult, {
    description:
      '修改自己的密码；此前的令牌全部失效，须重新登录。拒绝：WRONG_PASSWORD（计入失败次数）、TOO_MANY_ATTEMPTS。预演只检查现在的密码',
  })
  changePassword(
    @Ctx() context: Context,
    @Arg('input') input: ChangePasswordInput,
    @Args() args: ActArgs,
  ): Promise<typeof ChangePasswordResult> {
    return changePasswordAs(context, () =>
      performAs(context, changePassword, input, args, ChangePasswordSuccess, ownAccount(context)),
    );
  }

  @Mutation(() => SignOutEverywhereResult, { description: '使自己账号的全部令牌失效' })
  signOutEverywhere(@Ctx() context: Context, @Args() args: ActArgs): Promise<typeof SignOutEverywhereResult> {
    return performAs(context, signOutEverywhere, {}, args, SignOutEverywhereSuccess, ownAccount(context));
  }
}

const ownAccount =
  (context: Context) =>
  async ({ accountId }: { accountId: string }): Promise<{ account: Account }> => ({
    account: (await context.load(accountById, accountId)) as Account,
  });
