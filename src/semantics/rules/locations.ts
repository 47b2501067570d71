// Locations: names that exist, that are entered, left, or meant to be the end. MC2012, MC3012, MC3013,
// MC3014.

import type { LocationDecl, Name, TaskItem } from '../../syntax/tree.ts';
import { type BodySymbol, type Checking, describe, error, nameOf, warning } from '../checking.ts';
import { END } from '../flow.ts';
import { outcomesOf } from '../types/call.ts';
import { didYouMean } from '../types/unknown.ts';
import { type Body, isCallback, type RuleContext } from './rule.ts';

export function checkLocations({ check, bodies }: RuleContext): void {
  const known = new Map(bodies.map(body => [body.symbol, knownLocations(check, bodies, body)]));
  for (const body of bodies) {
    const names = known.get(body.symbol) ?? new Set();
    for (const decl of body.flow.declared) {
      for (const name of decl.names) requireLocation(check, body.symbol, names, name);
    }
    checkFinal(check, body);
    checkReached(check, body);
  }
  for (const { body, names } of check.locationUses) {
    for (const name of names) requireLocation(check, body, known.get(body) ?? new Set(), name);
  }
}

/** The locations a body has: those of the procedure it runs, if it runs one. */
function knownLocations(check: Checking, bodies: readonly Body[], body: Body): Set<string> {
  const { symbol, flow } = body;
  const names = new Set(flow.locations.keys());
  if (symbol.kind === 'procedure') for (const outcome of outcomesOf(symbol)) names.add(outcome);
  if (isCallback(symbol)) names.add('idle');
  if (flow.start === '#start') names.add('start');
  // The start of a straight line is named by `start L` alone.
  else if (flow.edges.some(edge => edge.from === flow.start)) names.add(flow.start);
  if (flow.edges.some(edge => edge.to === END)) names.add('end');
  const runs = symbol.kind === 'procedure' ? null : symbol.decl.runs;
  const procedure = runs === null ? undefined : check.refs.get(runs.procedure);
  const inner = bodies.find(candidate => candidate.symbol === procedure);
  if (inner !== undefined) for (const name of knownLocations(check, bodies, inner)) names.add(name);
  return names;
}

function requireLocation(
  check: Checking,
  body: BodySymbol,
  known: ReadonlySet<string>,
  name: Name,
): void {
  if (known.has(name.text)) return;
  error(check, 'MC2012', name.span, `${describe(body)} has no location '${name.text}'`, {
    help: didYouMean(name.text, [...known]),
  });
}

function checkFinal(check: Checking, { symbol, flow }: Body): void {
  const finals = new Map<string, Name>();
  const ends = symbol.kind === 'procedure' ? symbol.decl.outcomes : namesIn(flow.declared, 'final');
  if (!isCallback(symbol)) for (const name of ends) finals.set(name.text, name);
  const reported = new Set<string>();
  for (const { from, action } of flow.edges) {
    const final = finals.get(from);
    if (final === undefined || reported.has(action.name.text)) continue;
    reported.add(action.name.text);
    const ended = `${describe(symbol)} has ${symbol.kind === 'procedure' ? 'returned' : 'ended'}`;
    error(
      check,
      'MC3014',
      action.name.span,
      `'${action.name.text}' begins at '${from}', where ${ended}`,
      {
        related: [{ span: final.span, message: 'declared here' }],
      },
    );
  }
}

function checkReached(check: Checking, { symbol, flow }: Body): void {
  const reached = reachable(flow.start, flow.edges);
  const left = new Set(flow.edges.map(edge => edge.from));
  const mayStay = stays(symbol, flow.declared);
  const loopEnds = new Set(eachTargets(symbol.decl.items));
  for (const [location, name] of flow.locations) {
    if (!reached.has(location)) {
      warning(
        check,
        'MC3012',
        name.span,
        `no action leads to location '${location}' of ${describe(symbol)}`,
        { help: loopEnds.has(name) ? END_OF_ROUND : null },
      );
    } else if (!left.has(location) && mayStay !== 'everywhere' && !mayStay.has(location)) {
      warning(check, 'MC3013', name.span, `${describe(symbol)} never leaves '${location}'`, {
        help: `Write \`final ${location}\` if '${nameOf(symbol)}' ends there, or \`rests ${location}\` if it may wait there for good.`,
      });
    }
  }
}

const END_OF_ROUND =
  'No round of this `each` ends. An action without a target goes on to the one below it; write `NAME: -> next ...` for one that ends the round.';

/** Where the loops of a body lead when their last round is over. */
function eachTargets(items: readonly TaskItem[]): Name[] {
  return items.flatMap(item => {
    if (item.kind !== 'each') return [];
    return [...(item.to === null ? [] : [item.to]), ...eachTargets(item.items)];
  });
}

function reachable(start: string, edges: Body['flow']['edges']): Set<string> {
  const reached = new Set([start]);
  for (const place of reached) {
    for (const edge of edges) if (edge.from === place) reached.add(edge.to);
  }
  return reached;
}

/** Locations where a body may stay for good. */
function stays(symbol: BodySymbol, declared: readonly LocationDecl[]): Set<string> | 'everywhere' {
  const rests = declared.filter(decl => decl.role === 'rests');
  const daemon = symbol.kind === 'thread' && symbol.decl.daemon;
  if (daemon || rests.some(decl => decl.names.length === 0)) return 'everywhere';
  const names = [...rests, ...declared.filter(decl => decl.role === 'final')].flatMap(
    decl => decl.names,
  );
  const places = new Set(names.map(name => name.text));
  if (symbol.kind === 'procedure') for (const outcome of outcomesOf(symbol)) places.add(outcome);
  if (isCallback(symbol)) places.add('idle');
  return places;
}

function namesIn(declared: readonly LocationDecl[], role: LocationDecl['role']): Name[] {
  return declared.filter(decl => decl.role === role).flatMap(decl => decl.names);
}
