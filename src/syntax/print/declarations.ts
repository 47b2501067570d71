// Declarations as elements. In: the items of a file, host, thread, loop or procedure. Out: elements for
// the layout.

import type {
  ActionDecl,
  Declaration,
  EachDecl,
  EventLoopDecl,
  LocationDecl,
  ProcedureDecl,
  TaskDecl,
  TaskItem,
  ThreadDecl,
} from '../tree.ts';
import { actionElement, areNeighbours, type Columns, columnsOf } from './actions.ts';
import { expr, list, NARROW, nameList, WIDE } from './expressions.ts';
import { braced, type Element, leaf, pad, peekComment, type Source, WIDTH } from './layout.ts';
import { object, only } from './objects.ts';
import { property } from './properties.ts';
import { enumMember, indexed, parameters, range, type } from './types.ts';

type Item = Declaration | TaskItem | TaskDecl;

/** Elements for items in the order of the text. */
export function itemElements(source: Source, items: readonly Item[]): Element[] {
  const columns = allColumns(source, items);
  return items.map(item => element(source, item, columns));
}

/** For each action the columns of the group of neighbours it belongs to. */
function allColumns(source: Source, items: readonly Item[]): ReadonlyMap<ActionDecl, Columns> {
  const columns = new Map<ActionDecl, Columns>();
  let group: ActionDecl[] = [];
  const close = () => {
    const shared = columnsOf(group);
    for (const action of group) columns.set(action, shared);
    group = [];
  };
  for (const item of items) {
    const last = group.at(-1);
    if (item.kind !== 'action') close();
    else if (last !== undefined && !areNeighbours(source, last, item)) close();
    if (item.kind === 'action') group.push(item);
  }
  close();
  return columns;
}

function element(source: Source, item: Item, columns: ReadonlyMap<ActionDecl, Columns>): Element {
  switch (item.kind) {
    case 'action':
      return actionElement(source, item, columns.get(item) ?? { name: 0, from: 0, to: 0 });
    case 'locations':
      return { ...leaf(source, item.span, locations(item)), joins: true };
    case 'host':
    case 'each':
    case 'procedure':
    case 'eventloop':
      return block(source, item.span, headerOf(item), itemsOf(item));
    case 'thread':
    case 'task':
      return body(source, item);
    case 'property':
      return property(source, item);
    case 'variant':
    case 'version':
    case 'type':
      return listing(source, item);
    case 'param':
      return leaf(
        source,
        item.span,
        `param ${item.name.text} = ${expr(item.value, NARROW)} in ${range(item.range)}`,
      );
    case 'const':
      return leaf(source, item.span, `const ${item.name.text} = ${expr(item.value, NARROW)}`);
    case 'def':
      return leaf(
        source,
        item.span,
        `def ${item.name.text}${parameters(item.parameters)} = ${expr(item.body, WIDE)}`,
      );
    default:
      return leaf(source, item.span, object(item));
  }
}

function block(
  source: Source,
  span: Element['span'],
  header: string,
  items: readonly Item[],
): Element {
  return {
    span,
    lines: indent => braced(source, header, itemElements(source, items), span.end, indent),
  };
}

type Block = Extract<Item, { readonly kind: 'host' | 'each' | 'procedure' | 'eventloop' }>;

function headerOf(item: Block): string {
  switch (item.kind) {
    case 'host':
      return `host ${indexed(item.name, item.index)}${only(item.only)}`;
    case 'each':
      return each(item);
    case 'procedure':
      return procedure(item);
    case 'eventloop': {
      const holds = item.holds === null ? '' : ` holds ${expr(item.holds, NARROW)}`;
      return `eventloop ${indexed(item.name, item.index)}${holds}${only(item.only)}`;
    }
  }
}

function itemsOf(item: Block): readonly Item[] {
  return item.kind === 'eventloop' ? loopItems(item) : item.items;
}

function loopItems(node: EventLoopDecl): readonly Item[] {
  return [...node.objects, ...node.tasks].sort((a, b) => a.span.start - b.span.start);
}

function each(node: EachDecl): string {
  const route =
    node.from === null || node.to === null ? '' : `: ${node.from.text} -> ${node.to.text}`;
  return `each ${node.variable.text} in ${type(node.type)}${route}`;
}

function procedure(node: ProcedureDecl): string {
  const implied = node.outcomes.every(({ span }) => span.start === span.end);
  const returns = implied ? '' : ` returns { ${nameList(node.outcomes)} }`;
  const taken = node.parameters.length === 0 ? '()' : parameters(node.parameters);
  return `procedure ${node.name.text}${taken}${returns}${only(node.only)}`;
}

function locations(node: LocationDecl): string {
  if (node.role === 'rests' && node.names.length === 0) return 'daemon';
  const when = node.when === null ? '' : ` when ${expr(node.when, WIDE)}`;
  const allowed = node.allowed.length === 0 ? '' : ` to ${nameList(node.allowed)}`;
  return `${node.role} ${nameList(node.names)}${when}${allowed}`;
}

const FORMS = { callback: 'callback', deferred: 'deferred callback', coroutine: 'coroutine' };

function body(source: Source, node: ThreadDecl | TaskDecl): Element {
  const form = node.kind === 'task' ? FORMS[node.form] : `${node.daemon ? 'daemon ' : ''}thread`;
  const args = node.runs === null || node.runs.args.length === 0 ? '' : `(${list(node.runs.args)})`;
  const runs = node.runs === null ? '' : ` runs ${node.runs.procedure.text}${args}`;
  const header = `${form} ${indexed(node.name, node.index)}${runs}${only(node.only)}`;
  const bare = node.runs !== null && node.items.length === 0;
  return bare ? leaf(source, node.span, header) : block(source, node.span, header, node.items);
}

type Listing = Extract<Item, { readonly kind: 'variant' | 'version' | 'type' }>;

/** Names in braces: on one line, or one on each where that is too long or comments stand among them. */
function listing(source: Source, node: Listing): Element {
  const { span } = node;
  const flat = listingText(node);
  const lines = (indent: number) => {
    const fits = indent + flat.length <= WIDTH && peekComment(source, span.end) === null;
    if (fits) return [pad(indent) + flat];
    const named = listingParts(node);
    if (named === null) return leaf(source, span, flat).lines(indent);
    const last = named.members.length - 1;
    const elements = named.members.map((member, at) =>
      leaf(source, member.span, member.text + (at === last ? '' : ',')),
    );
    return braced(source, named.header, elements, span.end, indent, named.closing);
  };
  return { span, lines };
}

function listingText(node: Listing): string {
  if (node.kind !== 'type') return `${node.kind} ${node.name.text} { ${nameList(node.values)} }`;
  return `type ${node.name.text} = ${type(node.type)}${node.symmetric ? ' symmetric' : ''}`;
}

interface Members {
  readonly header: string;
  readonly members: readonly { readonly text: string; readonly span: Element['span'] }[];
  readonly closing: string;
}

function listingParts(node: Listing): Members | null {
  if (node.kind !== 'type') {
    return { header: `${node.kind} ${node.name.text}`, members: node.values, closing: '}' };
  }
  if (node.type.kind !== 'enum') return null;
  const members = node.type.members.map(member => ({
    text: enumMember(member),
    span: member.span,
  }));
  const closing = node.symmetric ? '} symmetric' : '}';
  return { header: `type ${node.name.text} =`, members, closing };
}
