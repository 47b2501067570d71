// The rooms of src/ and what each may import directly. The page docs/architecture.md explains it.

export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  diagnostic: [],
  syntax: ['diagnostic'],
  semantics: ['diagnostic', 'syntax'],
  // Lowering reads the trees that the checked model is made of.
  ir: ['diagnostic', 'semantics', 'syntax'],
  property: ['diagnostic', 'ir'],
  system: ['diagnostic', 'ir', 'property'],
  wasm: [],
  codegen: ['diagnostic', 'ir', 'property', 'system', 'wasm'],
  explore: ['diagnostic', 'system', 'wasm'],
  verdict: ['diagnostic', 'system', 'explore', 'ir', 'property'],
  explain: ['diagnostic', 'verdict', 'system', 'ir'],
  questions: ['diagnostic', 'ir', 'verdict', 'explain', 'system', 'explore'],
  report: ['diagnostic', 'verdict', 'explain', 'questions', 'ir', 'system'],
  gate: ['diagnostic', 'syntax', 'verdict'],
  cli: [
    'diagnostic',
    'syntax',
    'semantics',
    'ir',
    'property',
    'system',
    'explore',
    'verdict',
    'explain',
    'questions',
    'report',
    'gate',
  ],
};
