import { SluiceError } from '../../../errors.ts';
import { didYouMean } from '../../../pipeline/faults.ts';
import { isObject, type SchemaObject } from './schema-json.ts';

interface Definition {
  readonly schema: SchemaObject;
  /** In which the names inside of it are looked up. */
  readonly namespace: string;
}

const definedTypes = ['record', 'error', 'enum', 'fixed'];

/** Types nested within one another in the text of a schema. */
const maxNesting = 500;

/** The records, enums and fixed of schemas by their full names, wherever in them they are defined. */
export class NamedTypes {
  readonly #definitions = new Map<string, Definition>();

  /** @throws {SluiceError} CONFIG_INVALID where a name is defined twice in different ways */
  declare(schema: unknown, namespace: string, nesting = 0): void {
    if (nesting > maxNesting) {
      throw new SluiceError(
        'CONFIG_INVALID',
        `a schema is nested deeper than ${maxNesting} levels`,
      );
    }
    if (Array.isArray(schema)) {
      for (const branch of schema) this.declare(branch, namespace, nesting + 1);
      return;
    }
    if (!isObject(schema)) return;
    const { type } = schema;
    if (typeof type !== 'string') return this.declare(type, namespace, nesting + 1);
    this.declare(schema['items'], namespace, nesting + 1);
    this.declare(schema['values'], namespace, nesting + 1);
    if (!definedTypes.includes(type)) return;
    const fullName = this.fullName(schema, namespace);
    const inside = namespaceOf(fullName);
    const known = this.#definitions.get(fullName);
    if (known !== undefined) {
      // a reference that several schemas have in common comes with each of them
      if (JSON.stringify(known.schema) === JSON.stringify(schema)) return;
      throw new SluiceError('CONFIG_INVALID', `type '${fullName}' is defined twice`);
    }
    this.#definitions.set(fullName, { schema, namespace: inside });
    const { fields } = schema;
    if (!Array.isArray(fields)) return;
    for (const field of fields) {
      if (isObject(field)) this.declare(field['type'], inside, nesting + 1);
    }
  }

  fullName(schema: SchemaObject, enclosing: string): string {
    const { name, namespace } = schema;
    if (typeof name !== 'string' || name === '') {
      throw new SluiceError('CONFIG_INVALID', `a type '${String(schema['type'])}' has no name`);
    }
    if (name.includes('.')) return name;
    const space = typeof namespace === 'string' ? namespace : enclosing;
    return space === '' ? name : `${space}.${name}`;
  }

  /** The full name of a type that is used by its name. */
  find(name: string, namespace: string): string {
    const inSpace = name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
    if (this.#definitions.has(inSpace)) return inSpace;
    // what the specification does not have, and several writers of schemas do
    if (this.#definitions.has(name)) return name;
    const known = [...this.#definitions.keys()];
    throw new SluiceError(
      'CONFIG_INVALID',
      `type '${inSpace}' is not defined${didYouMean(inSpace, known)}; it has to stand in the schema or in one of its references`,
    );
  }

  definition(fullName: string): Definition {
    const found = this.#definitions.get(fullName);
    if (found === undefined) throw new SluiceError('INTERNAL', `'${fullName}' was not declared`);
    return found;
  }
}

function namespaceOf(fullName: string): string {
  return fullName.slice(0, Math.max(0, fullName.lastIndexOf('.')));
}
