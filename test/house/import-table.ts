// The rooms of src/ and what each may import directly. The page docs/architecture.md explains it.

export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  diagnostic: [],
  syntax: ['diagnostic'],
  semantics: ['diagnostic', 'syntax'],
  // Lowering reads the trees that the checked model is made of.
  ir: ['diagnostic', 'semantics', 'syntax'],
  property: ['diagnostic', 'ir'],
  reduction: ['diagnostic', 'ir', 'property'],
  // Of reductions a system knows the data.
  system: ['diagnostic', 'ir', 'property', 'reduction'],
  wasm: [],
  codegen: ['diagnostic', 'ir', 'property', 'reduction', 'system', 'wasm'],
  explore: ['diagnostic', 'system', 'wasm'],
  graph: ['diagnostic', 'system', 'explore'],
  verdict: ['diagnostic', 'system', 'reduction', 'explore', 'graph', 'ir', 'property'],
  export: ['diagnostic', 'ir', 'property'],
  explain: ['diagnostic', 'verdict', 'graph', 'system', 'ir'],
  questions: ['diagnostic', 'ir', 'verdict', 'graph', 'explain', 'system', 'explore'],
  gate: ['diagnostic', 'syntax', 'verdict'],
  // The result of a gate holds cases of specs.
  report: ['diagnostic', 'syntax', 'verdict', 'explain', 'questions', 'ir', 'system', 'gate'],
  cli: [
    'diagnostic',
    'syntax',
    'semantics',
    'ir',
    'property',
    'system',
    'reduction',
    'codegen',
    'explore',
    'graph',
    'verdict',
    'explain',
    'export',
    'questions',
    'report',
    'gate',
  ],
};
