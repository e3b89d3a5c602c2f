import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { id } from '../platform/input';

@InputType({ description: '导入登记簿：把预览中正确的各行登记为案卷' })
export class KeepRegisterImportInput {
  @Field(() => ID) importId!: string;
  @Field({ defaultValue: false, description: '有误的行不导入，只导入正确的行；不填则有误即拒绝' })
  goodRowsOnly!: boolean;
}
export const keepRegisterImportInput = z.object({ importId: id(), goodRowsOnly: z.boolean().default(false) });

@InputType({ description: '放弃一份上传的登记簿' })
export class DiscardRegisterImportInput {
  @Field(() => ID) importId!: string;
}
export const discardRegisterImportInput = z.object({ importId: id() });

/** From the upload over HTTP; digest and length are what arrived, not what was said. */
export const uploadRegisterInput = z.object({
  agencyId: id(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().nonnegative(),
});
