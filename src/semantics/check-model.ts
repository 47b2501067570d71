// The room's front door. In: the trees of a model, the first file first. Out: the checked model, or null if
// there is an error, with all diagnostics in source order. Warnings are given only for models without errors.

import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceTree } from '../syntax/tree.ts';
import { checkAction, checkBody } from './body.ts';
import { buildCallGraph } from './call-graph.ts';
import {
  type BodySymbol,
  type Checking,
  type Env,
  error,
  type ProcessSymbol,
  type Site,
  STATIC_SITE,
  warning,
} from './checking.ts';
import { type Collected, collect, type OpenHost } from './collect.ts';
import { checkHolds, checkIndex, checkObjectDecl, checkOnly } from './declaration.ts';
import type { CheckedModel } from './model.ts';
import { checkBodies } from './rules/bodies.ts';
import { checkClasses } from './rules/classes.ts';
import { checkConstantGuards } from './rules/constant-guard.ts';
import { checkDoNothing } from './rules/do-nothing.ts';
import { checkLocations } from './rules/locations.ts';
import { checkOneInstant } from './rules/one-instant.ts';
import { checkParamOrder } from './rules/param-order.ts';
import { bodiesOf, type RuleContext } from './rules/rule.ts';
import { checkTimed } from './rules/timed.ts';
import { checkUnused } from './rules/unused.ts';
import { checkWaitingGuards } from './rules/waiting-guard.ts';
import { newScope } from './scope.ts';
import { INT } from './type.ts';
import { constType } from './types/constant.ts';
import { defFacts } from './types/def.ts';
import { expectType } from './types/expect.ts';
import { checkProperty } from './types/property.ts';
import { boundType, typeOf, typeOfSymbol } from './types/type-expr.ts';

const RULES = [
  checkBodies,
  checkLocations,
  checkClasses,
  checkDoNothing,
  checkTimed,
  checkWaitingGuards,
  checkUnused,
  checkConstantGuards,
  checkOneInstant,
];

/** Names, types and rules of a model; `model` is null if a diagnostic is an error. */
export function checkModel(trees: readonly SourceTree[]): {
  model: CheckedModel | null;
  diagnostics: Diagnostic[];
} {
  const check = newChecking();
  const collected = collect(check, trees);
  buildCallGraph(check, collected);
  checkDeclarations(check, collected);
  checkHosts(check, collected);
  checkProperties(check, collected);
  const context: RuleContext = { check, model: collected, bodies: bodiesOf(collected) };
  for (const rule of RULES) rule(context);

  const failed = check.diagnostics.some(one => one.severity === 'error');
  const shown = failed
    ? check.diagnostics.filter(one => one.severity === 'error')
    : check.diagnostics;
  const model = failed ? null : checkedModel(check, collected, trees);
  return { model, diagnostics: inSourceOrder(shown, trees) };
}

function newChecking(): Checking {
  return {
    refs: new Map(),
    types: new Map(),
    patternTypes: new Map(),
    diagnostics: [],
    top: newScope(null),
    scopes: new Map(),
    owners: new Map(),
    constructors: new Map(),
    records: [],
    typeExprs: new Map(),
    boundTypes: new Map(),
    defs: new Map(),
    callers: new Map(),
    accesses: [],
    locationUses: [],
    unknown: new Map(),
    active: new Set(),
  };
}

function checkedModel(
  check: Checking,
  collected: Collected,
  trees: readonly SourceTree[],
): CheckedModel {
  const { variants, versions, params, hosts, objects, actions, properties } = collected;
  const { refs, types, patternTypes } = check;
  return {
    name: modelName(trees),
    trees,
    variants,
    versions,
    params,
    hosts,
    objects,
    actions,
    properties,
    refs,
    types,
    patternTypes,
  };
}

function modelName(trees: readonly SourceTree[]): string {
  const [first] = trees;
  const file = first?.file.path
    .split('/')
    .at(-1)
    ?.replace(/\.mig$/, '');
  return first?.protocol?.text ?? file ?? 'model';
}

// ---------------------------------------------------------------- passes

