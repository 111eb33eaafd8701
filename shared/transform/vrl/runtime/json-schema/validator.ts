import { Failure } from '../failure.ts';
import { readJson } from '../json/read.ts';
import { jsonText } from '../json-write.ts';
import { isObject, type Value } from '../value.ts';
import { applicators } from './applicators.ts';
import { assertions } from './assertions.ts';
import type { Check, Making } from './check.ts';
import { pointer } from './path.ts';
import { References, SchemaFault } from './references.ts';

const keywords = new Map([...assertions, ...applicators]);

export interface SchemaValidator {
  /** Formats that are not known, in the order in which they are found. */
  readonly unknownFormats: readonly string[];
  /** What is wrong with a value, each fault with its place; empty: nothing. */
  readonly faultsOf: (value: Value) => readonly string[];
}

/**
 * Makes a schema ready. Keywords are looked at in the order of their names, and so are fields, as VRL does.
 *
 * @param text the schema as JSON
 * @throws {SchemaFault} it is of no use
 */
export function schemaValidator(text: string): SchemaValidator {
  const schema = readJson(text);
  if (schema instanceof Failure) throw new SchemaFault(`it is no JSON: ${schema.message}`);
  const known = new Map<Value, Check>();
  const unknownFormats: string[] = [];
  const check = (one: Value): Check => {
    if (typeof one === 'boolean') return one ? nothing : refuseAll;
    if (!isObject(one)) {
      throw new SchemaFault(`${jsonText(one)} is not of types "boolean", "object"`);
    }
    const made = known.get(one);
    if (made !== undefined) return made;
    let checks: readonly Check[] = [];
    const whole: Check = (value, path, report) => {
      for (const part of checks) part(value, path, report);
    };
    // before its parts, which may refer to it
    known.set(one, whole);
    checks = checksOf(one, making);
    return whole;
  };
  const making: Making = {
    draft: draftOf(schema),
    check,
    references: new References(schema),
    addUnknownFormat: (name) => unknownFormats.push(name),
  };
  const whole = check(schema);
  return {
    unknownFormats,
    faultsOf: (value) => {
      const faults: string[] = [];
      whole(value, null, (message, path) => faults.push(`${message} at ${pointer(path) || '/'}`));
      return faults;
    },
  };
}

function checksOf(schema: Extract<Value, object>, making: Making): readonly Check[] {
  if (!isObject(schema)) return [];
  const names = making.draft <= 7 && Object.hasOwn(schema, '$ref') ? ['$ref'] : Object.keys(schema);
  return names.toSorted().flatMap((name) => {
    const create = keywords.get(name);
    const check = create?.(schema[name] ?? null, schema, making) ?? null;
    return check === null ? [] : [check];
  });
}

const nothing: Check = () => undefined;

const refuseAll: Check = (value, path, report) => {
  report(`False schema does not allow ${jsonText(value)}`, path);
};

function draftOf(schema: Value): number {
  const name = isObject(schema) ? schema['$schema'] : null;
  const [, draft] = (typeof name === 'string' ? /draft-0([467])|(?:2019)/.exec(name) : null) ?? [];
  if (draft !== undefined) return Number(draft);
  return typeof name === 'string' && name.includes('2019-09') ? 2019 : 2020;
}
