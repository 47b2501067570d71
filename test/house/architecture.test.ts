// The house keeps its shape by itself: rooms import one way, no circles, no default exports, no `any`.

import { Project, SyntaxKind } from 'ts-morph';
import { describe, expect, it } from 'vitest';
import { MAY_IMPORT } from './import-table.ts';

const project = new Project({
  tsConfigFilePath: 'tsconfig.json',
  skipAddingFilesFromTsConfig: true,
});
project.addSourceFilesAtPaths('src/**/*.ts');
const root = process.cwd();
const files = project.getSourceFiles();

function pathOf(file: { getFilePath(): string }): string {
  return file.getFilePath().slice(root.length + 1);
}

function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** Files a file names in imports, type-only ones and re-exports included, and in `import()`. */
function targetsOf(file: (typeof files)[number]): string[] {
  const named = [...file.getImportDeclarations(), ...file.getExportDeclarations()].flatMap(d => {
    const target = d.getModuleSpecifierSourceFile();
    return target === undefined ? [] : [pathOf(target)];
  });
  const dynamic = file
    .getDescendantsOfKind(SyntaxKind.CallExpression)
    .filter(call => call.getExpression().getKind() === SyntaxKind.ImportKeyword)
    .flatMap(call => {
      const text = call.getArguments()[0]?.getText().slice(1, -1) ?? '';
      return text.startsWith('.')
        ? [new URL(text, `file:///${pathOf(file)}`).pathname.slice(1)]
        : [];
    });
  return [...named, ...dynamic].filter(path => path.startsWith('src/'));
}

describe('the rooms of src/', () => {
  it('are all in the import table', () => {
    expect(
      [...new Set(files.map(file => roomOf(pathOf(file))))].filter(room => !(room in MAY_IMPORT)),
    ).toEqual([]);
  });

  it('import only what the table allows', () => {
    const wrong = files.flatMap(file => {
      const room = roomOf(pathOf(file));
      return targetsOf(file)
        .filter(target => roomOf(target) !== room && !MAY_IMPORT[room]?.includes(roomOf(target)))
        .map(target => `${pathOf(file)} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('have no circle between them', () => {
    const order = Object.keys(MAY_IMPORT);
    const upward = Object.entries(MAY_IMPORT).flatMap(([room, allowed]) =>
      allowed
        .filter(other => order.indexOf(other) >= order.indexOf(room))
        .map(other => `${room} -> ${other}`),
    );
    expect(upward).toEqual([]);
  });

  it('keep ohm in syntax/ and colour and arguments in cli/', () => {
    const homes: Readonly<Record<string, string>> = {
      'ohm-js': 'syntax',
      chalk: 'cli',
      yargs: 'cli',
    };
    const wrong = files.flatMap(file =>
      file.getImportDeclarations().flatMap(d => {
        const home = homes[d.getModuleSpecifierValue().split('/')[0] ?? ''];
        return home === undefined || home === roomOf(pathOf(file))
          ? []
          : [`${pathOf(file)} imports ${d.getModuleSpecifierValue()}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('touch no disk, clock, terminal or process outside cli/ and the host of explore/', () => {
    const rim = (path: string) =>
      path.startsWith('src/cli/') || /^src\/explore\/node-(host|thread)\.ts$/.test(path);
    const wrong = files
      .filter(file => !rim(pathOf(file)))
      .flatMap(file => [
        ...file
          .getImportDeclarations()
          .map(d => d.getModuleSpecifierValue())
          .filter(name => /^node:(fs|process|child_process|worker_threads|os|timers)/.test(name))
          .map(name => `${pathOf(file)} imports ${name}`),
        ...file
          .getDescendantsOfKind(SyntaxKind.Identifier)
          .filter(
            id => id.getText() === 'process' && id.getParent()?.getText().startsWith('process.'),
          )
          .filter(
            id =>
              id
                .getSymbol()
                ?.getDeclarations()
                .every(d => d.getSourceFile().isDeclarationFile()) ?? true,
          )
          .map(() => `${pathOf(file)} uses process`),
      ]);
    expect(wrong).toEqual([]);
  });

  it('export by name and are typed', () => {
    const wrong = files.flatMap(file => [
      ...(file.getDefaultExportSymbol() === undefined
        ? []
        : [`${pathOf(file)} has a default export`]),
      ...file
        .getDescendantsOfKind(SyntaxKind.AnyKeyword)
        .map(node => `${pathOf(file)}:${node.getStartLineNumber()} any`),
    ]);
    expect(wrong).toEqual([]);
  });
});

describe('files', () => {
  it('open with what they are for', () => {
    const bare = files.filter(
      file => !file.getFullText().startsWith('// ') && !pathOf(file).includes('/grammar/'),
    );
    expect(bare.map(pathOf)).toEqual([]);
  });

  it('have no circular imports', () => {
    const graph = new Map(files.map(file => [pathOf(file), valueTargets(file)]));
    expect(circles(graph)).toEqual([]);
  });
});

/** Imports that exist when the program runs: type-only ones cannot make a circle. */
function valueTargets(file: (typeof files)[number]): string[] {
  return file.getImportDeclarations().flatMap(d => {
    const target = d.getModuleSpecifierSourceFile();
    const typeOnly =
      d.isTypeOnly() ||
      (d.getNamedImports().length > 0 && d.getNamedImports().every(n => n.isTypeOnly()));
    return target === undefined || typeOnly ? [] : [pathOf(target)];
  });
}

/** Strongly connected groups of rooms' files that cross a room; inside a room recursion may span files. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  for (const [file, targets] of graph) {
    for (const target of targets) {
      if (roomOf(file) !== roomOf(target) && reaches(graph, target, file))
        found.push(`${file} <-> ${target}`);
    }
  }
  return found;
}

function reaches(graph: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const queue = [from];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    queue.push(...(graph.get(next) ?? []));
  }
  return false;
}
