// Actions as options of a `do`. In: an action. Out: one d_step that is executable where the action is enabled
// and succeeds, and, for verification of errors and deadlocks, one that is executable where it goes wrong.

import { type Expr, FALSE, TRUE } from '../../ir/expr.ts';
import { and, isFalse, not, or } from '../../ir/fold.ts';
import { definedness, precondition } from '../../ir/precondition.ts';
import type { Action, Cell, Move, Program } from '../../ir/program.ts';
import { type Context, inComment, placeOf } from './context.ts';
import { conditionText } from './expression.ts';
import { sizeOfText } from './parts.ts';
import { indented, statementLines } from './statement.ts';

/** Nodes of a guard above which a Promela compiler would choke on it. */
const MOST_NODES = 50_000;

/** The first line of an option that takes a step. */
export const STEP = ':: d_step {';

/** The lines of an action's options; none where it can never be taken. */
export function actionLines(action: Action, context: Context): string[] {
  const succeeds = precondition(action.effects, TRUE, context.program);
  const { cells } = context.program;
  const guard = and([...guardOf(action, cells), succeeds]);
  const failing = failsIn(action, succeeds, cells);
  if (sizeOfText(guard) + sizeOfText(failing) > MOST_NODES) {
    context.problems.add(`${context.subject}: what must hold for it to succeed is too long a text`);
    return [];
  }
  const steps = neverTrue(guard) ? [] : stepLines(guard, action, context);
  const errors = isFalse(failing) ? [] : failingLines(failing, action, context);
  return steps.length + errors.length === 0
    ? []
    : ['', ...comment(action, context), ...steps, ...errors];
}

/** Each conjunct has a value if those before it are true, so that one that is false decides. */
function neverTrue(guard: Expr): boolean {
  return isFalse(guard) || (guard.kind === 'and' && guard.operands.some(isFalse));
}

/** Conjuncts in order, each preceded by what gives it a value. */
function guardOf(action: Action, cells: readonly Cell[]): Expr[] {
  return action.guard.flatMap(({ condition }) => [definedness(condition, cells), condition]);
}

/** Enabled, and goes wrong: some conjunct has no value while those before it are true, or the effects fail. */
function failsIn(action: Action, succeeds: Expr, cells: readonly Cell[]): Expr {
  return action.guard.reduceRight<Expr>((rest, { condition }) => {
    const undefinedHere = not(definedness(condition, cells));
    const later = isFalse(rest) ? FALSE : and([condition, rest]);
    return or([undefinedHere, later]);
  }, not(succeeds));
}

function stepLines(guard: Expr, action: Action, context: Context): string[] {
  const effects = statementLines(action.effects, context);
  const body = effects.length === 0 ? ['skip'] : effects;
  return [STEP, ...conditionLines(guard, context), ...indented(body, 5), '   }'];
}

function failingLines(failing: Expr, action: Action, context: Context): string[] {
  // What users and faults do, even wrongly, is not what a deadlock waits for.
  const when =
    action.class === 'system' ? 'defined(ERRORS) || defined(DEADLOCK)' : 'defined(ERRORS)';
  return [
    `#if ${when}`,
    ':: d_step {  /* goes wrong */',
    ...conditionLines(failing, context),
    '     FAIL',
    '   }',
    '#endif',
  ];
}

/** `(a` ` && b` ` && c) ->`, one conjunct per line. */
function conditionLines(condition: Expr, context: Context): string[] {
  const parts = condition.kind === 'and' ? condition.operands : [condition];
  const last = parts.length - 1;
  return parts.map((part, i) => {
    const text = conditionText(part, context);
    return `   ${i === 0 ? '  (' : '   && '}${text}${i === last ? ') ->' : ''}`;
  });
}

function comment(action: Action, { program }: Context): string[] {
  const values = action.bindings.map(({ name, value }) => `${name}=${value}`).join(' ');
  const kind = action.kind === 'step' ? '' : `, ${action.kind}`;
  const moves = action.moves.map(move => moveText(move, program)).join(', ');
  const words = [action.path, values, moves].filter(word => word !== '').join('  ');
  return [`/* ${inComment(`${words}  (${placeOf(action.provenance.span)}${kind})`)} */`];
}

function moveText({ task, from, to }: Move, { tasks }: Program): string {
  const locations = tasks[task]?.locations ?? [];
  const name = (location: number) => locations[location]?.name ?? '?';
  const targets = [...new Set(to.map(name))].join(' or ');
  return name(from) === targets ? `at ${targets}` : `${name(from)} -> ${targets}`;
}
