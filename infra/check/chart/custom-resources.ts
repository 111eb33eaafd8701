import { readFile } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { definitionFiles } from './definition-files.ts';

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/** OpenAPI's dialect, as Kubernetes has it. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly format?: string;
  readonly [key: string]: unknown;
}

interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** Told apart by `apiVersion/kind`. @throws {SluiceError} ENGINES_UNAVAILABLE without Go */
export async function customValidators(): Promise<ReadonlyMap<string, ValidateFunction>> {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const validators = new Map<string, ValidateFunction>();
  for (const file of await definitionFiles()) {
    const { spec } = parse(await readFile(file, 'utf8')) as Definition;
    for (const { name, schema } of spec.versions) {
      const strict = strictly(schema.openAPIV3Schema, true);
      validators.set(`${spec.group}/${name}/${spec.names.kind}`, ajv.compile(strict));
    }
  }
  return validators;
}

/** What is wrong with the custom resources in a text; and how many there are. */
export function customFaults(
  text: string,
  validators: ReadonlyMap<string, ValidateFunction>,
): { readonly checked: number; readonly faults: readonly string[] } {
  const faults: string[] = [];
  let checked = 0;
  for (const document of parseAllDocuments(text)) {
    const resource = document.toJS() as Resource | null;
    if (resource === null) continue;
    const { apiVersion, kind, metadata } = resource;
    const validate = validators.get(`${apiVersion}/${kind}`);
    if (validate === undefined) continue;
    checked++;
    if (validate(resource)) continue;
    for (const { instancePath, message, params } of validate.errors ?? []) {
      faults.push(`${kind} ${metadata.name}: ${instancePath} ${message} ${JSON.stringify(params)}`);
    }
  }
  return { checked, faults };
}

/** As an API server takes it strictly: what a schema does not name is a fault; a number or a text may be either. */
function strictly(schema: Schema, isRoot: boolean = false): object {
  const { properties, items, additionalProperties, ...rest } = schema;
  if (rest['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'] };
  const result: Record<string, unknown> = { ...rest };
  // Go's flags within a pattern, which JavaScript does not know
  if (String(rest['pattern']).includes('(?i)')) delete result['pattern'];
  if (items !== undefined) result['items'] = strictly(items);
  if (typeof additionalProperties === 'object') {
    result['additionalProperties'] = strictly(additionalProperties);
  }
  if (properties !== undefined) {
    const entries = Object.entries(properties).map(([name, each]) => [name, strictly(each)]);
    result['properties'] = Object.fromEntries(entries);
    const isOpen = rest['x-kubernetes-preserve-unknown-fields'] === true;
    if (!isOpen && additionalProperties === undefined) result['additionalProperties'] = false;
  }
  // metadata is the API server's own
  if (isRoot) delete result['x-kubernetes-preserve-unknown-fields'];
  return result;
}
