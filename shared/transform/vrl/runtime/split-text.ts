/** The pieces between a separator, at most `limit`: the last one has the rest. */
export function splitText(text: string, separator: string, limit: number): string[] {
  if (limit === 0) return [];
  // Rust splits at the ends too where the separator is empty
  const pieces = separator === '' ? ['', ...Array.from(text), ''] : text.split(separator);
  if (pieces.length <= limit) return pieces;
  return [...pieces.slice(0, limit - 1), pieces.slice(limit - 1).join(separator)];
}
