/** A character behind a backslash, and then the end of a string with a colon behind it. */
const keyEnd = /\\.[^"\\]*"\s*:/s;

/**
 * Whether a key of JSON text may be written with an escape: such a key `JSON.parse` of V8 13.6, which is in Node 24, takes
 * for another one that it has seen; see `parseExactly`. Never false where one is; true for text that looks so, too. Where
 * there is no backslash it costs a search for one.
 */
export function mayHaveEscapedKey(text: string): boolean {
  return text.includes('\\') && keyEnd.test(text);
}
