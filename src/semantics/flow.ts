// Control flow of one body as the rules need it: which action leads from where to where. In: the items of a
// thread, task or procedure. Out: edges between locations; places between the actions of a straight line
// have names no source can have. Procedures are not entered; broken lines are listed, not reported.

import type { ActionDecl, EachDecl, LocationDecl, Name, Target, TaskItem } from '../syntax/tree.ts';

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly action: ActionDecl;
}

/** A straight line that has no beginning or no continuation. */
export interface Break {
  readonly step: Step;
  readonly reason: 'no-next' | 'many-next' | 'next-outside';
}

export interface Flow {
  readonly start: string;
  readonly edges: readonly Edge[];
  /** Names of locations that an action, `each` or outcome mentions, with their first occurrence. */
  readonly locations: ReadonlyMap<string, Name>;
  readonly breaks: readonly Break[];
  readonly declared: readonly LocationDecl[];
}

export type Step = ActionDecl | EachDecl;

interface Walk {
  readonly edges: Edge[];
  readonly breaks: Break[];
  readonly locations: Map<string, Name>;
  readonly all: readonly string[];
  fresh: number;
}

/** Where the end of a list of steps leads; `next` is a new round of the loop around it. */
interface Around {
  readonly end: readonly string[] | null;
  readonly next: readonly string[] | null;
}

/** The end of a body without a named place: the thread ends there. */
export const END = '#end';

/**
 * `ends`: where the body has ended besides its `final` locations, the outcomes of a procedure for example.
 * Falling off the end leads to the first one, without one nowhere.
 */
export function flowOf(items: readonly TaskItem[], ends: readonly string[]): Flow {
  const declared = items.filter(item => item.kind === 'locations');
  const steps = items.filter(isStep);
  const locations = new Map<string, Name>();
  for (const name of mentioned(steps))
    if (!locations.has(name.text)) locations.set(name.text, name);
  const finals = new Set([
    ...ends,
    ...declared.filter(isFinal).flatMap(decl => decl.names.map(name => name.text)),
  ]);
  const start = startOf(declared, steps);
  const all = [...new Set([start, ...locations.keys()])].filter(name => !finals.has(name));
  const walk: Walk = { edges: [], breaks: [], locations, all, fresh: 0 };
  const [end] = ends;
  list(walk, steps, start, { end: end === undefined ? null : [end], next: null });
  return { start, edges: walk.edges, locations, breaks: walk.breaks, declared };
}

function isStep(item: TaskItem): item is Step {
  return item.kind === 'action' || item.kind === 'each';
}

function isFinal(decl: LocationDecl): boolean {
  return decl.role === 'final';
}

function startOf(declared: readonly LocationDecl[], steps: readonly Step[]): string {
  const given = declared.find(decl => decl.role === 'start')?.names[0];
  const [first] = steps;
  return given?.text ?? (first === undefined ? undefined : beginnings(first)?.[0]) ?? '#start';
}

/** The locations a step says it begins at; null: where the one above ended. */
function beginnings(step: Step): readonly string[] | null {
  if (step.kind === 'each') return step.from === null ? null : [step.from.text];
  return step.from?.kind === 'names' ? step.from.names.map(name => name.text) : null;
}

function list(walk: Walk, steps: readonly Step[], start: string, around: Around): void {
  let point = start;
  steps.forEach((step, i) => {
    const from = beginsAt(walk, step, point);
    const target = step.kind === 'each' ? step.to : step.to === null ? null : step.to;
    const to = target === null ? junction(walk, steps, i, around) : null;
    if (step.kind === 'each') {
      const exits = step.to === null ? (to ?? []) : [step.to.text];
      round(walk, step, from[0] ?? point, exits);
      point = exits[0] ?? point;
      return;
    }
    const ends = step.to === null ? (to ?? []) : destinations(walk, step, step.to, from, around);
    connect(walk, step, from, ends, around);
    if (step.from === null && step.to !== null) return;
    point = step.to?.kind === 'same' ? (from[0] ?? point) : (ends[0] ?? point);
  });
}

function beginsAt(walk: Walk, step: Step, point: string): readonly string[] {
  if (step.kind === 'action' && step.from?.kind === 'anywhere') return walk.all;
  return beginnings(step) ?? [point];
}

/** Where a step without a target goes on. */
function junction(
  walk: Walk,
  steps: readonly Step[],
  i: number,
  around: Around,
): readonly string[] {
  const step = steps[i] as Step;
  const below = steps[i + 1];
  if (below === undefined) {
    if (around.end === null) walk.breaks.push({ step, reason: 'no-next' });
    return around.end ?? [];
  }
  if (below.kind === 'action' && below.from?.kind === 'anywhere') {
    walk.breaks.push({ step, reason: 'many-next' });
    return [];
  }
  const from = beginnings(below);
  if (from === null) {
    walk.fresh++;
    return [`#${walk.fresh}`];
  }
  if (from.length > 1) walk.breaks.push({ step, reason: 'many-next' });
  return from.slice(0, 1);
}

function destinations(
  walk: Walk,
  step: ActionDecl,
  target: Target,
  from: readonly string[],
  around: Around,
): readonly string[] {
  if (target.kind === 'name') return [target.name.text];
  if (target.kind === 'same') return from;
  if (around.next === null) walk.breaks.push({ step, reason: 'next-outside' });
  return around.next ?? [];
}

function connect(
  walk: Walk,
  step: ActionDecl,
  from: readonly string[],
  ends: readonly string[],
  around: Around,
): void {
  const others = otherTargets(step);
  for (const place of from) {
    const own = step.to?.kind === 'same' ? [place] : ends;
    for (const to of own) walk.edges.push({ from: place, to, action: step });
    for (const target of others) {
      const to =
        target.kind === 'same' ? [place] : destinations(walk, step, target, [place], around);
      for (const end of to) walk.edges.push({ from: place, to: end, action: step });
    }
  }
}

/** Outcomes, the timeout, and the outcomes of a call. */
export function otherTargets(action: ActionDecl): Target[] {
  return [
    ...action.outcomes.map(outcome => outcome.to),
    ...(action.timeout === null ? [] : [action.timeout.to]),
    ...(action.operation?.kind === 'call'
      ? action.operation.outcomes.map(outcome => outcome.to)
      : []),
  ];
}

/** `each`: its end leads to another round or on. */
function round(walk: Walk, each: EachDecl, start: string, exits: readonly string[]): void {
  const again = [...exits, start];
  list(walk, each.items, start, { end: again, next: again });
}

/** Every location name the steps mention, in order. */
function mentioned(steps: readonly Step[]): Name[] {
  return steps.flatMap(step => {
    if (step.kind === 'each') {
      return [step.from, step.to].filter(name => name !== null).concat(mentioned(step.items));
    }
    const from = step.from?.kind === 'names' ? step.from.names : [];
    const targets = [...(step.to === null ? [] : [step.to]), ...otherTargets(step)];
    return [...from, ...targets.flatMap(target => (target.kind === 'name' ? [target.name] : []))];
  });
}
