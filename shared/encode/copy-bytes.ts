/** Up to here a loop is faster than the call of the native copy (measured: 37 ns a call, about 1 ns a byte). */
const loopBytes = 32;

/** Copies `bytes[start, end)`, for which there must be room; gives the position behind what was written. */
export function copyBytes(
  bytes: Buffer,
  start: number,
  end: number,
  into: Buffer,
  position: number,
): number {
  const length = end - start;
  if (length > loopBytes) bytes.copy(into, position, start, end);
  else for (let at = 0; at < length; at += 1) into[position + at] = bytes[start + at] as number;
  return position + length;
}
