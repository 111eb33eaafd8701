import type { CodecTables, TypeTable } from '../runtime/tables.ts';
import { nextTagCode } from './wire-code.ts';

/** With more fields than this a jump to the field's code is faster than asking for one after the other. */
const maxFieldsInOrder = 24;

/** More names than this are looked up in a map. */
export const maxEnumCases = 200;

/** What is done behind a tag. */
export interface TagCase {
  readonly tag: number;
  readonly code: string;
}

/** Types that are written between group tags somewhere. */
export function groupedTypes({ types }: CodecTables): ReadonlySet<number> {
  const fields = types.flatMap((type) => type.fields);
  return new Set(fields.filter(({ delimited }) => delimited).map(({ type }) => type));
}

/** Code that reads the next tag of a message of this type. */
export function nextTagOf({ fields }: TypeTable): string {
  return nextTagCode(fields.some(({ number }) => number > 15));
}

/**
 * Lines that go through the fields of a message to its end. Fields are asked for in the order of their numbers, which is
 * that in which libraries write them, so that the code is gone through once from top to bottom; any other order goes
 * around again.
 */
export function messageLoop(
  type: TypeTable,
  cases: readonly TagCase[],
  isGrouped: boolean,
): readonly string[] {
  const next = nextTagOf(type);
  const unknown = isGrouped
    ? `if ((t & 7) === 4) { if (g === 0 || t !== g * 8 + 4) throw unusual; g = -1; break; } p = skip(v, p, e, t); ${next}`
    : `p = skip(v, p, e, t); ${next}`;
  const body =
    type.fields.length <= maxFieldsInOrder
      ? [
          '    const at = p;',
          ...cases.map(({ tag, code }) => `    if (t === ${tag}) { ${code} }`),
          `    if (p === at) { ${unknown} }`,
        ]
      : [
          '    switch (t) {',
          ...cases.map(({ tag, code }) => `      case ${tag}: { ${code} continue; }`),
          '    }',
          `    ${unknown}`,
        ];
  return [
    `  ${next}`,
    '  while (t !== -1) {',
    ...body,
    '  }',
    isGrouped
      ? '  if (g === -1) wire.at = p; else if (g !== 0 || p !== e) throw unusual;'
      : '  if (p !== e) throw unusual;',
  ];
}
