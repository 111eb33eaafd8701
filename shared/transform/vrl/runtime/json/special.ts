const quote = 0x22;
const backslash = 0x5c;
/** serde's limit is 127 levels; a text with fewer brackets than that cannot have them. */
const maxBrackets = 127;

/**
 * Whether `JSON.parse` may read a text otherwise than VRL: floats that look whole (`1.0`, `1e3`), more digits than a double
 * holds, −0, an escaped surrogate, which may lack its other half, or too many levels. Strings are jumped over.
 */
export function isSpecial(text: string): boolean {
  const hasEscapes = text.includes('\\');
  if (hasEscapes && /\\u[dD][89a-fA-F]/.test(text)) return true;
  let brackets = 0;
  let index = 0;
  while (index < text.length) {
    const unit = text.charCodeAt(index);
    if (unit === quote) {
      index = endOfString(text, index, hasEscapes);
    } else if (unit === 0x2d || (unit >= 0x30 && unit <= 0x39)) {
      const end = endOfNumber(text, index);
      if (isSpecialNumber(text, index, end)) return true;
      index = end;
    } else {
      if ((unit === 0x5b || unit === 0x7b) && ++brackets > maxBrackets) return true;
      index++;
    }
  }
  return false;
}

function endOfString(text: string, from: number, hasEscapes: boolean): number {
  let end = text.indexOf('"', from + 1);
  if (hasEscapes) {
    while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  }
  return end < 0 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let count = 0;
  while (text.charCodeAt(at - 1 - count) === backslash) count++;
  return count % 2 === 1;
}

function endOfNumber(text: string, from: number): number {
  let end = from + 1;
  for (; ; end++) {
    const unit = text.charCodeAt(end);
    const isPart = (unit >= 0x30 && unit <= 0x39) || unit === 0x2e || (unit | 32) === 0x65;
    if (!isPart && unit !== 0x2d && unit !== 0x2b) return end;
  }
}

/** Plain integers of up to 15 digits, and decimals that neither look whole nor have as many, are none. */
function isSpecialNumber(text: string, start: number, end: number): boolean {
  if (end - start > 15) return true;
  if (end - start < 3)
    return text.charCodeAt(start) === 0x2d && text.charCodeAt(start + 1) === 0x30;
  let point = -1;
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index);
    if ((unit | 32) === 0x65) return true;
    if (unit === 0x2e) point = index;
  }
  if (point < 0) return false;
  for (let index = point + 1; index < end; index++) {
    if (text.charCodeAt(index) !== 0x30) return false;
  }
  return true;
}
