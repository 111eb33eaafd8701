import { isObject, type Value, type VrlObject } from '../value.ts';

/** Why a schema is of no use. */
export class SchemaFault extends Error {}

const noBase = 'json-schema:///';

/** Where schemas of one document are found: by their `$id`, an anchor, or a pointer. */
export class References {
  readonly #resources = new Map<string, Value>();
  readonly #anchors = new Map<string, Value>();
  readonly #bases = new Map<Value, string>();

  constructor(root: Value) {
    this.#resources.set(noBase, root);
    this.#collect(root, noBase);
  }

  /** The schema that a reference in another one means. @throws {SchemaFault} there is none */
  find(from: Value, reference: string): Value {
    const absolute = this.#absolute(reference, this.#bases.get(from) ?? noBase);
    const hash = absolute.indexOf('#');
    const document = hash === -1 ? absolute : absolute.slice(0, hash);
    const fragment = hash === -1 ? '' : decoded(absolute.slice(hash + 1));
    const resource = this.#resources.get(document);
    if (resource === undefined) {
      throw new SchemaFault(`'${document}' is not in the file, and nothing is fetched`);
    }
    if (fragment === '' || fragment.startsWith('/')) return at(resource, fragment);
    const anchored = this.#anchors.get(`${document}#${fragment}`);
    if (anchored === undefined) throw new SchemaFault(`Anchor '${fragment}' does not exist`);
    return anchored;
  }

  #absolute(reference: string, base: string): string {
    try {
      return new URL(reference, base).href;
    } catch {
      throw new SchemaFault(`'${reference}' is no reference`);
    }
  }

  /** Everything below counts, as a keyword that is not known may hold what a pointer means. */
  #collect(value: Value, outer: string): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#collect(item, outer);
      return;
    }
    if (!isObject(value)) return;
    const base = this.#declare(value, outer);
    this.#bases.set(value, base);
    for (const [name, one] of Object.entries(value)) {
      if (name !== 'enum' && name !== 'const') this.#collect(one, base);
    }
  }

  #declare(schema: VrlObject, outer: string): string {
    const id = schema['$id'] ?? schema['id'];
    let base = outer;
    if (typeof id === 'string' && id !== '') {
      const absolute = this.#absolute(id, outer);
      if (id.startsWith('#')) this.#anchors.set(absolute, schema);
      else {
        base = absolute.replace(/#$/, '');
        this.#resources.set(base, schema);
      }
    }
    for (const keyword of ['$anchor', '$dynamicAnchor']) {
      const anchor = schema[keyword];
      if (typeof anchor === 'string') this.#anchors.set(`${base}#${anchor}`, schema);
    }
    return base;
  }
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function at(root: Value, pointer: string): Value {
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    let next: Value | undefined;
    if (Array.isArray(value)) next = value[Number(key)];
    else if (isObject(value) && Object.hasOwn(value, key)) next = value[key];
    if (next === undefined) throw new SchemaFault(`Pointer '${pointer}' does not exist`);
    value = next;
  }
  return value;
}
