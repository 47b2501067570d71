// The specs of a gate, with their models. In: paths of specs and of folders. Out: specs whose every name exists, or
// what is wrong. Each model is read once; nothing is lowered.

import { readdir, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { sourceFile } from '../../diagnostic/source.ts';
import { type ModelShape, unknownNames } from '../../gate/model-shape.ts';
import type { GateSpec } from '../../gate/run-gate.ts';
import type { CheckedModel } from '../../semantics/model.ts';
import { MAX_CHARACTERS } from '../../syntax/limits.ts';
import { parseSpec } from '../../syntax/spec/parse.ts';
import type { SpecTree } from '../../syntax/spec/tree.ts';
import type { PropertyDecl } from '../../syntax/tree.ts';
import { readText } from '../files.ts';
import { type Loaded, type LoadedModel, loadModel } from '../load.ts';

export interface LoadedSpec {
  readonly gate: GateSpec;
  readonly model: LoadedModel;
}

const DEFAULT_FOLDER = 'specs';

/** Every spec, in the order given, those of a folder by name. Adds to `problems` and `diagnostics` what is wrong. */
export async function loadSpecs(
  paths: readonly string[],
  problems: string[],
  diagnostics: Diagnostic[],
): Promise<LoadedSpec[]> {
  const models = new Map<string, Promise<Loaded>>();
  const specs: LoadedSpec[] = [];
  for (const path of await specFiles(paths, problems)) {
    const read = await readText(path, MAX_CHARACTERS);
    if ('message' in read) {
      problems.push(read.message);
      continue;
    }
    const parsed = parseSpec(sourceFile(path, read.text));
    diagnostics.push(...parsed.diagnostics);
    if (parsed.tree === null) continue;
    const spec = await withModel(parsed.tree, models, diagnostics);
    if (spec !== null) specs.push(spec);
  }
  return specs;
}

async function specFiles(paths: readonly string[], problems: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths.length > 0 ? paths : [DEFAULT_FOLDER]) {
    const isFolder = await stat(path).then(
      one => one.isDirectory(),
      () => paths.length === 0,
    );
    if (!isFolder) {
      found.push(path);
      continue;
    }
    const names = await readdir(path).catch(() => []);
    const specs = names.filter(name => name.endsWith('.spec')).sort();
    if (specs.length === 0) problems.push(`there is no .spec in the folder ${path}`);
    found.push(...specs.map(name => posix.join(path, name)));
  }
  return [...new Set(found)];
}

async function withModel(
  tree: SpecTree,
  models: Map<string, Promise<Loaded>>,
  diagnostics: Diagnostic[],
): Promise<LoadedSpec | null> {
  const file = posix.join(posix.dirname(tree.file.path), tree.model.text);
  const known = models.get(file);
  const loading = known ?? loadModel(file);
  models.set(file, loading);
  const outcome = await loading;
  if (outcome.kind === 'message') {
    const { span } = tree.model;
    diagnostics.push({ code: 'MC1207', severity: 'error', span, message: outcome.message });
    return null;
  }
  if (outcome.kind === 'diagnostics') {
    // The mistakes of a model that several specs name are shown once.
    if (known === undefined) diagnostics.push(...outcome.diagnostics);
    return null;
  }
  const { identity, model } = outcome.loaded;
  const shape = shapeOf(model);
  diagnostics.push(...unknownNames(tree, shape));
  return { gate: { tree, model: identity, shape }, model: outcome.loaded };
}

function shapeOf(model: CheckedModel): ModelShape {
  const variants = model.variants.map(({ decl }) => ({ key: decl.name.text, decl }));
  const versions = model.versions.flatMap(({ decl }) =>
    model.hosts.map(host => ({ key: `${host.name}.${decl.name.text}`, decl })),
  );
  const named = model.properties.filter(decl => decl.form !== 'goal').map(propertyName);
  return {
    variants: [...variants, ...versions].map(({ key, decl }) => ({
      name: key,
      values: decl.values.map(value => value.text),
    })),
    params: model.params.map(({ decl }) => decl.name.text),
    properties: [...new Set([...named, 'errors', 'assertions'])],
  };
}

function propertyName(decl: PropertyDecl): string {
  return decl.form === 'deadlock' || decl.form === 'partial-deadlock' ? decl.form : decl.name.text;
}
