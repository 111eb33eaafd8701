import { at, type Step } from '../paths.ts';
import { plainText } from '../plain-text.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { compares, type Comparator } from './compare.ts';
import { shownValue, wildcardRegex, wordRegex } from './text.ts';

export type Matcher = (value: Value) => boolean;

interface Field {
  readonly kind: 'default' | 'reserved' | 'attribute' | 'tag';
  readonly name: string;
  readonly path: readonly Step[];
}

/** A query, as the compiler wrote it, as a function. */
export function matcherOf(node: VrlObject): Matcher {
  const type = plainText(node['type']);
  switch (type) {
    case 'all':
      return () => true;
    case 'none':
      return () => false;
    case 'not': {
      const [inner] = innerOf(node);
      return (value) => inner?.(value) === false;
    }
    case 'and': {
      const all = innerOf(node);
      return (value) => all.every((one) => one(value));
    }
    case 'or': {
      const all = innerOf(node);
      return (value) => all.some((one) => one(value));
    }
    case 'missing': {
      const all = fieldMatchers(node, existing);
      return (value) => all.every((one) => !one(value));
    }
    default: {
      const all = fieldMatchers(node, makers[type] ?? existing);
      return (value) => all.some((one) => one(value));
    }
  }
}

function innerOf(node: VrlObject): readonly Matcher[] {
  return objectsOf(node['nodes']).map(matcherOf);
}

function objectsOf(value: Value | undefined): readonly VrlObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

type Maker = (field: Field, node: VrlObject) => Matcher;

const makers: Readonly<Record<string, Maker>> = {
  exists: existing,
  term: equal,
  prefix: beginning,
  wildcard: like,
  compare: compared,
  range: (field, node) => {
    const bounds = objectsOf(node['bounds']).map((bound) => compared(field, bound));
    return (value) => bounds.every((one) => one(value));
  },
};

/** For each of the fields: what is there matches. */
function fieldMatchers(node: VrlObject, make: Maker): readonly Matcher[] {
  return objectsOf(node['fields']).map((plain) => {
    const path = plain['path'] ?? null;
    const steps = Array.isArray(path)
      ? path.map((step) => (typeof step === 'number' ? step : plainText(step)))
      : [];
    const kind = plainText(plain['kind']) as Field['kind'];
    const matches = make({ kind, name: plainText(plain['name']), path: steps }, node);
    return (value) => {
      const found = at(value, steps);
      return found !== undefined && matches(found);
    };
  });
}

/** Whether one of an array's values matches. */
function some(matches: Matcher): Matcher {
  return (value) => Array.isArray(value) && value.some(matches);
}

function isTags({ kind, name }: Field): boolean {
  return kind === 'reserved' && name === 'tags';
}

function existing(field: Field): Matcher {
  const { kind, name } = field;
  if (isTags(field)) return () => false;
  if (kind !== 'tag') return () => true;
  return some((tag) => {
    const text = shownValue(tag);
    return text === name || text.startsWith(`${name}:`);
  });
}

function equal(field: Field, node: VrlObject): Matcher {
  const { kind, name } = field;
  const text = plainText(node['text']);
  if (kind === 'default') {
    const regex = wordRegex(text);
    return (value) => isText(value) && regex.test(shownValue(value));
  }
  if (isTags(field)) return some((tag) => tag === text);
  if (kind === 'tag') return some((tag) => tag === `${name}:${text}`);
  return (value) => shownValue(value) === text;
}

function isText(value: Value): boolean {
  return typeof value === 'string' || value instanceof Uint8Array;
}

function beginning({ kind, name }: Field, node: VrlObject): Matcher {
  const text = plainText(node['text']);
  if (kind === 'default') {
    const regex = wordRegex(`${text}*`);
    return (value) => regex.test(shownValue(value));
  }
  if (kind === 'tag') return some((tag) => shownValue(tag).startsWith(`${name}:${text}`));
  return (value) => shownValue(value).startsWith(text);
}

function like({ kind, name }: Field, node: VrlObject): Matcher {
  const text = plainText(node['text']);
  const regex =
    kind === 'default' ? wordRegex(text) : wildcardRegex(kind === 'tag' ? `${name}:${text}` : text);
  const matches: Matcher = (value) => regex.test(shownValue(value));
  return kind === 'tag' ? some(matches) : matches;
}

function compared({ kind }: Field, bound: VrlObject): Matcher {
  const comparator = plainText(bound['comparator']) as Comparator;
  const limit = bound['value'] ?? null;
  if (kind === 'attribute') return (value) => compares(value, comparator, limit, true);
  if (kind !== 'tag') return (value) => compares(value, comparator, limit, false);
  return some((tag) => {
    const text = shownValue(tag);
    const colon = text.indexOf(':');
    return colon >= 0 && compares(text.slice(colon + 1), comparator, limit, false);
  });
}
