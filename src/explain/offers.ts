// What could run in a state, and what could not and why: of each action that starts where its thread stands, whether
// it is enabled, or the first conjunct of its guard that is false, with the values it reads. In: a state. Out: offers
// by thread. Expansions of one declaration are told once, unless several of them can run.

import { readsOf } from '../ir/access.ts';
import type { Action, Conjunct, Program } from '../ir/program.ts';
import type { Interpreter } from '../system/interpreter.ts';
import type { StateVector } from '../system/transition-system.ts';
import { standing } from '../verdict/standing.ts';
import { type NamedValue, sourceText, valuesRead } from './ending.ts';

export interface Offer {
  readonly action: number;
  readonly enabled: boolean;
  /** The label in this state, or the action's name. */
  readonly text: string;
  /** null where it is enabled. */
  readonly missing: Missing | null;
}

export interface Missing {
  readonly role: Conjunct['role'];
  /** As the model writes it; empty where it does not. */
  readonly text: string;
  readonly values: readonly NamedValue[];
}

/** The offers of one thread or task; `task` null: of the network and the environment. */
export interface OfferGroup {
  readonly task: number | null;
  readonly offers: readonly Offer[];
}

/** Prepares the question for the states of one program: one group per task that takes part, the environment last. */
export function offering(system: Interpreter): (state: StateVector) => OfferGroup[] {
  const { program } = system;
  const who = standing(program);
  const starts = startsOf(program);
  const tell = teller(system);
  return state => {
    const groups = program.tasks.flatMap(({ id, at }): OfferGroup[] => {
      if (!who.takesPart(id, state)) return [];
      const here = starts.byTask[id]?.get(state[at] ?? 0) ?? [];
      return [{ task: id, offers: byDeclaration(here, id, state, tell) }];
    });
    return [...groups, { task: null, offers: byDeclaration(starts.free, null, state, tell) }];
  };
}

interface Starts {
  /** Per task: the actions by the location they start from. */
  readonly byTask: readonly ReadonlyMap<number, readonly Action[]>[];
  /** Nobody moves in them. */
  readonly free: readonly Action[];
}

function startsOf({ tasks, actions }: Program): Starts {
  const byTask = tasks.map(() => new Map<number, Action[]>());
  for (const action of actions) {
    for (const { task, from } of action.moves) {
      const known = byTask[task]?.get(from);
      if (known === undefined) byTask[task]?.set(from, [action]);
      else known.push(action);
    }
  }
  return { byTask, free: actions.filter(({ moves }) => moves.length === 0) };
}

/** The offer of an action in a state with how far its guard holds; null where another case is meant. */
type Tell = (
  action: Action,
  task: number | null,
  state: StateVector,
) => { offer: Offer; reach: number } | null;

function byDeclaration(
  actions: readonly Action[],
  task: number | null,
  state: StateVector,
  tell: Tell,
): Offer[] {
  const best = new Map<string, { offers: Offer[]; reach: number }>();
  for (const action of actions) {
    const told = tell(action, task, state);
    if (told === null) continue;
    const { offer, reach } = told;
    const key = `${action.path} ${action.kind}`;
    const known = best.get(key);
    if (known === undefined || reach > known.reach) best.set(key, { offers: [offer], reach });
    else if (offer.enabled && known.offers.every(({ text }) => text !== offer.text)) {
      known.offers.push(offer);
    }
  }
  return [...best.values()].flatMap(({ offers }) => offers);
}

/** Remembers what it told: along a trace the same is asked again and again. */
function teller(system: Interpreter): Tell {
  const { program } = system;
  const told = new Map<string, Offer>();
  const remember = (key: string, make: () => Offer) => {
    const offer = told.get(key) ?? make();
    told.set(key, offer);
    return offer;
  };
  return (action, task, state) => {
    const { id, guard, label, name } = action;
    const values = system.conjunctValues(state, id);
    const index = values.indexOf(false);
    const missing = guard[index];
    if (missing === undefined) {
      const text = system.label(label, state) || name;
      const offer = remember(`${id} ${text}`, () => ({
        action: id,
        enabled: true,
        text,
        missing: null,
      }));
      return { offer, reach: guard.length };
    }
    if (isOther(action, missing, task) || isNetwork(action)) return null;
    const read = [...readsOf(missing.condition)].map(cell => state[cell]);
    const key = `${id} ${index} ${read.join()}`;
    const offer = remember(key, () => ({
      action: id,
      enabled: false,
      text: name,
      missing: {
        role: missing.role,
        text: missingText(action, missing),
        values: valuesRead(program, missing.condition, state),
      },
    }));
    return { offer, reach: index };
  };
}

/** Another case is meant than the one this task stands before; a partner that stands elsewhere is no other case. */
function isOther({ moves }: Action, { role, move }: Conjunct, task: number | null): boolean {
  return role === 'location' && (task === null || moves[move]?.task === task);
}

/** What the network does not do in a state needs no telling. */
function isNetwork({ kind }: Action): boolean {
  return kind === 'delivery' || kind === 'notice';
}

/** A condition that the whole action stands for has no words of its own. */
function missingText({ provenance }: Action, { span, role }: Conjunct): string {
  if (role === 'location') return '';
  const whole = span.start === provenance.span.start && span.end === provenance.span.end;
  return whole ? '' : sourceText(span);
}
