import { takesBloomFilter } from './bloom/filtered-leaf.ts';
import type { ColumnType, PhysicalValue } from '../columns/column-type.ts';
import { type Convert, converterOf } from '../columns/convert.ts';
import { BooleanLeaf } from './leaf/boolean-leaf.ts';
import type { Leaf } from './leaf/leaf.ts';
import { ValueLeaf } from './leaf/value-leaf.ts';
import { physicalOf } from './physical.ts';
import { pathStep, type Rest } from '../columns/rest.ts';

/** What values of events are given to, in the order of the schema. */
export interface ColumnNode {
  /** @param value neither null nor undefined */
  readonly add: (value: unknown, repetition: number, definition: number) => void;
  readonly addNull: (repetition: number, definition: number) => void;
}

/** A leaf with what the file says of it. */
export interface LeafColumn {
  readonly path: readonly string[];
  readonly type: ColumnType;
  readonly leaf: Leaf;
  readonly hasBloomFilter: boolean;
}

/** How deep a node lies. */
export interface Depth {
  readonly repetition: number;
  readonly definition: number;
}

/** Where a node stands within the event that is gone through. */
export type PathOf = () => string;

export interface NodeParts {
  readonly rest: Rest;
  /** Every leaf that is made, in the order of the schema. */
  readonly leaves: LeafColumn[];
  /** Paths of the leaves that have one. */
  readonly bloomFilters: ReadonlySet<string>;
}

/** Where values end up: what its type does not hold goes to the rest. */
export function leafNode(
  type: ColumnType,
  path: readonly string[],
  pathOf: PathOf,
  { repetition: maxRepetition, definition: maxDefinition }: Depth,
  parts: NodeParts,
): ColumnNode {
  const convert: Convert = converterOf(type);
  const leaf =
    type.kind === 'boolean'
      ? new BooleanLeaf(maxRepetition, maxDefinition)
      : new ValueLeaf(physicalOf(type), maxRepetition, maxDefinition);
  const hasBloomFilter =
    takesBloomFilter(type) && parts.bloomFilters.has(path.map(pathStep).join('.'));
  parts.leaves.push({ path, type, leaf, hasBloomFilter });
  return {
    add: (value, repetition, definition) => {
      const converted: PhysicalValue | null = convert(value);
      if (converted !== null) leaf.add(converted, repetition);
      else {
        parts.rest.add(pathOf(), value);
        leaf.addNull(repetition, definition);
      }
    },
    addNull: (repetition, definition) => leaf.addNull(repetition, definition),
  };
}
