// What the checks share while they run: the maps they fill, the vocabulary of the model, and where the
// piece of code under check stands. In: nothing. Out: the types and small functions around them. Which
// rules there are is not known here.

import type { Code } from '../diagnostic/catalogue.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { Span } from '../diagnostic/source.ts';
import type { ActionDecl, Expr, Name, Pattern, TypeExpr } from '../syntax/tree.ts';
import type {
  BoundSymbol,
  ChoiceValueSymbol,
  ConstructorSymbol,
  DefSymbol,
  HostSymbol,
  LoopSymbol,
  ModelSymbol,
  ObjectSymbol,
  ProcedureSymbol,
  RecordTypeExpr,
  TaskSymbol,
  ThreadSymbol,
  Type,
} from './model.ts';
import type { Scope } from './scope.ts';

/** One OS thread. */
export type ProcessSymbol = ThreadSymbol | LoopSymbol;
/** What has control locations. */
export type BodySymbol = ThreadSymbol | TaskSymbol | ProcedureSymbol;

export interface Checking {
  readonly refs: Map<Name, ModelSymbol>;
  readonly types: Map<Expr, Type>;
  readonly patternTypes: Map<Pattern, Type>;
  readonly diagnostics: Diagnostic[];
  readonly top: Scope;
  /** The members of a host, thread, loop, task or procedure. */
  readonly scopes: Map<ModelSymbol, Scope>;
  /** Objects to what they are declared in; tasks to their loop. Absent: the top level. */
  readonly owners: Map<ModelSymbol, ModelSymbol>;
  /** Members of enum and message types and values of variants, by name. */
  readonly constructors: Map<string, (ConstructorSymbol | ChoiceValueSymbol)[]>;
  readonly records: RecordTypeExpr[];
  readonly typeExprs: Map<TypeExpr, Type>;
  readonly boundTypes: Map<BoundSymbol, Type>;
  readonly defs: Map<DefSymbol, DefFacts>;
  readonly callers: Map<ProcedureSymbol, Set<ProcessSymbol>>;
  readonly accesses: Access[];
  readonly locationUses: LocationUse[];
  /** Unknown names by the body (or place) they were reported in. */
  readonly unknown: Map<BodySymbol | Site, Set<string>>;
  /** Things being worked out right now, to find circles. */
  readonly active: Set<ModelSymbol>;
}

/** What a definition needs: found once, applied at each use. */
export interface DefFacts {
  readonly type: Type;
  readonly accesses: readonly Access[];
  readonly isStatic: boolean;
}

/** One look at, or change of, an object's state; or of where a thread is. */
export interface Access {
  readonly symbol: ObjectSymbol | BodySymbol | LoopSymbol;
  readonly mode: 'read' | 'write';
  /** The instance that belongs to the running instance of a replicated thread, and to no other. */
  readonly own: boolean;
  /** The host of the object; null at the top level. */
  readonly host: HostSymbol | null;
  readonly site: Site;
  readonly span: Span;
}

/** `t at L`: checked when all locations are known. */
export interface LocationUse {
  readonly body: BodySymbol;
  readonly names: readonly Name[];
}

/** Where code stands and what it may do there. */
export interface Site {
  /** `static`: before the run; `initial`: initial values (index variables are known). */
  readonly mode: 'static' | 'initial' | 'guard' | 'operation' | 'effect' | 'property';
  readonly host: HostSymbol | null;
  readonly process: ProcessSymbol | null;
  readonly body: BodySymbol | null;
  readonly action: ActionDecl | null;
  /** Properties, definitions and the world around the hosts look into every host. */
  readonly seesAll: boolean;
}

export interface Env {
  readonly check: Checking;
  readonly scope: Scope;
  readonly site: Site;
  /** A path may leave indices out and then means every instance: `order`. */
  readonly allowFamilies?: boolean;
}

export const STATIC_SITE: Site = {
  mode: 'static',
  host: null,
  process: null,
  body: null,
  action: null,
  seesAll: true,
};

export function within(env: Env, mode: Site['mode']): Env {
  return { ...env, site: { ...env.site, mode } };
}

export function inScope(env: Env, scope: Scope): Env {
  return { ...env, scope };
}

interface Extra {
  readonly why?: string;
  readonly help?: string | null;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
}

export function error(
  check: Checking,
  code: Code,
  span: Span,
  message: string,
  extra: Extra = {},
): void {
  report(check, 'error', code, span, message, extra);
}

export function warning(
  check: Checking,
  code: Code,
  span: Span,
  message: string,
  extra: Extra = {},
): void {
  report(check, 'warning', code, span, message, extra);
}

function report(
  check: Checking,
  severity: 'error' | 'warning',
  code: Code,
  span: Span,
  message: string,
  extra: Extra,
): void {
  const { help, why, related } = extra;
  check.diagnostics.push({
    code,
    severity,
    span,
    message,
    ...(why === undefined ? {} : { why }),
    ...(help === undefined || help === null ? {} : { help }),
    ...(related === undefined ? {} : { related: [...related] }),
  });
}

/** The OS threads that run this code: those that call it, for a procedure. */
export function runners(check: Checking, site: Site): ReadonlySet<ProcessSymbol> {
  if (site.process !== null) return new Set([site.process]);
  if (site.body?.kind === 'procedure') return check.callers.get(site.body) ?? new Set();
  return new Set();
}

/** The name a symbol was declared with. */
export function nameOf(symbol: ModelSymbol): string {
  switch (symbol.kind) {
    case 'choice-value':
      return symbol.of.decl.values[symbol.ordinal]?.text ?? '?';
    case 'constructor':
      return symbol.of.members[symbol.ordinal]?.name.text ?? '?';
    case 'host':
    case 'field':
    case 'attribute':
      return symbol.name;
    case 'bound':
      return symbol.name.text;
    default:
      return symbol.decl.name.text;
  }
}

/** `semaphore sem`, `thread migration`, `parameter PAGES`: for messages. */
export function describe(symbol: ModelSymbol): string {
  return `${kindOf(symbol)} ${nameOf(symbol)}`;
}

export function kindOf(symbol: ModelSymbol): string {
  switch (symbol.kind) {
    case 'object':
      return symbol.decl.kind === 'var' ? 'variable' : symbol.decl.kind;
    case 'task':
      return symbol.decl.form === 'deferred' ? 'deferred callback' : symbol.decl.form;
    case 'loop':
      return 'event loop';
    case 'bound':
      return symbol.parameter === null ? 'index variable' : 'parameter';
    case 'param':
      return 'parameter';
    case 'const':
      return 'constant';
    case 'def':
      return 'definition';
    case 'constructor':
      return 'value';
    case 'choice-value':
      return `value of ${symbol.of.kind} ${symbol.of.decl.name.text}:`;
    default:
      return symbol.kind;
  }
}
