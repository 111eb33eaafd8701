/** What Rust's `{:?}` has a short escape for, in texts and bytes. */
export const debugEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\0', '\\0'],
]);

/** A text in quotes as Rust's `{:?}` has it, which VRL's messages quote with. */
export function debugText(text: string): string {
  const escaped = text.replaceAll(
    /["\\\p{C}\p{Grapheme_Extend}]|(?! )\p{Z}/gu,
    (character) =>
      debugEscapes.get(character) ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return `"${escaped}"`;
}
