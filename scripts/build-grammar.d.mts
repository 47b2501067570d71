/** The text of mig.ohm-recipe.ts for the text of mig.ohm. */
export function compile(source: string): string;
