// Fenced blocks of a page. In: Markdown. Out: the blocks in order, and the page again with some of them
// replaced. Knows nothing of models.

export interface Block {
  /** What follows the fence: `mig thread`, `console`. */
  readonly info: string;
  /** Between the fences, without the last line end. */
  readonly text: string;
  /** 1-based line of the opening fence. */
  readonly line: number;
}

const FENCED = /^```([^\n]*)\n([\s\S]*?)^```$/gm;

export function blocksOf(page: string): Block[] {
  return [...page.matchAll(FENCED)].map(match => ({
    info: match[1] as string,
    text: (match[2] as string).replace(/\n$/, ''),
    line: page.slice(0, match.index).split('\n').length,
  }));
}

/** The page with the text of each block given by `replace`. */
export async function withBlocks(
  page: string,
  replace: (block: Block) => Promise<string>,
): Promise<string> {
  const texts: string[] = [];
  for (const block of blocksOf(page)) texts.push(await replace(block));
  let next = 0;
  return page.replaceAll(FENCED, (_, info) => `\`\`\`${info}\n${texts[next++]}\n\`\`\``);
}
