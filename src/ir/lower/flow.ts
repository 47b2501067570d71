// Control flow of one task: named locations, straight lines, `each` loops and inlined procedures become
// actions between location indices. In: the items of a thread, task or procedure. Out: flow actions, each
// with the scope it is lowered in; guards and effects are still syntax.

import type { ModelSymbol, ProcedureSymbol } from '../../semantics/model.ts';
import type {
  ActionDecl,
  CallOperation,
  EachDecl,
  Guard,
  LocationDecl,
  Name,
  Statement,
  Expr as Syntax,
  Target,
  TaskItem,
} from '../../syntax/tree.ts';
import type { Location } from '../program.ts';
import type { OpenTask } from './builder.ts';
import { bindParameters, type ParameterBinding } from './call.ts';
import { combinations, declareLocals, showIndex } from './declare.ts';
import { Frame } from './entity.ts';
import { lowerCondition } from './expression.ts';
import { MAX_ACTIONS, tooManyActions } from './limits.ts';
import { type Scope, withValue } from './scope.ts';
import { valueType } from './types.ts';
import { valuesOf } from './values.ts';

/** Where an action leads, and what callers do when a procedure is left that way. */
export interface Destination {
  /** null: stay where the action began. */
  readonly location: number | null;
  readonly exits: readonly Exit[];
}

/** The effects of a call action, run by the step that leaves the procedure by its first outcome. */
export interface Exit {
  readonly effects: readonly Statement[];
  readonly outcomes: readonly { readonly condition: Syntax; readonly to: Destination }[];
  readonly scope: Scope;
}

/** A call entered by the step: its guard and its arguments belong to that step. */
export interface Entry {
  readonly guard: Guard | null;
  readonly parameters: readonly ParameterBinding[];
  readonly resets: readonly number[];
  readonly scope: Scope;
}

export interface FlowAction {
  readonly decl: ActionDecl;
  readonly scope: Scope;
  readonly callPath: readonly string[];
  readonly bindings: readonly { readonly name: string; readonly value: string }[];
  readonly from: readonly number[] | 'anywhere';
  readonly to: Destination;
  readonly outcomes: readonly { readonly condition: Syntax; readonly to: Destination }[];
  readonly timeout: Destination | null;
  readonly entries: readonly Entry[];
}

export interface Flow {
  readonly actions: readonly FlowAction[];
  /** Location index -> names of the tasks a nested loop may run there; empty: an ordinary yield. */
  readonly yields: ReadonlyMap<number, readonly Name[]>;
  readonly rests: readonly {
    readonly locations: readonly number[];
    readonly when: Syntax | null;
    readonly scope: Scope;
  }[];
  readonly start: number;
}

interface Context {
  readonly scope: Scope;
  /** Prefix of location keys: unique per inlined body and round of a loop. */
  readonly key: string;
  /** Prefix of shown names: procedure locations are `f.loc`. */
  readonly shown: string;
  readonly callPath: readonly string[];
  readonly bindings: FlowAction['bindings'];
  readonly resolve: (name: Name) => Destination;
  readonly next: Destination | null;
}

export class FlowBuilder {
  private readonly keys = new Map<string, number>();
  private readonly yields = new Map<number, readonly Name[]>();
  private readonly rests: { locations: readonly number[]; when: Syntax | null; scope: Scope }[] =
    [];
  private readonly task: OpenTask;
  private readonly place: { name: string; family: string };

  constructor(task: OpenTask, place: { name: string; family: string }) {
    this.task = task;
    this.place = place;
  }

  /** The body of a thread or task; `items` of the procedure it runs, if it runs one. */
  build(
    items: readonly TaskItem[],
    outcomes: readonly Name[],
    daemon: boolean,
    scope: Scope,
  ): Flow {
    const context: Context = {
      scope,
      key: '',
      shown: '',
      callPath: [],
      bindings: [],
      resolve: name => this.named('', '', name),
      next: null,
    };
    const finals = new Set(outcomes.map(name => name.text));
    this.outside(new Set([...namesOutsideEach(items), ...finals]));
    for (const decl of locationDecls(items, 'final'))
      for (const name of decl.names) finals.add(name.text);
    const start = this.startOf(items, context);
    const last =
      outcomes[0] === undefined
        ? () => this.location('#end', 'end', false)
        : () => this.locationOf(context.resolve(outcomes[0] as Name));
    const actions = this.body(items, context, start, () => ({ location: last(), exits: [] }));
    this.declareLocations(items, context);
    for (const name of outcomes) this.named('', '', name);
    this.markFinal(finals);
    if (daemon)
      this.rests.push({ locations: this.task.locations.map((_, i) => i), when: null, scope });
    return { actions, yields: this.yields, rests: this.rests, start };
  }

