// A step in the making: what it consists of, where it begins and where it ends, before it is framed by its
// task. In: nothing. Out: types, and where a flow action arrives.

import type { Conjunct, LabelPart } from '../program.ts';
import type { Draft } from './draft.ts';
import type { FlowAction } from './flow.ts';
import type { Alternative } from './operation.ts';
import type { Scope } from './scope.ts';
import type { Effect } from './statement.ts';

/** A flow action with its index values chosen. */
export interface Instance {
  readonly flow: FlowAction;
  readonly scope: Scope;
  /** Like `scope`, but parameters of procedures being entered stand for their arguments. */
  readonly before: Scope;
  readonly bindings: Draft['bindings'];
}

/** What one step consists of besides where it begins and ends. */
export interface Step {
  readonly kind: Draft['kind'];
  readonly conjuncts: readonly Conjunct[];
  readonly effects: readonly Effect[];
  readonly label: readonly LabelPart[];
  readonly traffic: Draft['traffic'];
  readonly bindings: Draft['bindings'];
  readonly half: Alternative['half'];
}

/** What happens after the operation: effects, then where it leads. */
export interface Arrival {
  readonly effects: FlowAction['decl']['effects'];
  readonly destinations: Pick<FlowAction, 'outcomes' | 'to'>;
}

export function to(location: number): Arrival['destinations'] {
  return { outcomes: [], to: { location, exits: [] } };
}

export function normalArrival(flow: FlowAction): Arrival {
  return {
    effects: flow.decl.operation?.kind === 'call' ? [] : flow.decl.effects,
    destinations: flow,
  };
}

export function timeoutArrival(flow: FlowAction): Arrival {
  if (flow.timeout === null) throw new Error('no timeout');
  return {
    effects: flow.decl.timeout?.effects ?? [],
    destinations: { outcomes: [], to: flow.timeout },
  };
}

/** Makes the step of the task; `entering` where it enters the calls of its flow action. */
export type Emit = (step: Step, from: number, arrive: Arrival, entering: boolean) => void;
