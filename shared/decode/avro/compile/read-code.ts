import type { AvroTables, AvroType } from '../runtime/avro-types.ts';

const lengthCode =
  'n = v.getUint8(p++); if (n > 127) { n = varint32(v, p - 1); p = wire.at; } if (n & 1) throw unusual; n >>>= 1; q = p + n; if (q > e) throw unusual;';
const intCode = 'x = v.getUint8(p++); if (x > 127) { x = varint32(v, p - 1); p = wire.at; }';
const longCode =
  'h = 0; x = v.getUint8(p++); if (x > 127) { x = varint(v, p - 1); h = wire.high; p = wire.at; }';

/**
 * Code that reads one value: a number into `x` (with `h` for the upper half) as it stands there, a float into `f`; what
 * has a length is left at `p` with its end in `q` and its length in `n`. Reading behind the end `e` is found out by
 * whoever looks at `p` last.
 */
export function readCode(type: AvroType): string {
  switch (type.kind) {
    case 'boolean':
      return 'x = v.getUint8(p++); if (x > 1) throw unusual;';
    case 'int':
    case 'date':
      return intCode;
    case 'enum':
      return `${intCode} if (x & 1) throw unusual; x >>>= 1;`;
    case 'long':
    case 'time':
    case 'timestamp':
    case 'local-timestamp':
      return longCode;
    case 'float':
      return 'f = v.getFloat32(p, true); p += 4;';
    case 'double':
      return 'f = v.getFloat64(p, true); p += 8;';
    case 'bytes':
    case 'string':
      return lengthCode;
    case 'decimal':
      return type.size === null ? lengthCode : fixedCode(type.size);
    case 'fixed':
      return fixedCode(type.size);
    case 'uuid':
      return fixedCode(16);
    case 'duration':
      return fixedCode(12);
    case 'array':
    case 'map':
    case 'null':
    case 'record':
    case 'union':
    default:
      return '';
  }
}

function fixedCode(size: number): string {
  return `n = ${size}; q = p + n; if (q > e) throw unusual;`;
}

/**
 * A loop over the items of a list or a map, which come in blocks with their counts; one that is negative stands before
 * the block's length in bytes, which has to be right.
 *
 * @param item code for one item, which takes a byte or more
 */
export function blocksCode(item: string): readonly string[] {
  return [
    '  for (;;) {',
    `    ${intCode}`,
    '    let c = (x >>> 1) + (x & 1), b = -1;',
    '    if (c === 0) break;',
    `    if (x & 1) { ${lengthCode} b = q; }`,
    '    if (c > e - p) throw unusual;',
    `    for (; c > 0; c--) { ${item} if (p > e) throw unusual; }`,
    '    if (b !== -1 && p !== b) throw unusual;',
    '  }',
  ];
}

/** Code that chooses by the index of a union's branch. An index beyond one byte is left to the exact reader. */
export function branchesCode(cases: readonly string[]): string {
  const code = cases.map(
    (each, index) => `${index === 0 ? '' : ' else '}if (x === ${index * 2}) { ${each} }`,
  );
  return `x = v.getUint8(p++); ${code.slice(0, 64).join('')} else throw unusual;`;
}

/** The code of the outermost value, of which there has to be one. @param codeOf that of a type, by its index */
export function rootCode({ types }: AvroTables, codeOf: (index: number) => string): string {
  const [root] = types;
  if (root?.kind !== 'union') return codeOf(0);
  return branchesCode(
    root.branches.map((branch) =>
      types[branch]?.kind === 'null' ? 'throw unusual;' : codeOf(branch),
    ),
  );
}
