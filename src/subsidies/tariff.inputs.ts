import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { day, id, line, optional } from '../platform/input';
import { Fen } from '../platform/money';
import { TARIFF_CODES } from './tariff.rules';

@InputType({ description: '补贴标准的一项' })
export class TariffLineInput {
  @Field({ description: `代码：${TARIFF_CODES.join('、')}` }) code!: string;
  @Field(() => Fen, { description: '每件金额，分' }) fen!: number;
}

@InputType({ description: '录入一版补贴标准：没有列出的项目按公布的地方做法' })
export class EnterTariffInput {
  @Field(() => ID, { description: '司法局' }) bureauId!: string;
  @Field({ description: '名称' }) title!: string;
  @Field({ description: '依据的文件' }) document!: string;
  @Field({ description: '施行日期（YYYY-MM-DD）：此前仍在施行的一版到前一日为止' }) inForceFrom!: string;
  @Field(() => String, { nullable: true, description: '施行的最后一日' }) inForceTo?: string | null;
  @Field(() => Int, { nullable: true, description: '提前终止而有实际工作的，按百分之几；默认50' })
  earlyEndPercent?: number | null;
  @Field(() => [TariffLineInput], { nullable: true }) lines?: TariffLineInput[] | null;
}

export const enterTariffInput = z
  .object({
    bureauId: id(),
    title: line(),
    document: line(),
    inForceFrom: day(),
    inForceTo: optional(day()),
    earlyEndPercent: optional(z.int().min(0, '须在0至100之间').max(100, '须在0至100之间')),
    lines: optional(
      z
        .array(
          z.object({
            code: z.enum(TARIFF_CODES as [string, ...string[]]),
            fen: z.int().min(0, '不能为负').max(100_000_000, '不超过一百万元'),
          }),
        )
        .max(50)
        .refine((lines) => new Set(lines.map(({ code }) => code)).size === lines.length, '同一代码只能出现一次'),
    ),
  })
  .refine(({ inForceFrom, inForceTo }) => inForceTo === null || inForceTo >= inForceFrom, {
    path: ['inForceTo'],
    message: '不能早于施行日期',
  });
