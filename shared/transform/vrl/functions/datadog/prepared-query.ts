import { pathSteps } from '../../runtime/path-text.ts';
import { floatOf, integerOf, type Value, type VrlObject } from '../../runtime/value.ts';
import type { ArgumentFault, Call, CallFault } from '../definition.ts';
import { defaultField, parseQuery, type QueryNode, type QueryValue } from './query.ts';
import { QueryFault } from './query-reader.ts';

const defaultFields = [
  'message',
  'custom.error.message',
  'custom.error.stack',
  'custom.title',
  '_default_',
];
const reserved = [
  'host',
  'source',
  'status',
  'service',
  'trace_id',
  'message',
  'timestamp',
  'tags',
];

class PathFault extends Error {}

/** The query of a call as plain data. */
export function preparedQuery({
  constants,
}: Call): ReadonlyMap<string, Value> | ArgumentFault | CallFault {
  const query = constants.get('query');
  if (typeof query !== 'string') return new Map();
  try {
    return new Map([['query', plainNode(parseQuery(query))]]);
  } catch (error) {
    if (error instanceof PathFault) {
      return { keyword: 'query', message: 'failed to build matcher' };
    }
    if (!(error instanceof QueryFault)) throw error;
    const message = faultText(query, error);
    return { code: 0, message, label: `expected ${error.message}` };
  }
}

/** Where in the query it is, with the line and what is expected there. */
function faultText(query: string, { position, message }: QueryFault): string {
  const before = query.slice(0, position).split('\n');
  const number = String(before.length);
  const column = Array.from(before.at(-1) ?? '').length;
  const line = query.split('\n')[before.length - 1] ?? '';
  const gutter = ' '.repeat(number.length);
  return [
    `${gutter}--> ${number}:${column + 1}`,
    `${gutter} |`,
    `${number} | ${line}`,
    `${gutter} | ${' '.repeat(column)}^---`,
    `${gutter} |`,
    `${gutter} = expected ${message}`,
  ].join('\n');
}

function plainNode(node: QueryNode): VrlObject {
  switch (node.type) {
    case 'all':
    case 'none':
      return { type: node.type };
    case 'not':
      return { type: 'not', nodes: [plainNode(node.node)] };
    case 'and':
    case 'or':
      return { type: node.type, nodes: node.nodes.map(plainNode) };
    case 'exists':
    case 'missing':
      return { type: node.type, fields: fieldsOf(node.field) };
    case 'compare': {
      const { comparator, value } = node;
      return {
        type: 'compare',
        fields: fieldsOf(node.field),
        comparator,
        value: plainValue(value),
      };
    }
    case 'range':
      return rangeNode(node);
    case 'term':
    case 'prefix':
    case 'wildcard':
    default:
      return { type: node.type, fields: fieldsOf(node.field), text: node.text };
  }
}

/** A range whose ends are both open asks whether there is something; one of two ends is two comparisons. */
function rangeNode(node: QueryNode & { type: 'range' }): VrlObject {
  const { lower, upper, isInclusive } = node;
  const fields = fieldsOf(node.field);
  const bounds: VrlObject[] = [];
  for (const [sign, value] of [
    ['>', lower],
    ['<', upper],
  ] as const) {
    if (value.type === 'open') continue;
    const comparator = isInclusive ? `${sign}=` : sign;
    bounds.push({ comparator, value: plainValue(value) });
  }
  return bounds.length === 0 ? { type: 'exists', fields } : { type: 'range', fields, bounds };
}

function plainValue(value: QueryValue): Value {
  switch (value.type) {
    case 'open':
      return '*';
    case 'text':
      return value.text;
    case 'integer':
      return integerOf(value.integer);
    case 'float':
    default:
      return floatOf(value.number);
  }
}

/** Where a field of a query is looked for: `kind` says how it is compared. */
function fieldsOf(name: string): VrlObject[] {
  if (name === defaultField) return defaultFields.map((one) => fieldOf('default', one));
  const path = name.replaceAll('@', '.');
  if (name.startsWith('@')) return [fieldOf('attribute', path)];
  if (defaultFields.includes(path)) return [fieldOf('default', path)];
  if (reserved.includes(path)) return [fieldOf('reserved', path)];
  return [{ kind: 'tag', name: path, path: ['tags'] }];
}

function fieldOf(kind: string, name: string): VrlObject {
  const steps = pathSteps(name);
  if (steps === null) throw new PathFault(name);
  return { kind, name, path: [...steps] };
}
