import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { isId } from '../platform/ids';
import { ActArgs } from '../platform/input';
import { ActSuccess, resultOf } from '../platform/refusal';
import { CorrectPersonNameInput } from './account.inputs';
import { sqlOf } from './adoptions';
import { ACCOUNT_READERS, requireRole } from './organization.access';
import { personById } from './person.loaders';
import { NameCorrection, Person } from './person.types';
import { PersonNameCorrectionRow } from './person-name.entity';
import { correctPersonName, reachesPerson } from './person-name.service';

@ObjectType({ implements: ActSuccess })
export class CorrectPersonNameSuccess extends ActSuccess {
  @Field(() => Person) person!: Person;
}
const CorrectPersonNameResult = resultOf(CorrectPersonNameSuccess);

@Resolver(() => NameCorrection)
export class PersonNameResolver {
  @Query(() => [NameCorrection], {
    description: '某人姓名的更正，旧的在前；管理员、审计人限本处的人，看不到的人与没有更正一样为空',
  })
  async nameCorrections(
    @Ctx() context: Context,
    @Arg('personId', () => ID) personId: string,
  ): Promise<PersonNameCorrectionRow[]> {
    const held = requireRole(context, ACCOUNT_READERS);
    if (!isId(personId) || !(await reachesPerson(sqlOf(context), held, personId))) return [];
    return context.read<PersonNameCorrectionRow>(
      `SELECT ${columnsOf(PersonNameCorrectionRow, 't')} FROM person_name_correction t WHERE t.person_id = $1 ORDER BY t.id`,
      [personId],
    );
  }

  @Mutation(() => CorrectPersonNameResult, {
    description:
      '更正登记有误的姓名（此人账号或者人员登记所在之处的管理员；不能更正自己的）。历史只记已更正，原姓名另存。拒绝：NOT_FOUND、NAME_CORRECTION_REFUSED、NAME_UNCHANGED',
  })
  correctPersonName(
    @Ctx() context: Context,
    @Arg('input') input: CorrectPersonNameInput,
    @Args() args: ActArgs,
  ): Promise<typeof CorrectPersonNameResult> {
    return performAs(context, correctPersonName, input, args, CorrectPersonNameSuccess, async ({ personId }) => ({
      person: (await context.load(personById, personId)) as Person,
    }));
  }

  @FieldResolver(() => Person, { nullable: true, description: '更正人' })
  correctedBy(@Ctx() context: Context, @Root() row: PersonNameCorrectionRow) {
    return context.load(personById, row.correctedBy);
  }
}
