// Making elements. In: a tag, a class, content. Out: an element; every text goes in as text, never as markup.

export type Content = Node | string | null;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...content: Content[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  for (const one of content) if (one !== null) element.append(one);
  return element;
}

/** The element with this id; the page has it. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

/** The value of an element of an array that is known to be there. */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index}`);
  return found;
}
