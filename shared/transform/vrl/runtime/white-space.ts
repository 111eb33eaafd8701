/** Unicode's White_Space, which Rust trims by; JavaScript's own trim knows another set (U+FEFF, not U+0085). */
export function trimWhite(text: string): string {
  return trimWhiteEnd(trimWhiteStart(text));
}

export function trimWhiteStart(text: string): string {
  const first = text.charCodeAt(0);
  // most texts begin with something else
  if (first > 0x20 && first < 0x7f) return text;
  return text.replace(/^\p{White_Space}+/u, '');
}

export function trimWhiteEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isWhite(text.charCodeAt(end - 1))) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** @param unit of UTF-16; white space is never a pair of surrogates */
export function isWhite(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 9 && unit <= 13);
  return (
    unit === 0x85 ||
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}
