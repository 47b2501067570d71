// Damaged models. In: a corpus of texts, a seed and the number of a case. Out: the text of that case, the same
// everywhere. Knows tokens and blocks only as far as it takes to damage them in ways a parser lets through.

/** Cuts each text into tokens and blocks, once. `corpus`: [{ path, text }]. */
export function prepare(corpus) {
  const seeds = corpus.map(({ path, text }) => ({ path, text, tokens: tokensOf(text) }));
  for (const seed of seeds) seed.blocks = blocksOf(seed);
  const words = [...new Set(seeds.flatMap(seed => seed.tokens.map(token => token.text)))].sort();
  const blocks = seeds.flatMap(seed => seed.blocks.map(block => textOf(seed, block)));
  return { seeds, words, blocks: [...new Set(blocks)].sort() };
}

/** The text of one case: { path, text, mutations }, `path` being the model it was made from. */
export function caseOf(prepared, seed, number) {
  const random = generator(seed, number);
  const first = random.pick(prepared.seeds);
  let text = first.text;
  const mutations = [];
  const count = 1 + random.below(3);
  for (let i = 0; i < count; i++) {
    const mutation = random.pick(MUTATIONS);
    const changed = i === 0 ? first : { text, tokens: tokensOf(text), blocks: null };
    changed.blocks ??= blocksOf(changed);
    text = mutation.apply(changed, prepared, random);
    mutations.push(mutation.name);
  }
  return { path: first.path, text, mutations };
}

const NUMBERS = ['0', '1', '2', '3', '31', '32', '64', '255', '100000', '2147483647', '2147483648'];
const CHARACTERS = [
  '\0',
  '\r',
  '\t',
  '"',
  '/',
  '@',
  '\u00e4',
  '\ud800',
  '\ufeff',
  '{',
  '}',
  '(',
  ':',
  '.',
];

const MUTATIONS = [
  {
    name: 'drop character',
    apply: ({ text }, _, random) => splice(text, random.below(text.length), 1, ''),
  },
  {
    name: 'insert character',
    apply: ({ text }, _, random) =>
      splice(text, random.below(text.length + 1), 0, random.pick(CHARACTERS)),
  },
  {
    name: 'replace character',
    apply: ({ text }, _, random) => splice(text, random.below(text.length), 1, character(random)),
  },
  { name: 'cut off', apply: ({ text }, _, random) => text.slice(0, random.below(text.length + 1)) },
  { name: 'drop token', apply: (one, _, random) => replaceToken(one, random, () => '') },
  {
    name: 'repeat token',
    apply: (one, _, random) => replaceToken(one, random, text => `${text} ${text}`),
  },
  {
    name: 'replace token',
    apply: (one, { words }, random) => replaceToken(one, random, () => random.pick(words)),
  },
  { name: 'swap tokens', apply: swapTokens },
  { name: 'swap names', apply: renamed },
  { name: 'swap names', apply: renamed },
  { name: 'swap names', apply: renamed },
  { name: 'change number', apply: changedNumber },
  { name: 'drop block', apply: (one, _, random) => replaceBlock(one, random, () => '') },
  {
    name: 'repeat block',
    apply: (one, _, random) => replaceBlock(one, random, text => `${text}\n${text}`),
  },
  {
    name: 'swap blocks',
    apply: (one, _, random) =>
      replaceBlock(one, random, () => textOf(one, random.pick(one.blocks))),
  },
  {
    name: 'foreign block',
    apply: (one, { blocks }, random) => replaceBlock(one, random, () => random.pick(blocks)),
  },
  {
    name: 'add foreign block',
    apply: (one, { blocks }, random) =>
      replaceBlock(one, random, text => `${text}\n${random.pick(blocks)}`),
  },
];

function character(random) {
  return String.fromCharCode(32 + random.below(95));
}

function splice(text, at, removed, inserted) {
  return text.slice(0, at) + inserted + text.slice(at + removed);
}

// ---------------------------------------------------------------- tokens

function tokensOf(text) {
  const found = [];
  for (const match of text.matchAll(
    /\/\/[^\n]*|"[^"\n]*"|[A-Za-z_]\w*|\d+|->|[-+=!<>]=|\.\.|[^\s\w]/g,
  )) {
    if (match[0].startsWith('//')) continue;
    found.push({ text: match[0], start: match.index, end: match.index + match[0].length });
  }
  return found;
}

function replaceToken({ text, tokens }, random, replace) {
  const token = random.pick(tokens);
  return token === undefined
    ? text
    : splice(text, token.start, token.text.length, replace(token.text));
}

function swapTokens({ text, tokens }, _prepared, random) {
  const [a, b] = [random.pick(tokens), random.pick(tokens)].sort((x, y) => x?.start - y?.start);
  if (a === undefined || a === b) return text;
  return text.slice(0, a.start) + b.text + text.slice(a.end, b.start) + a.text + text.slice(b.end);
}

/** One name in place of another of the same text: most of these still parse. */
function renamed({ text, tokens }, _prepared, random) {
  const names = tokens.filter(token => /^[A-Za-z_]/.test(token.text));
  const to = random.pick(names);
  return to === undefined ? text : replaceToken({ text, tokens: names }, random, () => to.text);
}

function changedNumber({ text, tokens }, _prepared, random) {
  const numbers = tokens.filter(token => /^\d/.test(token.text));
  return replaceToken({ text, tokens: numbers }, random, () => random.pick(NUMBERS));
}

// ---------------------------------------------------------------- blocks

/** Declarations and actions, roughly: from the first token of a line to the end of its last open bracket. */
function blocksOf({ text, tokens }) {
  const found = [];
  tokens.forEach((token, i) => {
    if (!startsLine(text, token.start) || !/^\w/.test(token.text)) return;
    let depth = 0;
    for (let at = i; at < tokens.length; at++) {
      if ('{(['.includes(tokens[at].text)) depth++;
      if ('})]'.includes(tokens[at].text)) depth--;
      if (depth < 0) return;
      const next = tokens[at + 1];
      if (depth === 0 && (next === undefined || startsLine(text, next.start))) {
        found.push({ start: token.start, end: tokens[at].end });
        return;
      }
    }
  });
  return found;
}

function startsLine(text, start) {
  return /^\s*$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
}

function textOf({ text }, block) {
  return text.slice(block.start, block.end);
}

function replaceBlock(one, random, replace) {
  const block = random.pick(one.blocks);
  if (block === undefined) return one.text;
  return one.text.slice(0, block.start) + replace(textOf(one, block)) + one.text.slice(block.end);
}

// ---------------------------------------------------------------- chance

/** mulberry32, seeded by both numbers. */
function generator(seed, number) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b)) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = bound => (bound <= 0 ? 0 : next() % bound);
  return { below, pick: list => list[below(list.length)] };
}
