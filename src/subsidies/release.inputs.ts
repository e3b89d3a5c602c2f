import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { CaseKind } from '../case-files/case-file.codes';
import { day, id, optional, reason } from '../platform/input';
import { isSoundText } from '../platform/sound-text';
import type { CaseKindCode } from '../regulation';

export const BATCH_LIMIT = 10_000;

@InputType({ description: '发放一笔补贴' })
export class ReleaseSubsidyInput {
  @Field(() => ID) subsidyId!: string;
}
export const releaseSubsidyInput = z.object({ subsidyId: id() });

@InputType({ description: '按条件选出待发放的补贴；各项同时满足' })
export class ReleaseFilter {
  @Field(() => CaseKind, { nullable: true }) caseKind?: CaseKindCode | null;
  @Field(() => String, { nullable: true, description: '收卷日期起（含），YYYY-MM-DD' }) closedFrom?: string | null;
  @Field(() => String, { nullable: true, description: '收卷日期止（含）' }) closedTo?: string | null;
  @Field(() => ID, { nullable: true, description: '承办人' }) practitionerId?: string | null;
  @Field(() => ID, { nullable: true, description: '承办时所在的法律服务机构' }) serviceOrganizationId?: string | null;
}

export const releaseFilter = z.object({
  caseKind: optional(z.enum(['CRIMINAL', 'CIVIL', 'ADMINISTRATIVE'])),
  closedFrom: optional(day()),
  closedTo: optional(day()),
  practitionerId: optional(id()),
  serviceOrganizationId: optional(id()),
});
export type ReleaseFilterValues = z.output<typeof releaseFilter>;

@InputType({ description: `发放多笔补贴：ids 或 filter 二选一，一次最多${BATCH_LIMIT}笔，同属一个法律援助机构` })
export class ReleaseSubsidiesInput {
  @Field(() => ID, { nullable: true, description: '法律援助机构；只在一个机构任职的可省略' }) agencyId?: string | null;
  @Field(() => [ID], { nullable: true, description: '补贴编号，逐行答复' }) ids?: string[] | null;
  @Field(() => ReleaseFilter, { nullable: true }) filter?: ReleaseFilter | null;
}
export const releaseSubsidiesInput = z
  .object({
    agencyId: optional(id()),
    // Whatever is asked gets an answer in its row; an id of the wrong form is not found.
    ids: optional(
      z
        .array(z.string().max(100, '编号过长').refine(isSoundText, '含有不可见字符'))
        .min(1, '至少一行')
        .max(BATCH_LIMIT, `一次最多${BATCH_LIMIT}行`),
    ),
    filter: optional(releaseFilter),
  })
  .refine(({ ids, filter }) => (ids === null) !== (filter === null), 'ids 与 filter 须二选一');

@InputType({ description: '撤销一笔发放：红字冲回，由另一名财务人员进行' })
export class VoidReleaseInput {
  @Field(() => ID) subsidyId!: string;
  @Field({ description: '理由（至少5字）' }) reason!: string;
}
export const voidReleaseInput = z.object({ subsidyId: id(), reason: reason() });
