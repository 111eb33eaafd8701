import type { Mark } from './run-program.ts';

/** A program as text in which what diagnostics point at is marked; of places that meet, the first one counts. */
export function markedProgram(program: string, marks: readonly Mark[]): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const { end, severity, start } of marks.toSorted((one, other) => one.start - other.start)) {
    if (start < at) continue;
    const marked = document.createElement('mark');
    marked.className = severity;
    // one at the end of a line, or of all, is to be seen, too
    const text = program.slice(start, Math.max(end, start + 1));
    marked.textContent = /^\n?$/.test(text) ? ' ' : text;
    parts.push(program.slice(at, start), marked);
    at = /^\n?$/.test(text) ? start : start + text.length;
  }
  // a line break at the end begins a line, as it does in the editor
  return [...parts, program.slice(at), '\n'];
}
