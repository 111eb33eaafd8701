import type { CodecTables } from '../runtime/tables.ts';
import { literalCode } from './literal-code.ts';
import { lengthCode } from './wire-code.ts';

/** Each is code in the package; a message with an Any of another one goes to the exact parser as a whole. */
const maxTypes = 64;

/** Indexes of the messages for which code is generated as what an Any holds: those that fields say come first. */
export function typesInAny({ types }: CodecTables): readonly number[] {
  if (!types.some(({ form }) => form === 'any')) return [];
  const maps = types.flatMap(({ fields }) => fields).filter(({ shape }) => shape === 'map');
  const entries = new Set(maps.map(({ type }) => type));
  const indexes = [...types.keys()].filter((index) => {
    const { fields = [], form } = types[index] ?? {};
    const isMessage = form === 'fields' && !entries.has(index);
    return isMessage && !fields.some(({ key }) => key === '@type');
  });
  return indexes.slice(0, maxTypes);
}

/**
 * Functions for a google.protobuf.Any as libraries write it, a type URL and then a message that has fields of its own. What
 * is JSON in another way, a Timestamp or a wrapper, is as rare in one as a type without code, and goes to the exact parser.
 */
export function anyFunctions(tables: CodecTables): readonly string[] {
  if (!tables.types.some(({ form }) => form === 'any')) return [];
  const named = (prefix: string): string =>
    typesInAny(tables)
      .map((index) => `[${JSON.stringify(tables.types[index]?.name)}, ${prefix}${index}]`)
      .join(', ');
  const url = `${lengthCode('e')} const u = readString(v, p, q);`;
  const known =
    'const f = A.get(u.slice(u.lastIndexOf("/") + 1)); if (f === undefined) throw unusual;';
  const value = `if (q < e) { p = q; if (v.getUint8(p++) !== 18) throw unusual; ${lengthCode('e')} if (q !== e) throw unusual; } else p = e;`;
  return [
    `const AW = new Map([${named('w')}]);`,
    `const AR = new Map([${named('r')}]);`,
    'function wA(v, p, e, d, w, depth) {',
    '  const limit = wire.limit - 64;',
    '  if (w > limit) throw noRoom;',
    '  if (depth > 100 || p === e || v.getUint8(p++) !== 10) throw unusual;',
    '  let n = 0, q = 0;',
    `  ${url} ${known.replace('A.', 'AW.')}`,
    '  if (w + n > limit) throw noRoom;',
    `  ${literalCode('{"@type":"')} w = writeString(v, p, q, d, w); if (w > limit) throw noRoom; d.setUint8(w++, 34);`,
    `  ${value}`,
    '  const z = f(v, p, e, d, w, depth + 1, 0);',
    '  if (z === w + 2) { d.setUint8(w, 125); return w + 1; }',
    '  d.setUint8(w, 44);',
    '  return z;',
    '}',
    'function rA(v, p, e, depth) {',
    '  if (depth > 100 || p === e || v.getUint8(p++) !== 10) throw unusual;',
    '  let n = 0, q = 0;',
    `  ${url} ${known.replace('A.', 'AR.')}`,
    `  ${value}`,
    "  return { '@type': u, ...f(v, p, e, depth + 1, 0) };",
    '}',
  ];
}
