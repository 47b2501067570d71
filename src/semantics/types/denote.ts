// Paths: what `dst.multifd_recv[c].sem`, `x[i].field`, `ram[p]` or `s.accepted` means. In: a path and where
// it stands. Out: what it denotes, with every name in it resolved. Whether that is a value is `value.ts`;
// reads and writes are recorded by whoever uses the path.

import type { Span } from '../../diagnostic/source.ts';
import type { Expr, Name } from '../../syntax/tree.ts';
import { describe, type Env, error, kindOf, nameOf } from '../checking.ts';
import type {
  AttributeSymbol,
  BoundSymbol,
  HostSymbol,
  ModelSymbol,
  ObjectSymbol,
  Type,
} from '../model.ts';
import { lookup } from '../scope.ts';
import { showType, withoutNull } from '../type.ts';
import { expectType } from './expect.ts';
import { checkExpr } from './expr.ts';
import { checkPick } from './pick.ts';
import { boundType, typeOf } from './type-expr.ts';
import { didYouMean, unknownName } from './unknown.ts';

export type Denoted =
  /** Something declared. `pending`: indices that are still to be given. */
  | SymbolDenoted
  /** Part of a variable's value: a field or an element. */
  | { readonly kind: 'part'; readonly root: SymbolDenoted | null; readonly type: Type }
  | { readonly kind: 'page'; readonly memory: SymbolDenoted }
  | {
      readonly kind: 'attribute';
      readonly of: SymbolDenoted;
      readonly name: AttributeSymbol['name'];
    }
  | { readonly kind: 'unknown' };

export interface SymbolDenoted {
  readonly kind: 'symbol';
  readonly symbol: ModelSymbol;
  readonly pending: readonly BoundSymbol[];
  /** Belongs to the running instance of a replicated thread only. */
  readonly own: boolean;
  readonly host: HostSymbol | null;
}

const NOTHING: Denoted = { kind: 'unknown' };

export type Path = Extract<Expr, { kind: 'name' | 'member' | 'index' }>;

export function isPath(expr: Expr): expr is Path {
  return expr.kind === 'name' || expr.kind === 'member' || expr.kind === 'index';
}

export function denote(env: Env, expr: Expr): Denoted {
  switch (expr.kind) {
    case 'name':
      return denoteName(env, expr.name);
    case 'member':
      return denoteMember(env, denote(env, expr.base), expr.member);
    case 'index':
      return denoteIndex(env, denote(env, expr.base), expr);
    default:
      return { kind: 'part', root: null, type: checkExpr(env, expr, null) };
  }
}

function denoteName(env: Env, name: Name): Denoted {
  const symbol = lookup(env.scope, name.text);
  if (symbol !== null) return found(env, name, symbol, hostOf(env, symbol));
  unknownName(env, name, 'name', () => true, [...env.check.constructors.keys()]);
  return NOTHING;
}

/** Links the name to its symbol. */
export function found(
  env: Env,
  name: Name,
  symbol: ModelSymbol,
  host: HostSymbol | null,
): SymbolDenoted {
  env.check.refs.set(name, symbol);
  return { kind: 'symbol', symbol, pending: indexOf(symbol), own: isOwn(env, symbol), host };
}

/** The index variables of a declaration. */
export function indexOf(symbol: ModelSymbol): readonly BoundSymbol[] {
  switch (symbol.kind) {
    case 'object':
    case 'thread':
    case 'loop':
    case 'task':
    case 'host':
      return symbol.index;
    default:
      return [];
  }
}

function isOwn(env: Env, symbol: ModelSymbol): boolean {
  const owner = env.check.owners.get(symbol);
  return owner !== undefined && owner.kind !== 'host';
}

/** The host a symbol is declared in, at whatever depth. */
export function hostOf(env: Env, symbol: ModelSymbol): HostSymbol | null {
  for (let at: ModelSymbol | undefined = symbol; at !== undefined; at = env.check.owners.get(at)) {
    if (at.kind === 'host') return at;
  }
  return null;
}

function denoteMember(env: Env, base: Denoted, member: Name): Denoted {
  switch (base.kind) {
    case 'unknown':
      return NOTHING;
    case 'page':
    case 'attribute':
      return noMember(env, member, base.kind === 'page' ? 'a page' : `'${base.name}'`, []);
    case 'part':
      return fieldOf(env, base.type, base.root, member);
    case 'symbol':
      return base.pending.length > 0
        ? indexMissing(env, base, member.span)
        : symbolMember(env, base, member);
  }
}

