import { type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export interface Elements {
  readonly elements: readonly (readonly [string, VrlObject])[];
  readonly rest: string;
}

/**
 * Reads `[id name="value" …]` elements, or `-` for none. Null: there are none here.
 *
 * @param isLoose takes what is in brackets but no element as one without a name, and elements without parameters
 */
export function readElements(text: string, isLoose: boolean): Elements | null {
  if (text.startsWith('-')) return { elements: [], rest: text.slice(1) };
  const elements: [string, VrlObject][] = [];
  let rest = text;
  let count = 0;
  while (rest.startsWith('[')) {
    const element = readElement(rest);
    if (element !== null && (isLoose || Object.keys(element.parameters).length > 0)) {
      elements.push([element.id, element.parameters]);
      rest = element.rest;
    } else {
      const end = rest.indexOf(']');
      if (!isLoose || end < 0) break;
      rest = rest.slice(end + 1);
    }
    count++;
  }
  return count === 0 ? null : { elements, rest };
}

function readElement(
  text: string,
): { readonly id: string; readonly parameters: VrlObject; readonly rest: string } | null {
  const head = /^\[([^\p{White_Space}\]=]+)[ \t]*/u.exec(text);
  if (head === null) return null;
  const parameters: VrlObject = {};
  let rest = text.slice(head[0].length);
  for (let isFirst = true; ; isFirst = false) {
    const match = /^( ?)([^\]=]+)=[ \t]*"((?:[^\\"]|\\[\s\S])*)"/.exec(rest);
    if (match === null || (!isFirst && match[1] === '')) break;
    const [whole, blank = '', name = '', value = ''] = match;
    setField(parameters, isFirst ? blank + name : name, unescaped(value));
    rest = rest.slice(whole.length);
  }
  return rest.startsWith(']') ? { id: head[1] ?? '', parameters, rest: rest.slice(1) } : null;
}

function unescaped(value: string): string {
  return value.replaceAll(/\\([\s\S])/g, (whole, character: string) => {
    if (character === 'n') return '\n';
    return '"]\\'.includes(character) ? character : whole;
  });
}