  private markFinal(names: ReadonlySet<string>): void {
    this.task.locations.forEach((location, i) => {
      const isEnd = this.keys.get('#end') === i;
      if (isEnd || (names.has(location.name) && this.keys.get(location.name) === i)) {
        this.task.locations[i] = { ...location, role: 'final' };
      }
    });
  }

  // -------------------------------------------------------------- locations

  private location(key: string, name: string, hidden: boolean): number {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    // Every location is left by some action; calls of calls may make more than anybody can wait for.
    if (this.keys.size >= MAX_ACTIONS) throw tooManyActions();
    const location: Location = { name, role: 'plain', hidden };
    const index = this.task.locations.push(location) - 1;
    this.keys.set(key, index);
    return index;
  }

  private named(key: string, shown: string, name: Name): Destination {
    return { location: this.location(key + name.text, shown + name.text, false), exits: [] };
  }

  private locationOf(destination: Destination): number {
    if (destination.location === null) throw new Error('a location is expected');
    return destination.location;
  }

  private startOf(items: readonly TaskItem[], context: Context): number {
    const declared = locationDecls(items, 'start')[0]?.names[0];
    if (declared !== undefined) return this.locationOf(context.resolve(declared));
    const first = items.find(item => item.kind === 'action' || item.kind === 'each');
    const from = first === undefined ? null : firstFrom(first as ActionDecl | EachDecl);
    if (from !== null) return this.locationOf(context.resolve(from));
    return this.location(`${context.key}#start`, `${context.shown}start`, false);
  }

  private declareLocations(items: readonly TaskItem[], context: Context): void {
    for (const decl of locationDecls(items, 'yields')) {
      for (const name of decl.names)
        this.yields.set(this.locationOf(context.resolve(name)), decl.allowed);
    }
    for (const decl of locationDecls(items, 'rests')) {
      const locations =
        decl.names.length === 0
          ? this.task.locations.map((_, i) => i)
          : decl.names.map(name => this.locationOf(context.resolve(name)));
      this.rests.push({ locations, when: decl.when, scope: context.scope });
    }
  }

  // -------------------------------------------------------------- bodies

  /** Walks the items in order; `point` is where an action without `from` begins. */
  private body(
    items: readonly TaskItem[],
    context: Context,
    start: number,
    end: () => Destination,
  ): FlowAction[] {
    const steps = items.filter(isStep).filter(step => this.present(step, context.scope));
    const actions: FlowAction[] = [];
    let point = start;
    steps.forEach((step, i) => {
      const from = fromOf(step) === null ? [point] : this.fromLocations(step, context);
      if (isSideExit(step)) {
        actions.push(
          ...this.step(step, context, from, this.destination(targetOf(step) as Target, context)),
        );
        return;
      }
      const target = targetOf(step);
      const to =
        target === null ? this.junction(steps, i, context, end) : this.destination(target, context);
      actions.push(...this.step(step, context, from, to));
      if (to.location !== null && to.exits.length === 0) point = to.location;
      else if (from !== 'anywhere' && from[0] !== undefined) point = from[0];
    });
    return actions;
  }

  private present(step: ActionDecl | EachDecl, scope: Scope): boolean {
    if (step.kind === 'each' || step.only === null) return true;
    const condition = lowerCondition(step.only, scope);
    return condition.kind !== 'const' || condition.value !== 0;
  }

  private fromLocations(
    step: ActionDecl | EachDecl,
    context: Context,
  ): readonly number[] | 'anywhere' {
    if (step.kind === 'each') return [this.locationOf(context.resolve(step.from as Name))];
    if (step.from?.kind === 'anywhere') return 'anywhere';
    return step.from?.names.map(name => this.locationOf(context.resolve(name))) ?? [];
  }

