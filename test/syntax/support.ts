// Helpers of the syntax tests: parse a text that must be right, and drop the places from a tree.

import { sourceFile } from '../../src/diagnostic/source.ts';
import { parse } from '../../src/syntax/parse.ts';
import type { Declaration, Expr, SourceTree, TaskItem } from '../../src/syntax/tree.ts';

export function treeOf(text: string): SourceTree {
  const { tree, diagnostics } = parse(sourceFile('test.mig', text));
  if (tree === null) throw new Error(`${diagnostics.map(one => one.message).join('; ')}: ${text}`);
  return tree;
}

export function codesOf(text: string): string[] {
  return parse(sourceFile('test.mig', text)).diagnostics.map(one => one.code);
}

/** The only declaration of a text, without places. */
export function declaration(text: string): unknown {
  return bare(onlyOne(treeOf(text).declarations));
}

/** The only item of a thread, without places. */
export function item(text: string): unknown {
  return bare(onlyOne(thread(`thread t { ${text} }`)));
}

/** The only statement of an action, without places. */
export function statement(text: string): unknown {
  const [action] = thread(`thread t { a: do { ${text} } }`);
  if (action?.kind !== 'action') throw new Error('no action');
  return bare(onlyOne(action.effects));
}

/** An expression in the place of a condition. */
export function condition(text: string): Expr {
  const node = onlyOne(treeOf(`invariant i: ${text}`).declarations);
  if (node.kind !== 'property' || node.form !== 'invariant') throw new Error('no invariant');
  return node.condition;
}

function thread(text: string): readonly TaskItem[] {
  const node: Declaration = onlyOne(treeOf(text).declarations);
  if (node.kind !== 'thread') throw new Error('no thread');
  return node.items;
}

function onlyOne<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined || list.length !== 1) throw new Error(`${list.length} instead of one`);
  return first;
}

/** A tree without spans, and with each `Name` as its text. */
export function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare);
  if (node === null || typeof node !== 'object') return node;
  const entries = Object.entries(node).filter(([key]) => key !== 'span' && key !== 'file');
  if (entries.length === 1 && entries[0]?.[0] === 'text') return entries[0][1];
  return Object.fromEntries(entries.map(([key, value]) => [key, bare(value)]));
}

/** An expression with brackets around everything, to see how operators bind. */
export function grouped(node: Expr): string {
  switch (node.kind) {
    case 'binary':
      return `(${grouped(node.left)} ${node.operator} ${grouped(node.right)})`;
    case 'unary':
      return `(${node.operator} ${grouped(node.operand)})`;
    case 'quantified':
      return `(${node.quantifier} ${node.variable.text} in ${grouped(node.domain)}: ${grouped(node.body)})`;
    case 'if':
      return `(if ${grouped(node.condition)} then ${grouped(node.then)} else ${grouped(node.otherwise)})`;
    case 'at':
      return `(${grouped(node.thread)} at ${node.locations.map(name => name.text).join(' ')})`;
    case 'status':
      return `(${grouped(node.thread)} ${node.status})`;
    case 'apply':
      return `${node.name.text}(${node.args.map(grouped).join(', ')})`;
    case 'index':
      return `${grouped(node.base)}[${node.args.map(grouped).join(', ')}]`;
    case 'member':
      return `${grouped(node.base)}.${node.member.text}`;
    case 'name':
      return node.name.text;
    case 'number':
    case 'bool':
      return String(node.value);
    case 'set':
      return `{${node.members.map(grouped).join(', ')}}`;
    case 'full':
      return `(all ${node.type.text})`;
    default:
      return node.kind;
  }
}
