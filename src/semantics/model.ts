// The checked model: the syntax trees plus what every name means and what type every expression has.
// In: nothing (types only). Out: the contract between checking and lowering. It is independent of the
// chosen variant and parameters: bounds stay expressions, `only` parts are all present.

import type {
  ActionDecl,
  ConstDecl,
  DefDecl,
  EventLoopDecl,
  Expr,
  HostDecl,
  Name,
  ObjectDecl,
  ParamDecl,
  Parameter,
  Pattern,
  ProcedureDecl,
  PropertyDecl,
  SourceTree,
  TaskDecl,
  ThreadDecl,
  TypeDecl,
  TypeExpr,
  VariantDecl,
  VersionDecl,
} from '../syntax/tree.ts';

export interface CheckedModel {
  /** Name of the protocol (of the first file; its file name if it names none). */
  readonly name: string;
  /** The first file, then imports in the order they are first met. */
  readonly trees: readonly SourceTree[];
  readonly variants: readonly VariantSymbol[];
  readonly versions: readonly VersionSymbol[];
  readonly params: readonly ParamSymbol[];
  /** Hosts in order of declaration; blocks of one name joined. */
  readonly hosts: readonly HostSymbol[];
  /** Objects, procedures and actions at the top level, in order. */
  readonly objects: readonly ObjectSymbol[];
  readonly actions: readonly ActionDecl[];
  readonly properties: readonly PropertyDecl[];
  /**
   * What a resolved name stands for: every Name in an expression, type, pattern or clause but locations;
   * declaring names too (`c` of `each c in T`, of `[c in T]`).
   */
  readonly refs: ReadonlyMap<Name, ModelSymbol>;
  /** The static type of every expression that is a value. */
  readonly types: ReadonlyMap<Expr, Type>;
  /** The type of what a pattern is matched against. */
  readonly patternTypes: ReadonlyMap<Pattern, Type>;
}

/** A symbol is its identity: lowering binds instances to it. */
export type ModelSymbol =
  | VariantSymbol
  | VersionSymbol
  | ChoiceValueSymbol
  | ParamSymbol
  | ConstSymbol
  | TypeSymbol
  | ConstructorSymbol
  | DefSymbol
  | ProcedureSymbol
  | HostSymbol
  | ThreadSymbol
  | LoopSymbol
  | TaskSymbol
  | ObjectSymbol
  | BoundSymbol
  | FieldSymbol
  | AttributeSymbol
  | ActionSymbol;

export interface VariantSymbol {
  readonly kind: 'variant';
  readonly decl: VariantDecl;
}
export interface VersionSymbol {
  readonly kind: 'version';
  readonly decl: VersionDecl;
}
/** A value of a variant or version. */
export interface ChoiceValueSymbol {
  readonly kind: 'choice-value';
  readonly of: VariantSymbol | VersionSymbol;
  readonly ordinal: number;
}
export interface ParamSymbol {
  readonly kind: 'param';
  readonly decl: ParamDecl;
}
export interface ConstSymbol {
  readonly kind: 'const';
  readonly decl: ConstDecl;
}
export interface TypeSymbol {
  readonly kind: 'type';
  readonly decl: TypeDecl;
}
/** A member of an enum or message type. */
export interface ConstructorSymbol {
  readonly kind: 'constructor';
  readonly of: EnumTypeExpr;
  readonly ordinal: number;
}
export interface DefSymbol {
  readonly kind: 'def';
  readonly decl: DefDecl;
  readonly parameters: readonly BoundSymbol[];
}
export interface ProcedureSymbol {
  readonly kind: 'procedure';
  readonly decl: ProcedureDecl;
  readonly parameters: readonly BoundSymbol[];
  /** Locals. */
  readonly objects: readonly ObjectSymbol[];
  /** The host it is declared in; null at the top level. */
  readonly host: HostSymbol | null;
}
export interface HostSymbol {
  readonly kind: 'host';
  readonly name: string;
  /** All blocks of this name, in order. */
  readonly decls: readonly HostDecl[];
  /** Index variables of the first block. */
  readonly index: readonly BoundSymbol[];
  readonly objects: readonly ObjectSymbol[];
  readonly threads: readonly (ThreadSymbol | LoopSymbol)[];
  readonly actions: readonly ActionDecl[];
}
export interface ThreadSymbol {
  readonly kind: 'thread';
  readonly decl: ThreadDecl;
  readonly host: HostSymbol;
  readonly index: readonly BoundSymbol[];
  readonly objects: readonly ObjectSymbol[];
}
export interface LoopSymbol {
  readonly kind: 'loop';
  readonly decl: EventLoopDecl;
  readonly host: HostSymbol;
  readonly index: readonly BoundSymbol[];
  readonly objects: readonly ObjectSymbol[];
  readonly tasks: readonly TaskSymbol[];
}
export interface TaskSymbol {
  readonly kind: 'task';
  readonly decl: TaskDecl;
  readonly index: readonly BoundSymbol[];
  readonly objects: readonly ObjectSymbol[];
}
export interface ObjectSymbol {
  readonly kind: 'object';
  readonly decl: ObjectDecl;
  /** Index variables of the declaration (`var x[d in D]`). */
  readonly index: readonly BoundSymbol[];
}
/** A name bound to a value: replication index, parameter, `each`, `for` or quantifier variable. */
export interface BoundSymbol {
  readonly kind: 'bound';
  readonly name: Name;
  /** null: the variable of a quantifier over a set expression. */
  readonly type: TypeExpr | null;
  readonly parameter: Parameter | null;
}
export interface FieldSymbol {
  readonly kind: 'field';
  readonly name: string;
}
/** `s.accepted`, `s.connected`, `s.broken`, `m.faults`, `m.present`, `l.running`. */
export interface AttributeSymbol {
  readonly kind: 'attribute';
  readonly name: 'accepted' | 'connected' | 'broken' | 'faults' | 'present' | 'running';
}
/** An action named by `order`. */
export interface ActionSymbol {
  readonly kind: 'action';
  readonly decl: ActionDecl;
}

export type EnumTypeExpr = Extract<TypeExpr, { kind: 'enum' }>;
export type RecordTypeExpr = Extract<TypeExpr, { kind: 'record' }>;

/** Static types: ranges are one type `int` unless they are symmetric. */
export type Type =
  | { readonly kind: 'bool' }
  | { readonly kind: 'int' }
  /** A symmetric range: equality only. */
  | { readonly kind: 'scalar'; readonly symbol: TypeSymbol }
  /** Enum or message type; identity is the declaring node. */
  | { readonly kind: 'enum'; readonly type: EnumTypeExpr }
  /** The values of a variant or version. */
  | { readonly kind: 'choice'; readonly of: VariantSymbol | VersionSymbol }
  /** `of` null: the empty set. */
  | { readonly kind: 'set'; readonly of: Type | null }
  | { readonly kind: 'array'; readonly index: Type; readonly of: Type }
  | { readonly kind: 'queue'; readonly of: Type }
  | { readonly kind: 'record'; readonly type: RecordTypeExpr }
  /** `of` null: the literal `null`. */
  | { readonly kind: 'nullable'; readonly of: Type | null }
  /** A host, thread, stream ...: not a value; the symbol says which. */
  | { readonly kind: 'entity' }
  /** After an error was reported: fits everything. */
  | { readonly kind: 'unknown' };
