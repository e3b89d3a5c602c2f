import { ArgsType, Field } from 'type-graphql';
import { z } from 'zod';
import { isId } from './ids';
import { badInput } from './refusal';
import { isSeen, isSoundText, saysAtLeast, withoutUnseen } from './sound-text';

/** Every mutation's other two arguments. */
@ArgsType()
export class ActArgs {
  @Field({ description: '幂等键：同一次操作重发时用同一个键（8至200个可见ASCII字符）' })
  idempotencyKey!: string;

  @Field({ defaultValue: false, description: '预演：照做一遍并给出结果，随后全部撤回' })
  preview!: boolean;
}

/** Full-width digits and letters as half-width, inner and outer blanks folded. */
const tidy = (text: string) => text.normalize('NFKC').replace(/\s+/g, ' ').trim();

/** One line of text of 1 to `most` characters, not all of them unseen. */
export const line = (most = 200) =>
  z
    .string()
    .transform((text) => text.replace(/\s+/g, ' ').trim())
    .refine(isSeen, '不能为空')
    .refine((text) => text.length <= most, `不超过${most}字`)
    .refine(isSoundText, '含有不可见字符');

/** Several lines of text; what has to say something says it in letters, digits or Chinese characters. */
export const prose = (most = 20_000, least = 1) =>
  z
    .string()
    .transform((text) => text.trim())
    .refine(
      (text) => (least > 1 ? saysAtLeast(text, least) : isSeen(text)),
      least > 1 ? `至少${least}字（标点和不可见字符不计）` : '不能为空',
    )
    .refine((text) => text.length <= most, `不超过${most}字`)
    .refine(isSoundText, '含有不可见字符');

/** A reason somebody will have to read later. */
export const reason = () => prose(2000, 5);

export const id = () => z.string().refine(isId, '编号无效');

/** An id given as an argument of a query, or null; refused where it is none. */
export function idArgument(path: string, value: string | null | undefined): string | null {
  if (value !== null && value !== undefined && !isId(value)) throw badInput(path, '编号无效');
  return value ?? null;
}

/** A calendar day that exists, YYYY-MM-DD. */
export const day = () =>
  z.string().refine((text) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
    const date = new Date(`${text}T00:00:00Z`);
    return (
      !Number.isNaN(date.getTime()) &&
      date.toISOString().slice(0, 10) === text &&
      text >= '1900-01-01' &&
      text <= '2100-12-31'
    );
  }, '日期无效，须为YYYY-MM-DD');

/** A code or number as people type it: full-width folded, blanks and what takes no ink removed, letters upper case. */
export const code = (most = 64) =>
  z
    .string()
    .refine(isSoundText, '含有不可见字符')
    .transform((text) => withoutUnseen(tidy(text)).replace(/ /g, '').toUpperCase())
    .refine((text) => text.length >= 1 && text.length <= most, `须为1至${most}个字符`);

/** Null and absent mean the same. */
export const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? null);
