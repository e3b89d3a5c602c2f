import type { Act } from './act';

/**
 * Something that happened in one subject and that a later subject answers in the same transaction,
 * so that imports keep pointing one way (a received file gives rise to subsidies; case files know nothing of them).
 */
export interface ActEvent<P> {
  readonly name: string;
  subscribe(answer: (act: Act, payload: P) => Promise<void>): void;
  publish(act: Act, payload: P): Promise<void>;
}

export function defineEvent<P>(name: string): ActEvent<P> {
  const answers: ((act: Act, payload: P) => Promise<void>)[] = [];
  return {
    name,
    subscribe: (answer) => {
      answers.push(answer);
    },
    publish: async (act, payload) => {
      for (const answer of answers) await answer(act, payload);
    },
  };
}
