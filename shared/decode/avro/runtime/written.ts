/** Buffer's own method, which is faster than `toString` and has no type. */
interface Latin1Buffer {
  readonly latin1Slice: (start: number, end: number) => string;
}

const scratch = Buffer.alloc(64);
const scratchView = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);

/** The text of what a function writes as a JSON string of ASCII. */
export function written(
  write: (view: DataView, start: number, out: DataView, position: number) => number,
  view: DataView,
  start: number,
): string {
  return between(write(view, start, scratchView, 0));
}

export function writtenTime(
  write: (out: DataView, position: number, low: number, high: number, perSecond: number) => number,
  low: number,
  high: number,
  perSecond: number,
): string {
  return between(write(scratchView, 0, low, high, perSecond));
}

/** Without the quotes. */
function between(behind: number): string {
  return (scratch as unknown as Latin1Buffer).latin1Slice(1, behind - 1);
}
