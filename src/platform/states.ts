import type { Role } from './access/actor';
import { conflict, type Refused } from './refusal';

/** One allowed move: which act, from where, to where, by whom, resting on which provisions. */
export interface Transition<S extends string, A extends string> {
  readonly act: A;
  readonly from: readonly S[];
  readonly to: S;
  readonly roles: readonly Role[];
  readonly provisions: readonly string[];
}

export interface States<S extends string, A extends string> {
  readonly name: string;
  readonly initial: S;
  readonly all: readonly S[];
  readonly stateName: Readonly<Record<S, string>>;
  readonly transitions: readonly Transition<S, A>[];
}

/** Checks a transition table when it is loaded: no unknown state, none unreachable, no act twice from one state. */
export function defineStates<S extends string, A extends string>(states: States<S, A>): States<S, A> {
  const reached = new Set<S>([states.initial]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { from, to } of states.transitions) {
      if (from.some((state) => reached.has(state)) && !reached.has(to)) {
        reached.add(to);
        grown = true;
      }
    }
  }
  const lost = states.all.filter((state) => !reached.has(state));
  const unknown = states.transitions
    .flatMap(({ from, to }) => [...from, to])
    .filter((state) => !states.all.includes(state));
  const pairs = states.transitions.flatMap(({ act, from, to }) => from.map((state) => `${act} ${state} ${to}`));
  const twice = pairs.filter((pair, index) => pairs.indexOf(pair) !== index);
  if (lost.length || unknown.length || twice.length) {
    throw new Error(`states of ${states.name}: unreachable [${lost}], unknown [${unknown}], twice [${twice}]`);
  }
  return states;
}

/** The move that an act makes from a state; refused with WRONG_STATE where the table has none. */
export function move<S extends string, A extends string>(
  states: States<S, A>,
  act: A,
  from: S,
  to?: S,
): Transition<S, A> {
  const found = states.transitions.find(
    (transition) =>
      transition.act === act && transition.from.includes(from) && (to === undefined || transition.to === to),
  );
  if (!found) throw wrongState(states, act, from);
  return found;
}

function wrongState<S extends string, A extends string>(states: States<S, A>, act: A, from: S): Refused {
  const possible = [...new Set(states.transitions.filter((t) => t.act === act).flatMap((t) => t.from))];
  const allowed = possible.map((state) => states.stateName[state]).join('、');
  return conflict('WRONG_STATE', `${states.name}现为“${states.stateName[from]}”，此操作须在“${allowed}”时进行`);
}

/** Acts open to these roles in this state, from the same table that the mutations use. */
export const availableActions = <S extends string, A extends string>(
  states: States<S, A>,
  state: S,
  roles: readonly Role[],
): A[] => [
  ...new Set(
    states.transitions
      .filter((transition) => transition.from.includes(state) && transition.roles.some((role) => roles.includes(role)))
      .map((transition) => transition.act),
  ),
];
