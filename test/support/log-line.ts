/** A line of the structured log, with the fields that tests look at. */
export interface LogLine extends Readonly<Record<string, unknown>> {
  readonly level: string;
  readonly message: string;
  readonly event?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly remedy: string };
}

/** Null where the line is not one of the log, like the last words on stderr. */
function parseLogLine(line: string): LogLine | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return null;
  }
}

/**
 * The lines that tell of an event, of a log that grows. Each is parsed once: tests look again and again until something
 * has been told, and a consumer writes thousands of lines.
 */
export function tellerOf(lines: readonly string[]): (event: string) => LogLine[] {
  const byEvent = new Map<string | undefined, LogLine[]>();
  let parsed = 0;
  return (event) => {
    for (; parsed < lines.length; parsed++) {
      const line = parseLogLine(lines[parsed] ?? '');
      if (line === null) continue;
      const same = byEvent.get(line.event);
      if (same === undefined) byEvent.set(line.event, [line]);
      else same.push(line);
    }
    return [...(byEvent.get(event) ?? [])];
  };
}
