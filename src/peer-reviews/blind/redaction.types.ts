import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { RedactionBox as Box } from '../../papers/redaction';
import { connectionOf } from '../../platform/paging';
import { ActSuccess, resultOf } from '../../platform/refusal';

export enum RedactionState {
  WAITING = 'WAITING',
  CLEARED = 'CLEARED',
  DRAWN_SINCE = 'DRAWN_SINCE',
  WITHOUT_PAGES = 'WITHOUT_PAGES',
}
registerEnumType(RedactionState, {
  name: 'RedactionState',
  description: '一份材料的遮蔽进度',
  valuesConfig: {
    WAITING: { description: '尚未放行，评阅时不提供' },
    CLEARED: { description: '已放行' },
    DRAWN_SINCE: { description: '放行之后又改动了遮蔽框；再次放行后生效' },
    WITHOUT_PAGES: { description: '录音、录像等没有页面图像，不能遮蔽，评阅时不提供' },
  },
});

@ObjectType({ description: '遮蔽框：按竖直显示的页面，以页宽、页高的万分之一计' })
export class RedactionBox {
  @Field(() => Int, { description: '左边' }) left!: number;
  @Field(() => Int, { description: '上边' }) top!: number;
  @Field(() => Int, { description: '宽' }) width!: number;
  @Field(() => Int, { description: '高' }) height!: number;
}

@ObjectType({ description: '一页的遮蔽框；同一份文件在以后的评估中沿用' })
export class RedactionPage {
  @Field(() => Int, { description: '页码，从1起' }) page!: number;
  @Field(() => Int, { description: '版本；再画时须给出' }) version!: number;
  @Field(() => [RedactionBox], { description: '遮蔽框；空的清单表示看过，没有要遮的' }) boxes!: readonly Box[];
}

@ObjectType({ description: '抽中案卷的一份材料，供遮蔽；不含代号' })
export class RedactionPaper {
  @Field(() => ID, { description: '在清单中的位置' }) id!: string;
  @Field(() => ID, { description: '材料' }) materialId!: string;
  @Field(() => ID, { description: '案卷' }) caseFileId!: string;
  @Field({ description: '案卷号' }) caseFileNumber!: string;
  @Field(() => Int, { description: '目录项，1至21' }) catalogueNo!: number;
  @Field({ description: '材料名称' }) title!: string;
  @Field(() => Int, { description: '页数' }) pageCount!: number;
  @Field(() => Int, { description: '已经看过的页数' }) pagesLookedAt!: number;
  @Field(() => RedactionState) state!: keyof typeof RedactionState;
  digest!: string;
}

@ObjectType()
export class RedactionPaperConnection extends connectionOf(RedactionPaper, 'RedactionPaper') {}

@ObjectType({ description: '评估活动的遮蔽进度' })
export class RedactionProgress {
  @Field(() => Int, { description: '抽中案卷的材料份数' }) papers!: number;
  @Field(() => Int, { description: '已放行' }) cleared!: number;
  @Field(() => Int, { description: '等待放行' }) waiting!: number;
  @Field(() => Int, { description: '没有页面图像，不能提供' }) withoutPages!: number;
}

@ObjectType({ implements: ActSuccess, description: '遮蔽框已保存' })
export class DrawRedactionSuccess extends ActSuccess {
  @Field(() => RedactionPage) redaction!: RedactionPage;
}
export const DrawRedactionResult = resultOf(DrawRedactionSuccess);

@ObjectType({ implements: ActSuccess, description: '材料已放行' })
export class ClearPaperSuccess extends ActSuccess {
  @Field(() => ID, { description: '材料' }) materialId!: string;
  @Field(() => Int, { description: '页数' }) pages!: number;
  @Field(() => Int, { description: '遮蔽框数' }) boxes!: number;
}
export const ClearPaperResult = resultOf(ClearPaperSuccess);
