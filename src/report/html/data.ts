// Data inside a page. In: anything that JSON can hold. Out: a script element that no browser runs and out of which no
// text can break: what could end it, or a comment, is written as an escape of JSON.

export function dataElement(id: string, value: unknown): string {
  const json = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `<script type="application/json" id="${id}">${json}</script>`;
}