function symbolMember(env: Env, base: SymbolDenoted, member: Name): Denoted {
  const { symbol } = base;
  if (symbol.kind === 'object') return objectMember(env, base, symbol, member);
  if (symbol.kind === 'bound') {
    return fieldOf(env, boundType(env, symbol), null, member);
  }
  const inner = memberNamed(env, symbol, member.text);
  if (symbol.kind === 'host') return hostMember(env, base, symbol, inner ?? null, member);
  if (symbol.kind === 'loop' && member.text === 'running' && inner === undefined) {
    return attribute(env, base, member, 'running');
  }
  if (inner !== undefined) return { ...found(env, member, inner, base.host), own: base.own };
  const names = [...(env.check.scopes.get(symbol)?.names.keys() ?? [])];
  const status = ['running', 'blocked', 'ended'].includes(member.text);
  return noMember(
    env,
    member,
    describe(symbol),
    names,
    status ? `Write \`${nameOf(symbol)} ${member.text}\`.` : null,
  );
}

/** Index variables are no members: which instance is meant is said in the path. */
function memberNamed(env: Env, symbol: ModelSymbol, name: string): ModelSymbol | undefined {
  const member = env.check.scopes.get(symbol)?.names.get(name);
  return member?.kind === 'bound' ? undefined : member;
}

function hostMember(
  env: Env,
  base: SymbolDenoted,
  host: HostSymbol,
  inner: ModelSymbol | null,
  member: Name,
): Denoted {
  const symbol = inner ?? versionNamed(env, member);
  if (symbol === null) {
    const names = [...(env.check.scopes.get(host)?.names.keys() ?? [])];
    return noMember(env, member, `host ${host.name}`, names);
  }
  const own = env.site.host === host && (host.index.length === 0 || base.own);
  if (symbol.kind !== 'version' && !env.site.seesAll && !own) {
    error(
      env.check,
      'MC2003',
      member.span,
      `'${host.name}.${member.text}' belongs to another host`,
      {
        help: `Only properties look into every host; send a message, or declare '${member.text}' at the top level.`,
      },
    );
  }
  return found(env, member, symbol, host);
}

function versionNamed(env: Env, member: Name): ModelSymbol | null {
  const symbol = env.check.top.names.get(member.text);
  return symbol?.kind === 'version' ? symbol : null;
}

const ATTRIBUTES: Partial<
  Record<ObjectSymbol['decl']['kind'], readonly AttributeSymbol['name'][]>
> = {
  stream: ['accepted', 'connected', 'broken'],
  memory: ['faults', 'present'],
};

function objectMember(env: Env, base: SymbolDenoted, symbol: ObjectSymbol, member: Name): Denoted {
  if (symbol.decl.kind === 'var') return fieldOf(env, typeOf(env, symbol.decl.type), base, member);
  const names = ATTRIBUTES[symbol.decl.kind] ?? [];
  const name = names.find(known => known === member.text);
  if (name === undefined) return noMember(env, member, describe(symbol), names);
  return attribute(env, base, member, name);
}

function attribute(
  env: Env,
  of: SymbolDenoted,
  member: Name,
  name: AttributeSymbol['name'],
): Denoted {
  env.check.refs.set(member, { kind: 'attribute', name });
  return { kind: 'attribute', of, name };
}

function fieldOf(env: Env, type: Type, root: SymbolDenoted | null, member: Name): Denoted {
  const record = withoutNull(type);
  if (record.kind === 'unknown') return NOTHING;
  if (record.kind !== 'record') return noMember(env, member, showType(record), []);
  const field = record.type.fields.find(candidate => candidate.name.text === member.text);
  if (field === undefined) {
    return noMember(
      env,
      member,
      showType(record),
      record.type.fields.map(candidate => candidate.name.text),
    );
  }
  env.check.refs.set(member, { kind: 'field', name: member.text });
  return { kind: 'part', root, type: typeOf(env, field.type) };
}

function noMember(
  env: Env,
  member: Name,
  what: string,
  names: readonly string[],
  help: string | null = null,
): Denoted {
  error(env.check, 'MC2005', member.span, `${what} has no member '${member.text}'`, {
    help: help ?? didYouMean(member.text, names),
  });
  return NOTHING;
}