  /** Where an action without a target ends: at the next one's beginning, or at the end of the body. */
  private junction(
    steps: readonly (ActionDecl | EachDecl)[],
    i: number,
    context: Context,
    end: () => Destination,
  ): Destination {
    const next = steps[i + 1];
    if (next === undefined) return end();
    const from = firstFrom(next);
    if (from !== null) return context.resolve(from);
    const name = next.kind === 'each' ? next.variable.text : next.name.text;
    const key = `${context.key}#${i + 1}`;
    return { location: this.location(key, `${context.shown}${name}`, false), exits: [] };
  }

  private destination(target: Target, context: Context): Destination {
    if (target.kind === 'same') return { location: null, exits: [] };
    if (target.kind === 'name') return context.resolve(target.name);
    if (context.next === null) throw new Error('next outside each');
    return context.next;
  }

  private step(
    step: ActionDecl | EachDecl,
    context: Context,
    from: readonly number[] | 'anywhere',
    to: Destination,
  ): FlowAction[] {
    if (step.kind === 'each') return this.each(step, context, from, to);
    if (step.operation?.kind === 'call') return this.call(step, step.operation, context, from, to);
    const outcomes = step.outcomes.map(o => ({
      condition: o.condition,
      to: this.destination(o.to, context),
    }));
    const timeout = step.timeout === null ? null : this.destination(step.timeout.to, context);
    const { scope, callPath, bindings } = context;
    return [{ decl: step, scope, callPath, bindings, from, to, outcomes, timeout, entries: [] }];
  }

  // -------------------------------------------------------------- loops

  /** One round of the body per value, in index order. */
  private each(
    step: EachDecl,
    context: Context,
    from: readonly number[] | 'anywhere',
    to: Destination,
  ): FlowAction[] {
    const symbol = context.scope.builder.model.refs.get(step.variable);
    if (symbol === undefined || from === 'anywhere')
      throw new Error('each without a variable or a beginning');
    const type = valueType(step.type, context.scope);
    const values = valuesOf(type);
    const local = namesOf(step.items);
    const starts = values.map((_, k) =>
      k === 0
        ? (from[0] as number)
        : this.location(
            `${context.key}${step.variable.text}=${k}@${step.span.start}#`,
            `${context.shown}${firstName(step)}`,
            false,
          ),
    );
    return values.flatMap((value, k) => {
      const key = `${context.key}${step.variable.text}=${k}@${step.span.start}/`;
      const next: Destination =
        k + 1 < values.length ? { location: starts[k + 1] as number, exits: [] } : to;
      const inner: Context = {
        ...context,
        scope: withValue(context.scope, symbol, value),
        key,
        bindings: [...context.bindings, { name: step.variable.text, value: showIndex(type, k) }],
        resolve: name =>
          this.isLocal(name, local, context)
            ? this.named(key, context.shown, name)
            : context.resolve(name),
        next,
      };
      return this.body(step.items, inner, starts[k] as number, () => next);
    });
  }

  /** A name that occurs only inside the loop belongs to one round of it. */
  private isLocal(name: Name, local: ReadonlySet<string>, outer: Context): boolean {
    return (
      local.has(name.text) &&
      !this.keys.has(outer.key + name.text) &&
      !this.declaredOutside.has(name.text)
    );
  }

  private declaredOutside: ReadonlySet<string> = new Set();

  /** Names of locations that occur outside any `each` of the body being built. */
  outside(names: ReadonlySet<string>): void {
    this.declaredOutside = names;
  }

  // -------------------------------------------------------------- procedures

  private call(
    action: ActionDecl,
    operation: CallOperation,
    context: Context,
    from: readonly number[] | 'anywhere',
    to: Destination,
  ): FlowAction[] {
    if (action.index.length === 0) return this.callOnce(action, operation, context, '', from, to);
    const dims = action.index.map(index => valueType(index.type, context.scope));
    const bound = { index: action.index.map(index => boundOf(index.name, context.scope)) };
    return combinations(action.index, dims, bound, context.scope).flatMap(({ suffix, inner }) =>
      this.callOnce(action, operation, { ...context, scope: inner }, `[${suffix}]`, from, to),
    );
  }

