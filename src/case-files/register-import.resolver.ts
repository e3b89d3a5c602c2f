import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { agencyById } from '../organizations/place.loaders';
import { Agency } from '../organizations/place.types';
import { performAs } from '../platform/act';
import type { Context } from '../platform/context';
import { ActArgs } from '../platform/input';
import { PageArgs } from '../platform/paging';
import { visibleImport } from './register-import.access';
import type { RegisterImportRow, RegisterOutcomeCode } from './register-import.entity';
import { DiscardRegisterImportInput, KeepRegisterImportInput } from './register-import.inputs';
import { discardRegisterImport, keepRegisterImport } from './register-import.service';
import {
  DiscardRegisterImportResult,
  DiscardRegisterImportSuccess,
  KeepRegisterImportResult,
  KeepRegisterImportSuccess,
  RegisterCounts,
  RegisterImport,
  RegisterLineConnection,
  RegisterRowOutcome,
} from './register-import.types';
import { linesOf } from './register-lines';

const shown =
  (context: Context) =>
  async ({ importId }: { importId: string }) => {
    const registerImport = await visibleImport(context, importId);
    if (!registerImport) throw new Error(`import ${importId} is not visible to the one who decided on it`);
    return { registerImport: registerImport as RegisterImport };
  };

@Resolver(() => RegisterImport)
export class RegisterImportResolver {
  @Query(() => RegisterImport, {
    nullable: true,
    description: '一份上传的登记簿：读到哪里、各行的结果；限本机构经办人，其他为空',
  })
  registerImport(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return visibleImport(context, id);
  }

  @FieldResolver(() => Agency, { description: '法律援助机构' })
  agency(@Ctx() context: Context, @Root() { agencyId }: RegisterImportRow) {
    return context.load(agencyById, agencyId);
  }

  @FieldResolver(() => RegisterCounts, { description: '各种结果的行数；读取完毕后才有' })
  counts(@Root() { good, unchanged, bad, skipped }: RegisterImportRow): RegisterCounts {
    return { good, unchanged, bad, skipped };
  }

  @FieldResolver(() => String, { description: '文件的SHA-256（十六进制）' })
  digest(@Root() { digest }: RegisterImportRow): string {
    return digest.toString('hex');
  }

  @FieldResolver(() => RegisterLineConnection, { description: '各行的结果，按行号' })
  rows(
    @Ctx() context: Context,
    @Root() { id }: RegisterImportRow,
    @Args() page: PageArgs,
    @Arg('outcome', () => RegisterRowOutcome, { nullable: true }) outcome: RegisterOutcomeCode | null,
  ) {
    return linesOf(context, id, page, outcome);
  }

  @Mutation(() => KeepRegisterImportResult, {
    description:
      '把预览中正确的各行登记为案卷（S0-8.2、S0-16.4），已有承办人的一并指派（S0-8.3、S4-4.4a）：全部成功或者一行不留。拒绝：IMPORT_HAS_BAD_ROWS（有误的行，未指明只导入正确的行）、IMPORT_OUT_OF_DATE（预览以后情况有变）、NUMBER_TAKEN、WRONG_STATE',
  })
  keepRegisterImport(@Ctx() context: Context, @Arg('input') input: KeepRegisterImportInput, @Args() args: ActArgs) {
    return performAs(context, keepRegisterImport, input, args, KeepRegisterImportSuccess, shown(context));
  }

  @Mutation(() => DiscardRegisterImportResult, {
    description: '放弃一份上传的登记簿，读取到的内容即行清除。拒绝：WRONG_STATE',
  })
  discardRegisterImport(
    @Ctx() context: Context,
    @Arg('input') input: DiscardRegisterImportInput,
    @Args() args: ActArgs,
  ) {
    return performAs(context, discardRegisterImport, input, args, DiscardRegisterImportSuccess, shown(context));
  }
}
