import { readHidden } from './read-yaml.ts';
import type { ReadText } from './tree.ts';
import { hideVariables, quoteBare } from './variables.ts';

/**
 * Reads a JSON file. `JSON.parse` says whether it is one; the parser of YAML, of which JSON is a part, says where things
 * stand in it.
 */
export function readJson(text: string, file: string): ReadText {
  const { text: hidden, reveal, faults } = hideVariables(text);
  const quoted = quoteBare(hidden);
  try {
    JSON.parse(quoted);
  } catch (thrown) {
    // the message may quote what it stumbled over, which may be a password
    const position = /position (\d+)/.exec((thrown as Error).message)?.[1];
    const before = quoted.slice(0, Number(position ?? quoted.length));
    const line = before.split('\n').length;
    const place = { file, line, column: before.length - before.lastIndexOf('\n') };
    return { trees: [], faults: [{ place, message: 'is not JSON from here on' }] };
  }
  // a tab is white space to JSON, and an error to YAML; within text JSON has none
  return readHidden(quoted.replaceAll('\t', ' '), file, reveal, faults);
}
