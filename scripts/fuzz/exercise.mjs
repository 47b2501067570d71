// One text through the front of mcheck. In: the rooms to call (from dist/ or src/) and a text. Out: how far it
// got, or what is wrong with mcheck: a crash, a rejection without a place, a formatting that does not last.

const STEPS = 20;

/** `{ reached, problem }`; `reached` is parse, check, lower or run; `problem` is null or a line of text. */
export function exercise(rooms, path, text) {
  const stage = { reached: 'parse' };
  try {
    return { ...stage, problem: run(rooms, path, text, stage), reached: stage.reached };
  } catch (thrown) {
    const frames = String(thrown?.stack ?? '')
      .split('\n')
      .filter(line => /^\s+at /.test(line));
    const where = frames
      .slice(0, 4)
      .map(line => line.trim().replace(/\(?file:\/\/.*\/(dist|src)\//, '$1/'));
    return {
      reached: stage.reached,
      problem: `crash: ${thrown?.message ?? thrown} | ${where.join(' | ')}`,
    };
  }
}

function run(rooms, path, text, stage) {
  const parsed = rooms.parse(rooms.sourceFile(path, text));
  const unplaced = problemOf(rooms, parsed.tree === null, parsed.diagnostics);
  if (unplaced !== null || parsed.tree === null) return unplaced;
  const formatted = formatProblem(rooms, path, parsed.tree);
  if (formatted !== null) return formatted;
  stage.reached = 'check';
  const { model, diagnostics } = rooms.checkModel([parsed.tree]);
  const wrong = problemOf(rooms, model === null, diagnostics);
  if (wrong !== null || model === null) return wrong;
  stage.reached = 'lower';
  for (const variant of choicesOf(model)) {
    const lowered = rooms.lower(model, { variant, params: {} });
    const failed = problemOf(rooms, lowered.program === null, lowered.diagnostics);
    if (failed !== null) return failed;
    if (lowered.program === null) continue;
    stage.reached = 'run';
    walk(rooms.interpreter(lowered.program));
  }
  return null;
}

/** A rejection needs an error, and every diagnostic a place inside its file. */
function problemOf(rooms, rejected, diagnostics) {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (rejected !== errors.length > 0) return `rejected is ${rejected} with ${errors.length} errors`;
  for (const { code, span, message } of diagnostics) {
    const { file, start, end } = span;
    const inside =
      Number.isInteger(start) && start >= 0 && start <= end && end <= file.text.length + 1;
    if (!inside || file.path === '') return `no place: ${code} ${message} ${start}..${end}`;
    if (message === '' || /undefined|\[object|NaN/.test(message))
      return `no message: ${code} ${message}`;
  }
  rooms.renderDiagnostics(diagnostics);
  return null;
}

function formatProblem(rooms, path, tree) {
  const once = rooms.print(tree);
  const again = rooms.parse(rooms.sourceFile(path, once));
  if (again.tree === null) return `formatted text is rejected: ${again.diagnostics[0]?.message}`;
  return rooms.print(again.tree) === once ? null : 'formatting twice is not formatting once';
}

/** The default, and the last value of every variant. */
function choicesOf(model) {
  const last = model.variants.map(({ decl }) => [decl.name.text, decl.values.at(-1)?.text ?? '']);
  return last.length === 0 ? [{}] : [{}, Object.fromEntries(last)];
}

/** The first steps of two runs: always the first enabled action, and always the last. */
function walk(system) {
  for (const end of [0, -1]) {
    let state = system.initial();
    for (let step = 0; step < STEPS; step++) {
      const action = system.enabled(state).at(end);
      const firing = action === undefined ? null : system.fire(state, action);
      system.accepted(state);
      if (firing === null || firing.next === null) break;
      state = firing.next;
    }
  }
}