function denoteIndex(env: Env, base: Denoted, expr: Extract<Expr, { kind: 'index' }>): Denoted {
  if (base.kind === 'unknown') {
    for (const arg of expr.args) if (arg.kind !== 'pick') checkExpr(env, arg, null);
    return NOTHING;
  }
  if (base.kind === 'symbol') return indexSymbol(env, base, expr);
  if (base.kind === 'part') return indexValue(env, base.type, base.root, expr);
  return notIndexed(env, expr, base.kind === 'page' ? 'a page' : `'${base.name}'`);
}

function indexSymbol(
  env: Env,
  base: SymbolDenoted,
  expr: Extract<Expr, { kind: 'index' }>,
): Denoted {
  const { symbol, pending } = base;
  if (pending.length > 0) return giveIndices(env, base, expr);
  if (symbol.kind === 'object' && symbol.decl.kind === 'memory') {
    if (!arity(env, expr, 1, describe(symbol))) return NOTHING;
    checkArg(
      env,
      expr.args[0] as Expr,
      typeOf(env, symbol.decl.type),
      `a page of ${nameOf(symbol)}`,
    );
    return { kind: 'page', memory: base };
  }
  if (symbol.kind === 'object' && symbol.decl.kind === 'var') {
    return indexValue(env, typeOf(env, symbol.decl.type), base, expr);
  }
  return notIndexed(env, expr, describe(symbol));
}

function giveIndices(
  env: Env,
  base: SymbolDenoted,
  expr: Extract<Expr, { kind: 'index' }>,
): Denoted {
  const { symbol, pending } = base;
  if (!arity(env, expr, pending.length, describe(symbol))) return NOTHING;
  expr.args.forEach((arg, i) => {
    const bound = pending[i] as BoundSymbol;
    const type = boundType(env, bound);
    checkArg(env, arg, type, `the index of ${nameOf(symbol)}`);
  });
  const own = symbol.kind === 'host' ? isOwnHost(env, expr.args) : namesOwnInstance(env, expr.args);
  return { ...base, pending: [], own: base.own || own };
}

/** True if the indices are those of the replicated thread the code runs in. */
function namesOwnInstance(env: Env, args: readonly Expr[]): boolean {
  const index = env.site.process?.index ?? [];
  const given = args.map(arg => (arg.kind === 'name' ? env.check.refs.get(arg.name) : undefined));
  return index.length > 0 && index.every(variable => given.includes(variable));
}

/** `h[i]` within host `h[i in T]`. */
function isOwnHost(env: Env, args: readonly Expr[]): boolean {
  const index = env.site.host?.index ?? [];
  return args.every((arg, i) => arg.kind === 'name' && env.check.refs.get(arg.name) === index[i]);
}

function indexValue(
  env: Env,
  type: Type,
  root: SymbolDenoted | null,
  expr: Extract<Expr, { kind: 'index' }>,
): Denoted {
  if (type.kind === 'unknown') return NOTHING;
  if (type.kind !== 'array') return notIndexed(env, expr, showType(type));
  if (!arity(env, expr, 1, 'an array')) return NOTHING;
  checkArg(env, expr.args[0] as Expr, type.index, 'the index of an array');
  return { kind: 'part', root, type: type.of };
}

function checkArg(env: Env, arg: Expr, type: Type, role: string): void {
  if (arg.kind === 'pick') checkPick(env, arg, type);
  else expectType(env, arg, type, role);
}

function arity(
  env: Env,
  expr: Extract<Expr, { kind: 'index' }>,
  wanted: number,
  what: string,
): boolean {
  if (expr.args.length === wanted) return true;
  const indices = wanted === 1 ? 'one index' : `${wanted} indices`;
  error(env.check, 'MC2010', expr.span, `${what} takes ${indices}, not ${expr.args.length}`);
  return false;
}

function notIndexed(env: Env, expr: Extract<Expr, { kind: 'index' }>, what: string): Denoted {
  error(env.check, 'MC2010', expr.span, `${what} takes no index`);
  return NOTHING;
}

/** Reports MC2011 for a path that should name one instance. */
export function indexMissing(env: Env, base: SymbolDenoted, span: Span): Denoted {
  const name = nameOf(base.symbol);
  const variables = base.pending.map(symbol => symbol.name.text).join(', ');
  error(env.check, 'MC2011', span, `${kindOf(base.symbol)} '${name}' is replicated: which one?`, {
    help: `Write \`${name}[${variables}]\` with a value for each index.`,
  });
  return NOTHING;
}
