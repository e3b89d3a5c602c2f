import { Arg, Args, Ctx, Field, ID, InputType, Query, Resolver } from 'type-graphql';
import { requireDirectory, signedIn } from '../organizations/organization.access';
import { appointmentsFor, Role } from '../platform/access/actor';
import type { Context } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { isId } from '../platform/ids';
import { PageArgs, pageOf } from '../platform/paging';
import { badInput, forbidden } from '../platform/refusal';
import { type CheckResultCode, type CheckStateCode } from './check.types';
import type { Sql } from './check-facts';
import { CHECKS_WITH_FILES, checkReach, checkReader, EXPORTERS, SWEEPERS, visibleCheck } from './quality-check.access';
import { CheckResult, CheckState } from './quality-check.codes';
import { QualityCheckRow } from './quality-check.entity';
import { QualityCheck, QualityCheckConnection, SignatureVerification, VerificationSweep } from './quality-check.types';
import { RECORD_PROBLEMS, signedCheckOf, type VerifiedSignature, verifySignatures } from './verification';

@InputType({ description: '质量检查的筛选；各项同时满足' })
export class QualityCheckFilter {
  @Field(() => [CheckState], { nullable: true, description: '状态' }) states?: CheckStateCode[];
  @Field(() => [CheckResult], { nullable: true, description: '结论' }) results?: CheckResultCode[];
  @Field(() => ID, { nullable: true, description: '案卷' }) caseFileId?: string;
  @Field(() => ID, { nullable: true, description: '法律援助机构' }) agencyId?: string;
}

const known = (path: string, id: string): string => {
  if (!isId(id)) throw badInput(path, '编号无效');
  return id;
};

const shown = ({ problems, ...verified }: VerifiedSignature): SignatureVerification => ({
  ...verified,
  valid: problems.length === 0,
  problems: problems.map((code) => ({ code, text: RECORD_PROBLEMS[code] })),
});

const sqlOn =
  (context: Context): Sql =>
  (text, params) =>
    context.read(text, params);

@Resolver(() => QualityCheck)
export class QualityCheckQueries {
  @Query(() => QualityCheck, { nullable: true, description: '一份质量检查；不存在或者无权查看为空' })
  qualityCheck(@Ctx() context: Context, @Arg('id', () => ID) id: string): Promise<QualityCheck | null> {
    return visibleCheck(context, id);
  }

  @Query(() => QualityCheckConnection, { description: '范围内的质量检查，新的在前' })
  qualityChecks(
    @Ctx() context: Context,
    @Args() page: PageArgs,
    @Arg('filter', { nullable: true }) filter?: QualityCheckFilter,
  ) {
    const where = checkReach(checkReader(context));
    if (filter?.states) where.and(`t.state = ANY (${where.value(filter.states)})`);
    if (filter?.results) {
      where.and(
        `EXISTS (SELECT FROM check_completion c WHERE c.check_id = t.id AND c.result = ANY (${where.value(filter.results)}))`,
      );
    }
    if (filter?.caseFileId) {
      where.and(`t.case_file_id = ${where.value(known('filter.caseFileId', filter.caseFileId))}::uuid`);
    }
    if (filter?.agencyId) where.and(`file.agency_id = ${where.value(known('filter.agencyId', filter.agencyId))}::uuid`);
    return pageOf<QualityCheckRow>(
      context,
      { select: columnsOf(QualityCheckRow, 't'), from: CHECKS_WITH_FILES, where },
      page,
    );
  }

  @Query(() => QualityCheckConnection, { description: '我的待检查案卷：指定给我、尚未完成的质量检查' })
  checkWorklist(@Ctx() context: Context, @Args() page: PageArgs) {
    const actor = signedIn(context);
    if (!appointmentsFor(actor, [Role.QUALITY_CHECKER]).length) throw forbidden();
    const where = checkReach(actor, [Role.QUALITY_CHECKER]);
    where.and(`t.checker_person_id = ${where.value(actor.personId)}::uuid`).and(`t.state = 'DESIGNATED'`);
    return pageOf<QualityCheckRow>(
      context,
      { select: columnsOf(QualityCheckRow, 't'), from: CHECKS_WITH_FILES, where },
      page,
    );
  }

  @Query(() => SignatureVerification, {
    nullable: true,
    description: '验证一份签字：签名、签字文本与现有记录、证书、根密钥、签字人；未签字、不存在或者无权查看为空',
  })
  async verifySignature(
    @Ctx() context: Context,
    @Arg('checkId', () => ID) checkId: string,
  ): Promise<SignatureVerification | null> {
    const check = await visibleCheck(context, checkId);
    if (!check) return null;
    const verified = await verifySignatures(sqlOn(context), context.services.keys, [check.id]);
    const found = verified.get(check.id);
    return found ? shown(found) : null;
  }

  @Query(() => VerificationSweep, {
    description: '逐一验证范围内的签字，列出不符的；一次验证first份，用游标继续。限签字、发放和监督的岗位',
  })
  async verificationSweep(@Ctx() context: Context, @Args() page: PageArgs): Promise<VerificationSweep> {
    const actor = signedIn(context);
    if (!appointmentsFor(actor, SWEEPERS).length) throw forbidden();
    const where = checkReach(actor, SWEEPERS).and('EXISTS (SELECT FROM check_signature s WHERE s.check_id = t.id)');
    const { edges, pageInfo } = await pageOf<{ id: string }>(
      context,
      { select: 't.id', from: CHECKS_WITH_FILES, where },
      page,
    );
    const ids = edges.map(({ node }) => node.id);
    const verified = [...(await verifySignatures(sqlOn(context), context.services.keys, ids)).values()];
    return {
      examined: ids.length,
      unsound: verified.filter(({ problems }) => problems.length > 0).map(shown),
      pageInfo,
    };
  }

  @Query(() => String, {
    nullable: true,
    description:
      '导出已签字的检查：JSON文本，可用 npm run verify-check 脱离数据库验证。不含受援人的姓名和证件号码。未签字、不存在或者无权查看为空',
  })
  async exportSignedCheck(@Ctx() context: Context, @Arg('checkId', () => ID) checkId: string): Promise<string | null> {
    if (!appointmentsFor(signedIn(context), EXPORTERS).length) throw forbidden();
    const check = await visibleCheck(context, checkId);
    const signed = check && (await signedCheckOf(sqlOn(context), check.id));
    return signed && JSON.stringify(signed);
  }

  @Query(() => String, {
    nullable: true,
    description: '法律援助机构的根公钥（PEM）：验证导出文件时的信任依据；尚无签字密钥的为空。只评阅案卷的专家不得读取',
  })
  async agencyRootKey(@Ctx() context: Context, @Arg('agencyId', () => ID) agencyId: string): Promise<string | null> {
    requireDirectory(context);
    const [root] = await context.read<{ pem: string }>(
      'SELECT public_key AS pem FROM agency_root_key WHERE agency_id = $1 AND retired_at IS NULL',
      [known('agencyId', agencyId)],
    );
    return root?.pem ?? null;
  }
}