  /** Inlines the procedure: entering and leaving are part of its first and last steps. */
  private callOnce(
    action: ActionDecl,
    operation: CallOperation,
    context: Context,
    suffix: string,
    from: readonly number[] | 'anywhere',
    to: Destination,
  ): FlowAction[] {
    const procedure = procedureOf(operation.procedure, context.scope);
    const label = `${action.name.text}${suffix}`;
    const key = `${context.key}${label}@${action.span.start}/`;
    const inner = this.procedureScope(
      procedure,
      operation.args,
      `${context.key}${label}`,
      context.scope,
    );
    const first: Destination = {
      location: to.location,
      exits: [
        {
          effects: action.effects,
          outcomes: action.outcomes.map(o => ({
            condition: o.condition,
            to: this.destination(o.to, context),
          })),
          scope: context.scope,
        },
        ...to.exits,
      ],
    };
    const outcomes = this.outcomesOf(procedure, operation, context, first);
    const body: Context = {
      scope: inner.scope,
      key,
      shown: `${procedure.decl.name.text}.`,
      callPath: [...context.callPath, label],
      bindings: context.bindings,
      resolve: name =>
        outcomes.get(name.text) ?? this.named(key, `${procedure.decl.name.text}.`, name),
      next: null,
    };
    const outside = this.declaredOutside;
    // An outcome that only a loop leads to is no location of the loop.
    this.outside(new Set([...namesOutsideEach(procedure.decl.items), ...outcomes.keys()]));
    const start = this.startOf(procedure.decl.items, body);
    const actions = this.within(
      key,
      this.body(procedure.decl.items, body, start, () => first),
    );
    this.declareLocations(procedure.decl.items, body);
    this.outside(outside);
    this.yieldAtEntry(start, from);
    const entry: Entry = {
      guard: action.guard,
      parameters: inner.parameters,
      resets: inner.resets,
      scope: context.scope,
    };
    return entered(actions, start, from, entry);
  }

  /** `anywhere` in a procedure is anywhere in this call of it. */
  private within(key: string, actions: readonly FlowAction[]): FlowAction[] {
    if (actions.every(action => action.from !== 'anywhere')) return [...actions];
    const inside = [...this.keys]
      .filter(([name]) => name.startsWith(key))
      .map(([, index]) => index);
    return actions.map(action => {
      if (action.from !== 'anywhere') return action;
      return { ...action, from: inside.filter(index => index !== action.to.location) };
    });
  }

  /** A procedure that yields at its start yields where it is called from. */
  private yieldAtEntry(start: number, from: readonly number[] | 'anywhere'): void {
    const allowed = this.yields.get(start);
    if (allowed === undefined || from === 'anywhere') return;
    for (const location of from) this.yields.set(location, allowed);
  }

  private outcomesOf(
    procedure: ProcedureSymbol,
    operation: CallOperation,
    context: Context,
    first: Destination,
  ): Map<string, Destination> {
    const names = procedure.decl.outcomes.map(name => name.text);
    const outcomes = new Map<string, Destination>([[names[0] ?? 'done', first]]);
    for (const outcome of operation.outcomes) {
      if (outcome.name.text === names[0]) continue;
      outcomes.set(outcome.name.text, this.destination(outcome.to, context));
    }
    return outcomes;
  }

  /** A frame of its own for each inlined call: parameters and locals. */
  private procedureScope(
    procedure: ProcedureSymbol,
    args: readonly Syntax[],
    label: string,
    caller: Scope,
  ): { scope: Scope; parameters: readonly ParameterBinding[]; resets: readonly number[] } {
    const parent =
      procedure.host === null ? caller.builder.top : (caller.host?.frame ?? caller.builder.top);
    const scope: Scope = { ...caller, frame: new Frame(parent) };
    const place = { name: `${this.place.name}.${label}`, family: `${this.place.family}.${label}` };
    const resets = declareLocals(procedure.objects, place, scope);
    const parameters = bindParameters(procedure, args, place.name, scope, caller);
    this.task.locals.push(...resets, ...parameters.map(parameter => parameter.cell));
    return { scope, parameters, resets };
  }
}

