// The compiled rooms that the fuzzer calls. In: the folder of the build. Out: their functions.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export async function loadRooms(code) {
  const load = file => import(pathToFileURL(resolve(code, file)).href);
  const [source, render, parse, print, check, lower, interpreter] = await Promise.all([
    load('diagnostic/source.js'),
    load('diagnostic/render.js'),
    load('syntax/parse.js'),
    load('syntax/print.js'),
    load('semantics/check-model.js'),
    load('ir/lower.js'),
    load('system/interpreter.js'),
  ]);
  return {
    sourceFile: source.sourceFile,
    renderDiagnostics: render.renderDiagnostics,
    parse: parse.parse,
    print: print.print,
    checkModel: check.checkModel,
    lower: lower.lower,
    interpreter: interpreter.interpreter,
  };
}
