// Names as they are written where they stand: without the thread and the host that are being spoken of. In: a text with
// full names. Out: a shorter one. Nothing is looked up.

/** Without the owner's own name before what belongs to it: `sem_sync` for `src.send[0].sem_sync`. */
export function ownName(text: string, owner: string): string {
  let short = '';
  let from = 0;
  for (let at = text.indexOf(`${owner}.`); at >= 0; at = text.indexOf(`${owner}.`, from)) {
    const begins = at === 0 || !/[\w.\]]/.test(text[at - 1] as string);
    const end = at + owner.length + 1;
    short += text.slice(from, begins ? at : end);
    from = end;
  }
  return short + text.slice(from);
}
