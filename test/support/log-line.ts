/** A line of the structured log, with the fields that tests look at. */
export interface LogLine extends Readonly<Record<string, unknown>> {
  readonly level: string;
  readonly message: string;
  readonly event?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly remedy: string };
}

/** Null where the line is not one of the log, like the last words on stderr. */
export function parseLogLine(line: string): LogLine | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return null;
  }
}
