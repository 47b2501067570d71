// What a body consists of: actions or `runs`, clauses where they belong, straight lines that go on, names of
// actions once. MC2002, MC3005, MC3007, MC3010, MC3011, MC3021.

import type { LocationDecl, Name } from '../../syntax/tree.ts';
import { type BodySymbol, type Checking, describe, error, nameOf } from '../checking.ts';
import type { Break } from '../flow.ts';
import { actionsOf, type Body, isCallback, type RuleContext } from './rule.ts';

export function checkBodies({ check, model, bodies }: RuleContext): void {
  for (const body of bodies) {
    checkContents(check, body.symbol);
    for (const decl of body.flow.declared) checkClause(check, body.symbol, decl);
    checkStarts(check, body.flow.declared);
    for (const broken of body.flow.breaks) reportBreak(check, broken);
    if (isCallback(body.symbol)) checkCallback(check, body);
    uniqueActions(
      check,
      actionsOf(body.symbol.decl.items).map(action => action.name),
    );
  }
  uniqueActions(
    check,
    model.actions.map(action => action.name),
  );
  for (const host of model.hosts)
    uniqueActions(
      check,
      host.actions.map(action => action.name),
    );
}

function checkContents(check: Checking, symbol: BodySymbol): void {
  const { decl } = symbol;
  const runs = decl.kind === 'procedure' ? null : decl.runs;
  const own = actionsOf(decl.items).length > 0;
  if (runs !== null && own) {
    error(
      check,
      'MC3007',
      decl.name.span,
      `${describe(symbol)} runs a procedure and has actions of its own`,
    );
  } else if (runs === null && !own) {
    error(check, 'MC3007', decl.name.span, `${describe(symbol)} has no actions`);
  }
}

function checkClause(check: Checking, symbol: BodySymbol, decl: LocationDecl): void {
  const problem = clauseProblem(symbol, decl);
  if (problem !== null) error(check, 'MC3005', decl.span, problem);
}

function clauseProblem(symbol: BodySymbol, { role, names }: LocationDecl): string | null {
  if (role === 'yields' && (symbol.kind === 'thread' || isCallback(symbol))) {
    return `a ${symbol.kind === 'thread' ? 'thread' : 'callback'} cannot yield: only a coroutine gives its turn back`;
  }
  if (role === 'final' && symbol.kind === 'procedure')
    return 'a procedure ends with its outcomes; it has no final location';
  if (role === 'final' && isCallback(symbol))
    return 'a callback ends its turn at `idle`; it has no final location';
  if (role === 'start' && names.length !== 1) return 'there is one start';
  return null;
}

function checkStarts(check: Checking, declared: readonly LocationDecl[]): void {
  const [first, ...others] = declared.filter(decl => decl.role === 'start');
  for (const other of others) {
    error(check, 'MC3005', other.span, 'a body has one start', {
      related: first === undefined ? [] : [{ span: first.span, message: 'the first is here' }],
    });
  }
}

function reportBreak(check: Checking, { step, reason }: Break): void {
  const name: Name = step.kind === 'each' ? step.variable : step.name;
  if (reason === 'next-outside') {
    error(
      check,
      'MC3010',
      name.span,
      `'${name.text}' goes to the next round, but there is no \`each\` around it`,
    );
  } else if (reason === 'no-next') {
    error(
      check,
      'MC3011',
      name.span,
      `nothing follows '${name.text}', and it does not say where it leads`,
      {
        help: 'Write `-> idle` at the end of a callback.',
      },
    );
  } else {
    error(
      check,
      'MC3011',
      name.span,
      `'${name.text}' goes on to the action below, which begins at several places`,
      {
        help: 'Name the place: `-> L`.',
      },
    );
  }
}

function checkCallback(check: Checking, { symbol, flow }: Body): void {
  if (symbol.kind !== 'task' || actionsOf(symbol.decl.items).length === 0) return;
  if (flow.start !== 'idle') {
    error(
      check,
      'MC3021',
      symbol.decl.name.span,
      `callback '${nameOf(symbol)}' begins at '${flow.start.replace('#', '')}', not at \`idle\``,
      {
        help: 'Let its first action begin at `idle`.',
      },
    );
  } else if (!flow.edges.some(edge => edge.to === 'idle')) {
    error(
      check,
      'MC3021',
      symbol.decl.name.span,
      `callback '${nameOf(symbol)}' never comes back to \`idle\``,
      {
        help: 'The event loop waits for it for ever; lead its last action to `idle`.',
      },
    );
  }
}

function uniqueActions(check: Checking, names: readonly Name[]): void {
  const seen = new Map<string, Name>();
  for (const name of names) {
    const first = seen.get(name.text);
    if (first === undefined) seen.set(name.text, name);
    else {
      error(check, 'MC2002', name.span, `there are two actions '${name.text}'`, {
        related: [{ span: first.span, message: 'the first is here' }],
        help: 'Traces and `order` name actions; give each its own name.',
      });
    }
  }
}
