import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { MOST_BOXES, PAGE_EXTENT } from '../../papers/redaction';
import { id } from '../../platform/input';

@InputType({ description: '遮蔽框：按竖直显示的页面，以页宽、页高的万分之一计' })
export class RedactionBoxInput {
  @Field(() => Int, { description: '左边，0至9999' }) left!: number;
  @Field(() => Int, { description: '上边，0至9999' }) top!: number;
  @Field(() => Int, { description: '宽，1起；不得超出页面' }) width!: number;
  @Field(() => Int, { description: '高，1起；不得超出页面' }) height!: number;
}

@InputType({ description: '在一页上画遮蔽框；没有须遮蔽的内容时给空的清单，表示已经看过' })
export class DrawRedactionInput {
  @Field(() => ID, { description: '材料' }) materialId!: string;
  @Field(() => Int, { description: '页码，从1起' }) page!: number;
  @Field(() => Int, { description: '画之前所见的版本；还没有画过为0' }) version!: number;
  @Field(() => [RedactionBoxInput], { description: `遮蔽框，不超过${MOST_BOXES}个` }) boxes!: RedactionBoxInput[];
}

const edge = z
  .int()
  .min(0)
  .max(PAGE_EXTENT - 1);
const extent = z.int().min(1).max(PAGE_EXTENT);
const box = z
  .object({ left: edge, top: edge, width: extent, height: extent })
  .refine(({ left, width }) => left + width <= PAGE_EXTENT, '超出页面的右边')
  .refine(({ top, height }) => top + height <= PAGE_EXTENT, '超出页面的下边');

export const drawRedactionInput = z.object({
  materialId: id(),
  page: z.int().min(1),
  version: z.int().min(0),
  boxes: z.array(box).max(MOST_BOXES),
});

@InputType({ description: '放行一份材料：每一页都已看过，供评阅的是遮蔽之后重新生成的副本' })
export class ClearPaperInput {
  @Field(() => ID, { description: '材料' }) materialId!: string;
}
export const clearPaperInput = z.object({ materialId: id() });
