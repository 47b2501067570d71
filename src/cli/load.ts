// From a path to a checked model. In: the path of a model as given. Out: the model with its identity, or
// diagnostics. Follows imports; lowers nothing.

import { realpath } from 'node:fs/promises';
import { posix, sep } from 'node:path';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { type SourceFile, sourceFile } from '../diagnostic/source.ts';
import { lower } from '../ir/lower.ts';
import type { Program } from '../ir/program.ts';
import type { Choices } from '../questions/matrix.ts';
import type { ModelIdentity } from '../report/report.ts';
import { checkModel } from '../semantics/check-model.ts';
import type { CheckedModel } from '../semantics/model.ts';
import { MAX_CHARACTERS, MAX_LINES } from '../syntax/limits.ts';
import { parse } from '../syntax/parse.ts';
import type { ImportDecl, SourceTree } from '../syntax/tree.ts';
import { readText, sha256 } from './files.ts';

export interface LoadedModel {
  readonly identity: ModelIdentity;
  readonly model: CheckedModel;
  readonly warnings: readonly Diagnostic[];
}

export type Loaded =
  | { readonly kind: 'loaded'; readonly loaded: LoadedModel }
  | { readonly kind: 'diagnostics'; readonly diagnostics: readonly Diagnostic[] }
  /** Something is wrong with a file rather than with a place in it. */
  | { readonly kind: 'message'; readonly message: string };

/**
 * Reads, parses and checks a model with its imports. `question`: declarations that come with the command line
 * and are no part of the model's identity.
 */
export async function loadModel(path: string, question: string | null = null): Promise<Loaded> {
  const reading = new Reading();
  await reading.read(shownPath(path));
  if (reading.message !== null) return { kind: 'message', message: reading.message };
  if (reading.diagnostics.some(one => one.severity === 'error')) {
    return { kind: 'diagnostics', diagnostics: reading.diagnostics };
  }
  const asked = question === null ? null : parse(sourceFile('the command line', question));
  if (asked !== null && asked.tree === null) {
    return { kind: 'diagnostics', diagnostics: asked.diagnostics };
  }
  const trees = asked?.tree == null ? reading.trees : [...reading.trees, asked.tree];
  const { model, diagnostics } = checkModel(trees);
  const all = [...reading.diagnostics, ...diagnostics];
  if (model === null) return { kind: 'diagnostics', diagnostics: all };
  const hash = sha256(reading.trees.map(tree => tree.file.text));
  const identity = { name: model.name, file: shownPath(path), sha256: hash };
  return { kind: 'loaded', loaded: { identity, model, warnings: all } };
}

export type Lowered =
  | { readonly program: Program; readonly diagnostics: readonly Diagnostic[] }
  | { readonly program: null; readonly diagnostics: readonly Diagnostic[] };

/** The program of a model under a partial choice. */
export function lowerModel(model: CheckedModel, choices: Choices): Lowered {
  return lower(model, choices);
}

/** The first file and, depth first, what it imports; each file once. */
class Reading {
  readonly trees: SourceTree[] = [];
  readonly diagnostics: Diagnostic[] = [];
  message: string | null = null;
  private readonly seen = new Set<string>();
  private root = '';
  private characters = 0;
  private lines = 0;

  async read(path: string): Promise<void> {
    const outcome = await readText(path, MAX_CHARACTERS);
    if ('message' in outcome) {
      this.message ??= outcome.message;
      return;
    }
    // A pipe has no real path.
    const real = await realpath(path).catch(() => path);
    if (this.root === '') this.root = real.slice(0, real.lastIndexOf(sep) + 1);
    this.seen.add(real);
    const file = sourceFile(path, outcome.text);
    if (!this.hasRoomFor(file)) return;
    const { tree, diagnostics } = parse(file);
    this.diagnostics.push(...diagnostics);
    if (tree === null) return;
    this.trees.push(tree);
    for (const one of tree.imports) await this.follow(path, one);
  }

  /** The parser limits each file; what is imported counts together. */
  private hasRoomFor(file: SourceFile): boolean {
    this.characters += file.text.length;
    this.lines += file.lineStarts.length;
    if (this.trees.length === 0) return true;
    if (this.characters <= MAX_CHARACTERS && this.lines <= MAX_LINES) return true;
    this.message ??= `${file.path}: a model with its imports may have ${MAX_CHARACTERS} characters and ${MAX_LINES} lines`;
    return false;
  }

  private async follow(from: string, one: ImportDecl): Promise<void> {
    if (this.message !== null) return;
    const path = posix.join(posix.dirname(from), one.path);
    const real = await realpath(path).catch(() => null);
    if (real === null || posix.isAbsolute(one.path)) {
      this.reportImport('MC4201', one, `cannot read '${one.path}'`);
    } else if (!real.startsWith(this.root)) {
      this.reportImport(
        'MC4202',
        one,
        `'${one.path}' lies outside of the folder of the first model`,
      );
    } else if (!this.seen.has(real)) {
      await this.read(path);
    }
  }

  private reportImport(code: Diagnostic['code'], one: ImportDecl, message: string): void {
    this.diagnostics.push({ code, severity: 'error', span: one.span, message });
  }
}

/** Paths are shown with `/`, whatever the system writes. */
function shownPath(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}
