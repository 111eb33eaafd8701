import { SluiceError } from '../../../errors.ts';
import type { AvroTables, AvroType } from '../runtime/avro-types.ts';
import type { AvroOptions } from './avro-options.ts';
import { isObject, type SchemaObject } from './schema-json.ts';
import { logicalType } from './logical-types.ts';
import { NamedTypes } from './named-types.ts';

const primitives = [
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
] as const;
type Primitive = (typeof primitives)[number];

/**
 * The tables of a schema.
 *
 * @param texts the schema, then those that define types which it, or one of them, uses by name, in any order
 * @throws {SluiceError} CONFIG_INVALID where one is no Avro schema, a name is missing, or a value would be no JSON object
 */
export function parseSchema(texts: readonly string[], { int64 }: AvroOptions): AvroTables {
  const schemas = texts.map(parseJson);
  const names = new NamedTypes();
  for (const schema of schemas) names.declare(schema, '');
  const builder = new TableBuilder(names);
  builder.add(schemas[0], '');
  builder.refuseOtherThanObjects();
  return { types: builder.types as AvroType[], quoteInt64: int64 === 'string' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // a type's name alone is a schema, too, and registries hold it without quotes
    if (/^\s*[\w.]+\s*$/.test(text)) return text.trim();
    throw fault('an Avro schema is JSON, and this is none');
  }
}

export function fault(message: string): SluiceError {
  return new SluiceError('CONFIG_INVALID', message);
}

/** More types than any schema has that a person wrote or a tool made of one. */
const maxTypes = 20_000;

class TableBuilder {
  /** Null while a type is being read that others, or it itself, may name already. */
  readonly types: (AvroType | null)[] = [];
  readonly #names: NamedTypes;
  readonly #known = new Map<string, number>();

  constructor(names: NamedTypes) {
    this.#names = names;
  }

  /** The index of a type. */
  add(schema: unknown, namespace: string): number {
    if (typeof schema === 'string') return this.#named(schema, namespace);
    if (Array.isArray(schema)) return this.#union(schema, namespace);
    if (!isObject(schema)) throw fault('a schema is a name, a list or an object');
    const { type } = schema;
    // { "type": { "type": "string" } }: what stands around a type that is given whole says nothing
    if (typeof type !== 'string') return this.add(type, namespace);
    if (isPrimitive(type)) return this.#shared(logicalType(schema, type) ?? { kind: type });
    switch (type) {
      case 'array':
        return this.#container('array', schema['items'], namespace);
      case 'map':
        return this.#container('map', schema['values'], namespace);
      case 'record':
      case 'error':
      case 'enum':
      case 'fixed':
        return this.#defined(this.#names.fullName(schema, namespace));
      default:
        return this.#named(type, namespace);
    }
  }

  /** An event is an object: a record or a map, or one of several, of which null is refused when it comes. */
  refuseOtherThanObjects(): void {
    const [root] = this.types;
    const kinds = root?.kind === 'union' ? root.branches.map((index) => this.types[index]) : [root];
    const other = kinds.find(
      (type) => type?.kind !== 'record' && type?.kind !== 'map' && type?.kind !== 'null',
    );
    if (other === undefined && kinds.some((type) => type?.kind !== 'null')) return;
    throw fault(
      `a value of this schema is ${other?.kind ?? 'null'}; an event has to be an object: a record or a map, or a union of those`,
    );
  }

  #named(name: string, namespace: string): number {
    if (isPrimitive(name)) return this.#shared({ kind: name });
    return this.#defined(this.#names.find(name, namespace));
  }

  #defined(fullName: string): number {
    const known = this.#known.get(fullName);
    if (known !== undefined) return known;
    const { schema, namespace } = this.#names.definition(fullName);
    const index = this.#reserve();
    this.#known.set(fullName, index);
    this.types[index] = this.#definition(fullName, schema, namespace);
    return index;
  }

  #definition(fullName: string, schema: SchemaObject, namespace: string): AvroType {
    if (schema['type'] === 'fixed') {
      const { size } = schema;
      if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) {
        throw fault(`the size of fixed '${fullName}' is no whole number`);
      }
      return logicalType(schema, 'fixed') ?? { kind: 'fixed', size };
    }
    if (schema['type'] === 'enum') {
      const { symbols } = schema;
      const isList = Array.isArray(symbols) && symbols.every((each) => typeof each === 'string');
      if (!isList || symbols.length === 0) throw fault(`enum '${fullName}' has no list of symbols`);
      return { kind: 'enum', symbols };
    }
    const { fields } = schema;
    if (!Array.isArray(fields)) throw fault(`record '${fullName}' has no list of fields`);
    const seen = new Set<string>();
    return {
      kind: 'record',
      name: fullName,
      fields: fields.map((field: unknown) => {
        const name = isObject(field) ? field['name'] : undefined;
        if (!isObject(field) || typeof name !== 'string' || name === '' || !name.isWellFormed()) {
          throw fault(`a field of record '${fullName}' has no name`);
        }
        if (seen.has(name)) throw fault(`record '${fullName}' has two fields '${name}'`);
        seen.add(name);
        if (field['type'] === undefined) {
          throw fault(`field '${name}' of record '${fullName}' has no type`);
        }
        return { name, type: this.add(field['type'], namespace) };
      }),
    };
  }

  #container(kind: 'array' | 'map', items: unknown, namespace: string): number {
    if (items === undefined) {
      throw fault(kind === 'array' ? "an array has no 'items'" : "a map has no 'values'");
    }
    const index = this.#reserve();
    this.types[index] = { kind, items: this.add(items, namespace) };
    return index;
  }

  #union(branches: readonly unknown[], namespace: string): number {
    if (branches.length === 0) throw fault('a union has no branches');
    if (branches.some((branch) => Array.isArray(branch))) throw fault('a union holds a union');
    const index = this.#reserve();
    const added = branches.map((branch) => this.add(branch, namespace));
    this.types[index] = { kind: 'union', branches: added };
    return index;
  }

  #shared(type: AvroType): number {
    const id = JSON.stringify(type);
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const index = this.#reserve();
    this.#known.set(id, index);
    this.types[index] = type;
    return index;
  }

  #reserve(): number {
    if (this.types.length >= maxTypes) throw fault(`a schema has more than ${maxTypes} types`);
    return this.types.push(null) - 1;
  }
}

function isPrimitive(name: string): name is Primitive {
  return (primitives as readonly string[]).includes(name);
}
