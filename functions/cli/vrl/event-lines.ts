import type { Value } from '../../../shared/transform/vrl/runtime/value.ts';
import { parseExact } from './read-input.ts';

/**
 * Events, a line of JSON each; of nothing at all, one without fields. A blank line is no event, as it is none to VRL's own
 * command line: whatever made it has failed.
 * @returns why not, as text
 */
export function eventsOfLines(input: string): readonly Value[] | { fault: string } {
  if (input === '') return [{}];
  const lines = input.replace(/\n$/, '').split('\n');
  const events: Value[] = [];
  for (const [index, line] of lines.entries()) {
    try {
      events.push(parseExact(line));
    } catch (cause) {
      const why = line.trim() === '' ? 'it is blank' : (cause as Error).message;
      return { fault: `line ${index + 1} of the input is no JSON: ${why}` };
    }
  }
  return events;
}
