/** Where encoders write: they reserve once for a record, write into `buffer` from `position` on, and move `position`. */
export interface ByteTarget {
  buffer: Buffer;
  position: number;
  /** Makes sure that `bytes` more fit behind `position`; may replace `buffer` and `position`. */
  reserve: (bytes: number) => void;
}

/** One buffer that doubles: for what is collected before it goes somewhere else. */
export class GrowableTarget implements ByteTarget {
  buffer: Buffer;
  position = 0;

  constructor(initialBytes = 4096) {
    this.buffer = Buffer.allocUnsafeSlow(initialBytes);
  }

  reserve(bytes: number): void {
    const needed = this.position + bytes;
    if (needed <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.position);
    this.buffer = grown;
  }

  /** What was written, not copied: valid until the next write. */
  written(): Buffer {
    return this.buffer.subarray(0, this.position);
  }
}
