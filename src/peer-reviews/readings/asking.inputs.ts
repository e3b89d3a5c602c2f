import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { codesOf } from '../../platform/enum';
import { id, optional, reason } from '../../platform/input';

export const REQUEST_KINDS = ['MORE_TIME', 'REOPEN', 'PAPER_WITHHELD', 'OTHER'] as const;
export type RequestKindCode = (typeof REQUEST_KINDS)[number];
export const RequestKind = codesOf<RequestKindCode>('ReaderRequestKind', '评估人向组织人提出的事项', {
  MORE_TIME: '延长期限',
  REOPEN: '重新打开已提交的评阅',
  PAPER_WITHHELD: '材料没有提供',
  OTHER: '其他',
});

export const ANSWERS = ['GRANTED', 'DECLINED', 'EXPLAINED'] as const;
export type AnswerCode = (typeof ANSWERS)[number];
export const ReaderAnswer = codesOf<AnswerCode>('ReaderAnswer', '组织人的答复', {
  GRANTED: '同意，并已办理',
  DECLINED: '不同意',
  EXPLAINED: '说明情况',
});

@InputType({ description: '评估人就自己的一次评阅向组织人提出请求' })
export class AskCoordinatorInput {
  @Field(() => ID) readingId!: string;
  @Field(() => RequestKind) kind!: RequestKindCode;
  @Field(() => ID, { nullable: true, description: '材料没有提供的，写明是哪一份；其他事项不写' }) paperId?:
    | string
    | null;
  @Field({ description: '请求的内容，5至2000字；组织人只见代号，不要写出自己和他人的姓名' }) text!: string;
}
export const askCoordinatorInput = z
  .object({ readingId: id(), kind: z.enum(REQUEST_KINDS), paperId: optional(id()), text: reason() })
  .refine(({ kind, paperId }) => (kind === 'PAPER_WITHHELD') === (paperId !== null), {
    path: ['paperId'],
    message: '材料没有提供的须写明是哪一份，其他事项不写',
  });

@InputType({ description: '答复评估人的请求' })
export class AnswerReaderInput {
  @Field(() => ID) requestId!: string;
  @Field(() => ReaderAnswer, { description: '同意延期或者重新打开的，先办理再答复' }) answer!: AnswerCode;
  @Field({ description: '答复的内容，5至2000字；评估人看得到，不要写出案卷和人员' }) text!: string;
}
export const answerReaderInput = z.object({ requestId: id(), answer: z.enum(ANSWERS), text: reason() });
