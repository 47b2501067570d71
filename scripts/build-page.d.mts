/** The text of page-script.ts as the modules are now. */
export function pageScript(): Promise<string>;
