import { setField } from '../../../set-field.ts';
import { isObject, type Value, type VrlObject } from '../runtime/value.ts';
import type { ArgumentFault, Call } from './definition.ts';
import { type ReadFile, textOfFile } from './read-file.ts';

/** The file of suffixes that a call of `parse_etld` names, by label, so that it is in the program. */
export function preparedSuffixList(
  { constants }: Call,
  readFile: ReadFile,
): ReadonlyMap<string, Value> | ArgumentFault {
  const path = constants.get('psl');
  if (typeof path !== 'string') return new Map();
  const failed = (message: string): ArgumentFault => ({ keyword: 'psl', message });
  const text = textOfFile(path, readFile);
  if (text === null) return failed('Unable to read psl file');
  const list = readList(text);
  return list === null ? failed('Unable to parse psl file') : new Map([['psl', list]]);
}

/** Null: it is no list, or an empty one. */
function readList(text: string): VrlObject | null {
  const list: VrlObject = {};
  let hasBegun = false;
  for (const line of text.split(/\r?\n/)) {
    if (/BEGIN (?:ICANN|PRIVATE) DOMAINS/.test(line)) hasBegun = true;
    else if (!line.startsWith('//') && hasBegun) {
      const rule = line.trim().split(/\s/u)[0] ?? '';
      if (rule === '') continue;
      if (!addRule(list, rule)) return null;
      if (/[^ -~]/.test(rule)) addRule(list, asciiOf(rule));
    }
  }
  return Object.keys(list).length === 0 ? null : list;
}

function addRule(list: VrlObject, rule: string): boolean {
  const isException = rule.startsWith('!');
  if (isException && !rule.includes('.')) return false;
  let node = list;
  for (const label of (isException ? rule.slice(1) : rule).split('.').toReversed()) {
    if (label === '') return false;
    const before = Object.hasOwn(node, label) ? (node[label] ?? null) : null;
    const next = isObject(before) ? before : {};
    setField(node, label, next);
    node = next;
  }
  node[''] = isException ? '!' : '';
  return true;
}

/** As it is written in a name of the domain system. */
function asciiOf(rule: string): string {
  const mark = rule.startsWith('!') ? '!' : '';
  return mark + new URL(`http://${rule.slice(mark.length)}`).hostname;
}
