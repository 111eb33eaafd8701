/** Text as HTML. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`);
}

/** A table that scrolls by itself where the page is narrow. @param cells are HTML already */
export function table(
  caption: string,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns: number = 1,
): string {
  const cell = (tag: 'td' | 'th', text: string, column: number, scope = ''): string =>
    `<${tag}${scope}${column < textColumns ? '' : ' class="n"'}>${text}</${tag}>`;
  const head = heading.map((text, column) => cell('th', escaped(text), column, ' scope="col"'));
  const body = rows.map(
    (cells) =>
      `<tr>${cells.map((text, column) => (column === 0 ? cell('th', text, column, ' scope="row"') : cell('td', text, column))).join('')}</tr>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(caption)}"><table><caption>${escaped(caption)}</caption><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

/** A whole number with commas; small ones with what is behind the point. */
export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 });
}
