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
export class QueryReader {
  position = 0;
  readonly text: string;
  private failedAt = 0;
  private tried: string[] = [];
  constructor(text: string) {
    this.text = text;
  }

  get fault(): QueryFault {
    const expected = [...new Set(this.tried)];
    return new QueryFault(expected, this.failedAt);
  }

  take(text: string): boolean {
    if (!this.text.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** @param expression sticky */
  match(expression: RegExp): string | null {
    expression.lastIndex = this.position;
    const text = expression.exec(this.text)?.[0] ?? null;
    this.position += text?.length ?? 0;
    return text;
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
