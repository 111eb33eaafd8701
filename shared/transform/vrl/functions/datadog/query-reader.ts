import { TextReader } from '../../runtime/text-reader.ts';

/** A query that is none: where, and what could stand there. */
export class QueryFault extends Error {
  readonly position: number;
  constructor(expected: readonly string[], position: number) {
    const last = expected.at(-1) ?? '';
    const many = expected.length > 2 ? `, or ${last}` : ` or ${last}`;
    super(expected.length < 2 ? last : expected.slice(0, -1).join(', ') + many);
    this.position = position;
  }
}

/** A query that is read by trying one reading after the other, with what was tried where the furthest one failed. */
export class QueryReader extends TextReader {
  private failedAt = 0;
  private tried: string[] = [];

  get fault(): QueryFault {
    const expected = [...new Set(this.tried)];
    return new QueryFault(expected, this.failedAt);
  }

  skipBlanks(): void {
    this.match(/[ \r\n\t]*/y);
  }

  /**
   * A part with a name. Where it fails and its own parts did not come any further, they are not worth telling, unless there
   * is one of them alone.
   */
  part<T>(name: string, read: () => T | null): T | null {
    const start = this.position;
    const before = this.failedAt === start ? this.tried.length : 0;
    const value = read();
    if (value !== null) return value;
    this.position = start;
    const after = this.failedAt === start ? this.tried.length : 0;
    if (after - before === 1) return null;
    if (start > this.failedAt) this.tried = [];
    else if (start < this.failedAt) return null;
    else this.tried.length = Math.min(before, this.tried.length);
    this.failedAt = start;
    this.tried.push(name);
    return null;
  }
}
