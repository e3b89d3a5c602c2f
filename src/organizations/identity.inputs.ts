import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { id, reason } from '../platform/input';

@InputType({ description: '绑定统一身份：签发方的这个主体即此账号' })
export class LinkIdentityInput {
  @Field(() => ID) accountId!: string;
  @Field({ description: '签发方（令牌中的 iss，逐字相同）' }) issuer!: string;
  @Field({ description: '主体（令牌中的 sub，逐字相同）' }) subject!: string;
}
/** Compared letter by letter: nothing is trimmed or folded. */
const exact = (most: number) =>
  z
    .string()
    .refine((text) => text.length >= 1 && text.length <= most, `须为1至${most}个字符`)
    .refine((text) => !/^\s|\s$|\p{Cc}/u.test(text), '首尾不能有空格，也不能有不可见字符');
export const linkIdentityInput = z.object({ accountId: id(), issuer: exact(500), subject: exact(255) });

@InputType({ description: '批准绑定（第二名管理员）' })
export class ApproveIdentityInput {
  @Field(() => ID) identityId!: string;
}
export const approveIdentityInput = z.object({ identityId: id() });

@InputType({ description: '解除绑定' })
export class UnlinkIdentityInput {
  @Field(() => ID) identityId!: string;
  @Field({ description: '原因，至少5字' }) reason!: string;
}
export const unlinkIdentityInput = z.object({ identityId: id(), reason: reason() });
