// The value of a path: variables, counts of semaphores, attributes, parameters. In: a path expression. Out:
// its type; the read is recorded. Names of enum members and variant values are `constructor.ts`.

import { describe, type Env, error, nameOf } from '../checking.ts';
import type { ObjectSymbol, Type } from '../model.ts';
import { BOOL, ENTITY, INT, setOf, UNKNOWN } from '../type.ts';
import { notStatic, recordAccess } from './access.ts';
import { constType } from './constant.ts';
import { useDef } from './def.ts';
import { type Denoted, denote, indexMissing, type Path, type SymbolDenoted } from './denote.ts';
import { boundType, typeOf, typeOfSymbol } from './type-expr.ts';

export function checkPath(env: Env, expr: Path): Type {
  return pathValue(env, denote(env, expr), expr);
}

/** The type of what a path denotes, when its value is used. */
export function pathValue(env: Env, denoted: Denoted, expr: Path): Type {
  switch (denoted.kind) {
    case 'unknown':
      return UNKNOWN;
    case 'part':
      if (denoted.root !== null) recordAccess(env, denoted.root, 'read', expr.span);
      return denoted.type;
    case 'page':
      return noValue(
        env,
        expr,
        'a page',
        `Write \`p in ${nameOf(denoted.memory.symbol)}.present\`.`,
      );
    case 'attribute':
      recordAccess(env, denoted.of, 'read', expr.span);
      return attributeType(env, denoted);
    case 'symbol':
      return symbolValue(env, denoted, expr);
  }
}

function attributeType(env: Env, attribute: Extract<Denoted, { kind: 'attribute' }>): Type {
  const { symbol } = attribute.of;
  if (attribute.name === 'running') return ENTITY;
  if (symbol.kind === 'object' && symbol.decl.kind === 'memory')
    return setOf(typeOf(env, symbol.decl.type));
  return BOOL;
}

function symbolValue(env: Env, denoted: SymbolDenoted, expr: Path): Type {
  const { symbol } = denoted;
  if (denoted.pending.length > 0) {
    indexMissing(env, denoted, expr.span);
    return UNKNOWN;
  }
  switch (symbol.kind) {
    case 'object':
      return objectValue(env, denoted, symbol, expr);
    case 'bound':
      if (env.site.mode === 'static' && symbol.parameter === null)
        notStatic(env, expr.span, nameOf(symbol));
      return boundType(env, symbol);
    case 'param':
      return INT;
    case 'const':
      return constType(env, symbol);
    case 'def':
      return useDef(env, symbol, [], expr.span);
    case 'variant':
      return { kind: 'choice', of: symbol };
    case 'version':
      return versionValue(env, denoted, expr);
    case 'type':
      return setOf(typeOfSymbol(env, symbol));
    case 'host':
    case 'thread':
    case 'loop':
    case 'task':
      return ENTITY;
    default:
      return noValue(env, expr, describe(symbol), null);
  }
}

function objectValue(env: Env, denoted: SymbolDenoted, symbol: ObjectSymbol, expr: Path): Type {
  const { decl } = symbol;
  switch (decl.kind) {
    case 'var':
      recordAccess(env, denoted, 'read', expr.span);
      return typeOf(env, decl.type);
    case 'semaphore':
      recordAccess(env, denoted, 'read', expr.span);
      return INT;
    case 'event':
    case 'resource':
      recordAccess(env, denoted, 'read', expr.span);
      return BOOL;
    default:
      return noValue(env, expr, describe(symbol), valueHelp(symbol));
  }
}

function valueHelp(symbol: ObjectSymbol): string | null {
  const name = nameOf(symbol);
  switch (symbol.decl.kind) {
    case 'mutex':
      return `Write \`owner(${name})\`.`;
    case 'channel':
      return `Write \`len(${name})\`, or \`MESSAGE(_) in ${name}\`.`;
    case 'stream':
      return `Write \`${name}.accepted\`, \`${name}.connected\`, \`${name}.broken\` or \`len(${name})\`.`;
    case 'memory':
      return `Write \`${name}.present\` or \`${name}.faults\`.`;
    default:
      return null;
  }
}

function versionValue(env: Env, denoted: SymbolDenoted, expr: Path): Type {
  const { symbol } = denoted;
  if (symbol.kind !== 'version') return UNKNOWN;
  if (denoted.host === null && env.site.host === null) {
    const name = nameOf(symbol);
    error(env.check, 'MC2008', expr.span, `each host has its own version '${name}'`, {
      help: `Write the host before it: \`src.${name}\`.`,
    });
  }
  return { kind: 'choice', of: symbol };
}

function noValue(env: Env, expr: Path, what: string, help: string | null): Type {
  error(env.check, 'MC2008', expr.span, `${what} has no value`, { help });
  return UNKNOWN;
}
