import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { oneInReach } from '../platform/access/one-in-reach';
import { Where } from '../platform/access/scope';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { maskIdNumber, openIdNumber } from '../platform/crypto';
import { columnsOf } from '../platform/database/naming';
import { isId } from '../platform/ids';
import { ActArgs } from '../platform/input';
import { connectionOf, PageArgs, pageOf } from '../platform/paging';
import { ActSuccess, resultOf } from '../platform/refusal';
import { DisableAccountInput, OpenAccountInput } from './account.inputs';
import { disableAccount, openAccount } from './account.service';
import { appointmentsOfAccount } from './appointment.loaders';
import { ACCOUNT_READERS, accountReach, requireRole, signedIn } from './organization.access';
import { AccountRow } from './person.entity';
import { accountById, personById, practitionerOfPerson, sealedPersonById } from './person.loaders';
import { Account, Appointment, Person, Practitioner } from './person.types';
import { agencyById, bureauById } from './place.loaders';
import { Agency, Bureau } from './place.types';

const AccountConnection = connectionOf(Account, 'Account');

@ObjectType({ implements: ActSuccess })
export class OpenAccountSuccess extends ActSuccess {
  @Field(() => Account) account!: Account;
}
const OpenAccountResult = resultOf(OpenAccountSuccess);

@ObjectType({ implements: ActSuccess })
export class DisableAccountSuccess extends ActSuccess {
  @Field(() => Account) account!: Account;
}
const DisableAccountResult = resultOf(DisableAccountSuccess);

@Resolver(() => Account)
export class AccountResolver {
  @Query(() => AccountConnection, {
    description: '账号：管理员和审计人看到本处管理的，以及在本处有任命的。可按登录名（全同）或姓名（全同）查找',
  })
  accounts(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('login', () => String, { nullable: true }) login: string | null,
    @Arg('name', () => String, { nullable: true }) name: string | null,
  ) {
    requireRole(context, ACCOUNT_READERS);
    const where = new Where();
    where.and(accountReach(where, signedIn(context), 't'));
    if (login) where.and(`t.login = ${where.value(login.normalize('NFKC').trim().toLowerCase())}`);
    if (name) where.and(`t.person_id IN (SELECT p.id FROM person p WHERE p.name = ${where.value(name.trim())})`);
    return pageOf<AccountRow>(context, { select: columnsOf(AccountRow, 't'), from: 'account t', where }, page);
  }

  @Query(() => Account, { nullable: true, description: '一个账号：自己的，或者管理员、审计人可见范围内的' })
  async account(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<Account | null> {
    const actor = signedIn(context);
    if (!isId(id)) return null;
    return oneInReach(context, AccountRow, id, (where) => accountReach(where, actor, 't'));
  }

  @Mutation(() => OpenAccountResult, {
    description:
      '开立账号（管理员）。同一身份证号码是同一个人，可有几个账号；姓名与已登记的不同则拒绝。拒绝：NOT_FOUND、LOGIN_TAKEN、INVALID_INPUT',
  })
  openAccount(
    @Ctx() context: Context,
    @Arg('input') input: OpenAccountInput,
    @Args() args: ActArgs,
  ): Promise<typeof OpenAccountResult> {
    return performAs(context, openAccount, input, args, OpenAccountSuccess, shown(context));
  }

  @Mutation(() => DisableAccountResult, {
    description: '停用账号，其令牌即时失效（由管理该账号之处的管理员）。拒绝：NOT_FOUND、ALREADY_DISABLED、OWN_ACCOUNT',
  })
  disableAccount(
    @Ctx() context: Context,
    @Arg('input') input: DisableAccountInput,
    @Args() args: ActArgs,
  ): Promise<typeof DisableAccountResult> {
    return performAs(context, disableAccount, input, args, DisableAccountSuccess, shown(context));
  }

  @FieldResolver(() => Person, { description: '姓名' })
  person(@Ctx() context: Context, @Root() account: AccountRow) {
    return context.load(personById, account.personId);
  }

  @FieldResolver(() => String, { description: '身份证号码，总是遮蔽' })
  async idNumberMasked(@Ctx() context: Context, @Root() account: AccountRow): Promise<string> {
    const person = await context.load(sealedPersonById, account.personId);
    return person ? maskIdNumber(openIdNumber(context.services.keys, person.idNumberCipher)) : '';
  }

  @FieldResolver(() => [Appointment], { description: '任命：自己的全部；他人的限于可见范围' })
  appointments(@Ctx() context: Context, @Root() account: AccountRow) {
    return context.load(appointmentsOfAccount, account.id);
  }

  @FieldResolver(() => Practitioner, { nullable: true, description: '此人的法律援助人员登记' })
  practitioner(@Ctx() context: Context, @Root() account: AccountRow) {
    return context.load(practitionerOfPerson, account.personId);
  }

  @FieldResolver(() => Bureau, { nullable: true, description: '由哪个司法局的管理员管理' })
  homeBureau(@Ctx() context: Context, @Root() account: AccountRow) {
    return account.homeBureauId ? context.load(bureauById, account.homeBureauId) : null;
  }

  @FieldResolver(() => Agency, { nullable: true, description: '由哪个机构的管理员管理' })
  homeAgency(@Ctx() context: Context, @Root() account: AccountRow) {
    return account.homeAgencyId ? context.load(agencyById, account.homeAgencyId) : null;
  }
}

const shown =
  (context: Context) =>
  async ({ accountId }: { accountId: string }): Promise<{ account: Account }> => ({
    account: (await context.load(accountById, accountId)) as Account,
  });
