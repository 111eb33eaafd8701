/**
 * Takes events apart into the leaves of a schema, with the levels that say where nulls, empty lists and the ends of
 * lists are (Dremel's). Every node that is asked gives each leaf below it one entry at least.
 *
 *     {"tags":["a",null],"at":{"lat":1.5}}   ⟶   tags: "a" (0,3), null (1,2)    at.lat: 1.5 (0,2)
 */
import type { Column, ColumnType } from '../columns/column-type.ts';
import { isObject } from '../columns/convert.ts';
import { type ColumnNode, type Depth, leafNode, type NodeParts, type PathOf } from './leaf-node.ts';
import { pathStep, type Rest } from '../columns/rest.ts';

/** The fields of a struct, or the columns of the file. */
export class FieldsNode {
  readonly #names: readonly string[];
  readonly #nodes: readonly ColumnNode[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #seen: Uint32Array;
  readonly #pathOf: PathOf | null;
  readonly #rest: Rest;
  #event = 0;

  constructor(
    columns: readonly Column[],
    path: readonly string[],
    pathOf: PathOf | null,
    depth: Depth,
    parts: NodeParts,
  ) {
    this.#names = columns.map(({ name }) => name);
    this.#places = new Map(this.#names.map((name, place) => [name, place]));
    this.#seen = new Uint32Array(columns.length);
    this.#pathOf = pathOf;
    this.#rest = parts.rest;
    this.#nodes = columns.map(({ name, type, required }) => {
      const below = pathOf === null ? () => pathStep(name) : () => `${pathOf()}.${pathStep(name)}`;
      return nodeOf(type, required, [...path, name], below, depth, parts);
    });
  }

  add(value: Readonly<Record<string, unknown>>, repetition: number, definition: number): void {
    const names = this.#names;
    this.#event = (this.#event + 1) >>> 0 || 1;
    const event = this.#event;
    let expected = 0;
    let found = 0;
    for (const name in value) {
      const field = value[name];
      // events of one kind have their fields in one order, which a schema mostly follows
      const place = names[expected] === name ? expected : this.#places.get(name);
      if (field === null || field === undefined) continue;
      if (place === undefined) {
        this.#rest.addUnknown(() => this.#pathBelow(name), field);
        continue;
      }
      expected = place + 1;
      found += 1;
      this.#seen[place] = event;
      (this.#nodes[place] as ColumnNode).add(field, repetition, definition);
    }
    if (found === names.length) return;
    for (let place = 0; place < names.length; place += 1) {
      if (this.#seen[place] !== event) {
        (this.#nodes[place] as ColumnNode).addNull(repetition, definition);
      }
    }
  }

  addNull(repetition: number, definition: number): void {
    for (const node of this.#nodes) node.addNull(repetition, definition);
  }

  #pathBelow(name: string): string {
    return this.#pathOf === null ? pathStep(name) : `${this.#pathOf()}.${pathStep(name)}`;
  }
}

function nodeOf(
  type: ColumnType,
  required: boolean,
  path: readonly string[],
  pathOf: PathOf,
  above: Depth,
  parts: NodeParts,
): ColumnNode {
  const depth = required ? above : { ...above, definition: above.definition + 1 };
  if (type.kind === 'struct') return structNode(type.fields, path, pathOf, depth, parts);
  if (type.kind === 'list') return listNode(type.element, path, pathOf, depth, parts);
  if (type.kind === 'map') return mapNode(type.value, path, pathOf, depth, parts);
  return leafNode(type, path, pathOf, depth, parts);
}

function structNode(
  fields: readonly Column[],
  path: readonly string[],
  pathOf: PathOf,
  depth: Depth,
  parts: NodeParts,
): ColumnNode {
  const node = new FieldsNode(fields, path, pathOf, depth, parts);
  return {
    add: (value, repetition, definition) => {
      if (isObject(value)) node.add(value, repetition, depth.definition);
      else {
        parts.rest.add(pathOf(), value);
        node.addNull(repetition, definition);
      }
    },
    addNull: (repetition, definition) => node.addNull(repetition, definition),
  };
}

function listNode(
  elementType: ColumnType,
  path: readonly string[],
  pathOf: PathOf,
  { repetition: above, definition: defined }: Depth,
  parts: NodeParts,
): ColumnNode {
  let at = 0;
  const depth = { repetition: above + 1, definition: defined + 1 };
  const element = nodeOf(
    elementType,
    false,
    [...path, 'list', 'element'],
    () => `${pathOf()}[${at}]`,
    depth,
    parts,
  );
  return {
    add: (value, repetition, definition) => {
      if (!Array.isArray(value)) {
        parts.rest.add(pathOf(), value);
        element.addNull(repetition, definition);
        return;
      }
      const { length } = value;
      if (length === 0) element.addNull(repetition, defined);
      for (let index = 0; index < length; index += 1) {
        at = index;
        const item: unknown = value[index];
        const repeated = index === 0 ? repetition : depth.repetition;
        if (item === null || item === undefined) element.addNull(repeated, depth.definition);
        else element.add(item, repeated, depth.definition);
      }
    },
    addNull: (repetition, definition) => element.addNull(repetition, definition),
  };
}

function mapNode(
  valueType: ColumnType,
  path: readonly string[],
  pathOf: PathOf,
  { repetition: above, definition: defined }: Depth,
  parts: NodeParts,
): ColumnNode {
  let at = '';
  const depth = { repetition: above + 1, definition: defined + 1 };
  const keys = leafNode({ kind: 'string' }, [...path, 'key_value', 'key'], pathOf, depth, parts);
  const values = nodeOf(
    valueType,
    false,
    [...path, 'key_value', 'value'],
    () => `${pathOf()}.${pathStep(at)}`,
    depth,
    parts,
  );
  const addNull = (repetition: number, definition: number): void => {
    keys.addNull(repetition, definition);
    values.addNull(repetition, definition);
  };
  return {
    add: (value, repetition, definition) => {
      // a key that is no text cannot be left out alone
      if (!isObject(value) || !Object.keys(value).every((key) => key.isWellFormed())) {
        parts.rest.add(pathOf(), value);
        addNull(repetition, definition);
        return;
      }
      let repeated = repetition;
      let entries = 0;
      for (const key in value) {
        at = key;
        entries += 1;
        const item = value[key];
        keys.add(key, repeated, depth.definition);
        if (item === null || item === undefined) values.addNull(repeated, depth.definition);
        else values.add(item, repeated, depth.definition);
        repeated = depth.repetition;
      }
      if (entries === 0) addNull(repetition, defined);
    },
    addNull,
  };
}