function checkDeclarations(check: Checking, collected: Collected): void {
  const env: Env = { check, scope: check.top, site: STATIC_SITE };
  for (const symbol of collected.types) {
    typeOfSymbol(env, symbol);
    typeOf(env, symbol.decl.type);
  }
  for (const { decl } of collected.params) {
    expectType(env, decl.value, INT, 'the value of a parameter');
    typeOf(env, decl.range);
  }
  for (const symbol of collected.consts) constType(env, symbol);
  checkParamOrder(check, collected.params);
  for (const symbol of [...collected.defs, ...collected.procedures]) {
    for (const parameter of symbol.parameters) boundType(env, parameter);
  }
  for (const symbol of collected.defs) defFacts(env, symbol);
  for (const symbol of [...collected.variants, ...collected.versions])
    uniqueValues(check, symbol.decl.values);
  for (const symbol of collected.objects) checkObjectDecl(env, symbol);
}

function uniqueValues(
  check: Checking,
  values: readonly { readonly text: string; readonly span: Diagnostic['span'] }[],
): void {
  values.forEach((value, i) => {
    const first = values.findIndex(other => other.text === value.text);
    const related = values[first];
    if (first === i || related === undefined) return;
    error(check, 'MC2002', value.span, `value '${value.text}' is declared twice`, {
      related: [{ span: related.span, message: 'first declared here' }],
    });
  });
}

function checkHosts(check: Checking, collected: Collected): void {
  for (const host of collected.hosts) checkHost(check, host);
  for (const procedure of collected.procedures) {
    bodyIn(check, procedure, siteOf(procedure.host, null, procedure));
  }
  const world: Env = {
    check,
    scope: check.top,
    site: { ...siteOf(null, null, null), seesAll: true },
  };
  for (const action of collected.actions) checkAction(world, action);
}

function checkHost(check: Checking, host: OpenHost): void {
  const env: Env = {
    check,
    scope: check.scopes.get(host) ?? check.top,
    site: siteOf(host, null, null),
  };
  checkIndex(env, host);
  for (const decl of host.decls) checkOnly(env, decl.only);
  for (const object of host.objects) checkObjectDecl(env, object);
  for (const process of host.threads) checkProcess(check, env, process);
  for (const action of host.actions) checkAction(env, action);
}

function checkProcess(check: Checking, env: Env, process: ProcessSymbol): void {
  if (process.kind === 'thread') {
    bodyIn(check, process, siteOf(process.host, process, process));
    return;
  }
  const inner: Env = {
    ...env,
    scope: check.scopes.get(process) ?? env.scope,
    site: siteOf(process.host, process, null),
  };
  checkIndex(env, process);
  checkOnly(env, process.decl.only);
  if (process.decl.holds !== null) checkHolds(inner, process.decl.holds);
  for (const object of process.objects) checkObjectDecl(inner, object);
  for (const task of process.tasks) bodyIn(check, task, siteOf(process.host, process, task));
}

function bodyIn(check: Checking, body: BodySymbol, site: Site): void {
  checkBody({ check, scope: check.scopes.get(body) ?? check.top, site }, body);
}

function siteOf(host: Site['host'], process: Site['process'], body: Site['body']): Site {
  return { mode: 'guard', host, process, body, action: null, seesAll: false };
}

function checkProperties(check: Checking, collected: Collected): void {
  const seen = new Map<string, Diagnostic['span']>();
  for (const property of collected.properties) {
    const before = check.accesses.length;
    const site: Site = { ...siteOf(null, null, null), mode: 'property', seesAll: true };
    checkProperty({ check, scope: check.top, site }, property);
    if (property.form === 'deadlock' || property.form === 'partial-deadlock') continue;
    const { text, span } = property.name;
    const first = seen.get(text);
    if (first === undefined) seen.set(text, span);
    else {
      error(check, 'MC2002', span, `there are two properties '${text}'`, {
        related: [{ span: first, message: 'the first is here' }],
      });
    }
    const silent =
      property.form !== 'order' &&
      property.form !== 'lock-order' &&
      check.accesses.length === before;
    if (silent)
      warning(check, 'MC5001', span, `'${text}' does not depend on the state of the model`);
  }
}

/** By file, place, code and text: no order of maps or passes shows. */
function inSourceOrder(
  diagnostics: readonly Diagnostic[],
  trees: readonly SourceTree[],
): Diagnostic[] {
  const fileOf = (one: Diagnostic) => trees.findIndex(tree => tree.file === one.span.file);
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...diagnostics].sort(
    (a, b) =>
      fileOf(a) - fileOf(b) ||
      a.span.start - b.span.start ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  );
}