/** The body's actions with its start replaced by the place of the call, for the step that enters. */
function entered(
  actions: readonly FlowAction[],
  start: number,
  from: readonly number[] | 'anywhere',
  entry: Entry,
): FlowAction[] {
  const begins = (action: FlowAction) => action.from !== 'anywhere' && action.from.includes(start);
  const reentered = actions.some(action =>
    destinationsOf(action).some(
      d =>
        (d.location === start && d.exits.length === 0) || (d.location === null && begins(action)),
    ),
  );
  return actions.flatMap(action => {
    if (action.from === 'anywhere' || !begins(action)) return [action];
    const to: Destination =
      action.to.location === null ? { location: start, exits: [] } : action.to;
    const clone: FlowAction = { ...action, from, to, entries: [entry, ...action.entries] };
    const rest = action.from.filter(location => location !== start || reentered);
    return rest.length === 0 ? [clone] : [clone, { ...action, from: rest }];
  });
}

function destinationsOf(action: FlowAction): Destination[] {
  return [
    action.to,
    ...action.outcomes.map(o => o.to),
    ...(action.timeout === null ? [] : [action.timeout]),
  ];
}

function procedureOf(name: Name, scope: Scope): ProcedureSymbol {
  const symbol = scope.builder.model.refs.get(name);
  if (symbol?.kind !== 'procedure') throw new Error(`no procedure ${name.text}`);
  return symbol;
}

export function boundOf(name: Name, scope: Scope) {
  const symbol: ModelSymbol | undefined = scope.builder.model.refs.get(name);
  if (symbol?.kind !== 'bound') throw new Error(`unbound index ${name.text}`);
  return symbol;
}

// ---------------------------------------------------------------- reading items

function isStep(item: TaskItem): item is ActionDecl | EachDecl {
  return item.kind === 'action' || item.kind === 'each';
}

function locationDecls(items: readonly TaskItem[], role: LocationDecl['role']): LocationDecl[] {
  return items.filter(
    (item): item is LocationDecl => item.kind === 'locations' && item.role === role,
  );
}

function fromOf(step: ActionDecl | EachDecl): ActionDecl['from'] | Name | null {
  return step.from;
}

function firstFrom(step: ActionDecl | EachDecl): Name | null {
  if (step.kind === 'each') return step.from;
  return step.from?.kind === 'names' ? (step.from.names[0] ?? null) : null;
}

function firstName(step: EachDecl): string {
  const first = step.items[0];
  if (first === undefined) return step.variable.text;
  return first.kind === 'each' ? firstName(first) : first.name.text;
}

function targetOf(step: ActionDecl | EachDecl): Target | null {
  if (step.kind === 'action') return step.to;
  return step.to === null ? null : { kind: 'name', name: step.to, span: step.to.span };
}

/** `-> L` without a beginning leaves the straight line from where it stands. */
function isSideExit(step: ActionDecl | EachDecl): boolean {
  return step.kind === 'action' && step.from === null && step.to !== null;
}

/** Every location name an item list mentions, loops included. */
export function namesOf(items: readonly TaskItem[]): Set<string> {
  const names = namesOutsideEach(items);
  for (const item of items)
    if (item.kind === 'each') for (const name of namesOf(item.items)) names.add(name);
  return names;
}

/** Location names mentioned outside any `each` body. */
export function namesOutsideEach(items: readonly TaskItem[]): Set<string> {
  const names = new Set<string>();
  const addTarget = (target: Target | null) => {
    if (target?.kind === 'name') names.add(target.name.text);
  };
  for (const item of items) {
    if (item.kind === 'locations') for (const name of item.names) names.add(name.text);
    if (item.kind === 'each')
      for (const name of [item.from, item.to]) if (name !== null) names.add(name.text);
    if (item.kind !== 'action') continue;
    if (item.from?.kind === 'names') for (const name of item.from.names) names.add(name.text);
    addTarget(item.to);
    addTarget(item.timeout?.to ?? null);
    for (const outcome of item.outcomes) addTarget(outcome.to);
    if (item.operation?.kind === 'call')
      for (const outcome of item.operation.outcomes) addTarget(outcome.to);
  }
  return names;
}
