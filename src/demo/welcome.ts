import type { Welcome } from '../pages';

/** What the first page of the rehearsal city says to try. */
export const welcome: Welcome = {
  password: '',
  pin: '',
  accounts: [],
  steps: [
    {
      title: '登录',
      who: '任何账号',
      query:
        'mutation { signIn(input: {login: "finance.chaoyang", password: "…"}) { ... on SignInSuccess { token } ... on Refusal { code message } } }',
    },
  ],
};
