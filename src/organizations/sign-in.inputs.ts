import { Field, InputType } from 'type-graphql';
import { z } from 'zod';

/** As it is stored: half-width, lower case, without blanks. */
export const login = () =>
  z
    .string()
    .transform((text) => text.normalize('NFKC').trim().toLowerCase())
    .refine((text) => text.length >= 3 && text.length <= 64, '须为3至64个字符');

/** A password that somebody chooses: ten characters or more (HOUSE), no other fashion of what must be in it. */
export const newPassword = () =>
  z
    .string()
    .refine((text) => [...text].length >= 10, '至少10个字符')
    .refine((text) => text.length <= 200, '不超过200个字符');

export const givenPassword = () =>
  z.string().refine((text) => text.length >= 1 && text.length <= 200, '须为1至200个字符');

@InputType({ description: '登录' })
export class SignInInput {
  @Field({ description: '登录名' }) login!: string;
  @Field({ description: '密码' }) password!: string;
}
export const signInInput = z.object({ login: login(), password: givenPassword() });

@InputType({ description: '修改密码' })
export class ChangePasswordInput {
  @Field({ description: '现在的密码' }) oldPassword!: string;
  @Field({ description: '新密码，至少10个字符' }) newPassword!: string;
}
export const changePasswordInput = z
  .object({ oldPassword: givenPassword(), newPassword: newPassword() })
  .refine(({ oldPassword, newPassword }) => oldPassword !== newPassword, {
    path: ['newPassword'],
    message: '须与现在的密码不同',
  });
