// The vocabulary of a model: members of enums and messages, values of variants, record types; wherever the
// type is written. In: trees. Out: entries by name. Duplicates within one type are reported elsewhere.

import type {
  Declaration,
  Index,
  Parameter,
  SourceTree,
  TaskItem,
  TypeExpr,
} from '../syntax/tree.ts';
import type { Checking } from './checking.ts';
import type {
  ChoiceValueSymbol,
  ConstructorSymbol,
  VariantSymbol,
  VersionSymbol,
} from './model.ts';

export function collectTypes(check: Checking, tree: SourceTree): void {
  for (const decl of tree.declarations) fromDeclaration(check, decl);
}

/** The values of a variant or version; a value named twice keeps its first place. */
export function collectConstructors(check: Checking, of: VariantSymbol | VersionSymbol): void {
  of.decl.values.forEach((value, ordinal) => {
    const symbol: ChoiceValueSymbol = { kind: 'choice-value', of, ordinal };
    check.refs.set(value, symbol);
    add(check, value.text, symbol);
  });
}

function add(check: Checking, name: string, symbol: ConstructorSymbol | ChoiceValueSymbol): void {
  const known = check.constructors.get(name);
  if (known === undefined) check.constructors.set(name, [symbol]);
  else if (!known.some(other => other.of === symbol.of)) known.push(symbol);
}

function fromDeclaration(check: Checking, decl: Declaration): void {
  switch (decl.kind) {
    case 'type':
      fromType(check, decl.type);
      return;
    case 'def':
      fromParameters(check, decl.parameters);
      return;
    case 'procedure':
      fromParameters(check, decl.parameters);
      fromItems(check, decl.items);
      return;
    case 'host':
      fromParameters(check, decl.index);
      for (const item of decl.items) fromDeclaration(check, item);
      return;
    case 'thread':
      fromParameters(check, decl.index);
      fromItems(check, decl.items);
      return;
    case 'eventloop':
      for (const object of decl.objects) fromDeclaration(check, object);
      for (const task of decl.tasks) {
        fromParameters(check, task.index);
        fromItems(check, task.items);
      }
      return;
    case 'var':
    case 'memory':
    case 'channel':
      fromParameters(check, decl.index);
      fromType(check, decl.type);
      return;
    case 'stream':
      fromType(check, decl.forward.type);
      if (decl.back !== null) fromType(check, decl.back.type);
      return;
    default:
      return;
  }
}

function fromItems(check: Checking, items: readonly TaskItem[]): void {
  for (const item of items) {
    if (item.kind === 'var' || item.kind === 'channel') fromDeclaration(check, item);
  }
}

function fromParameters(check: Checking, parameters: readonly (Parameter | Index)[]): void {
  for (const parameter of parameters) fromType(check, parameter.type);
}

function fromType(check: Checking, type: TypeExpr): void {
  switch (type.kind) {
    case 'enum':
      type.members.forEach((member, ordinal) => {
        const symbol: ConstructorSymbol = { kind: 'constructor', of: type, ordinal };
        check.refs.set(member.name, symbol);
        add(check, member.name.text, symbol);
        fromParameters(check, member.parameters);
      });
      return;
    case 'set':
    case 'queue':
    case 'nullable':
      fromType(check, type.of);
      return;
    case 'array':
      fromType(check, type.index);
      fromType(check, type.of);
      return;
    case 'record':
      check.records.push(type);
      fromParameters(check, type.fields);
      return;
    default:
      return;
  }
}
