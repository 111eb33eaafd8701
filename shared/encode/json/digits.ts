const zero = 0x30;

/** Writes a whole number from 0 to 2^53 in digits, without making a string. Gives the position behind it. */
export function writeInteger(value: number, into: Uint8Array, position: number): number {
  let width = 1;
  for (let bound = 10; bound <= value; bound *= 10) width += 1;
  writeFixed(value, width, into, position);
  return position + width;
}

/** Writes exactly `width` digits, with zeros before. */
export function writeFixed(value: number, width: number, into: Uint8Array, position: number): void {
  let rest = value;
  for (let at = position + width - 1; at >= position; at -= 1) {
    const next = Math.floor(rest / 10);
    into[at] = zero + (rest - next * 10);
    rest = next;
  }
}
