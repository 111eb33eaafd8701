/** How many slots there are: enough for the keys of an object to have one each, mostly. */
export const keySlots = 4096;

/**
 * The slot of a key in tables that tell keys apart without comparing them (the walk computes the same in place). The
 * bytes of an empty key are the quotes around it.
 */
export function keySlot(firstByte: number, lastByte: number, length: number): number {
  return (firstByte + lastByte * 67 + length * 311) & (keySlots - 1);
}
