import { isObject, type Value, type VrlObject } from '../value.ts';
import { type Making, passes } from './check.ts';
import { schemaRegex } from './schema-regex.ts';

/** Fields of a value that a schema, or one that applies with it, has looked at. */
export function evaluatedProperties(
  schema: VrlObject,
  value: VrlObject,
  making: Making,
): ReadonlySet<string> {
  const names = Object.keys(value);
  const { properties = null, patternProperties = null } = schema;
  const known = new Set<string>();
  for (const name of names) {
    const isNamed = isObject(properties) && Object.hasOwn(properties, name);
    const isMatched =
      isObject(patternProperties) &&
      Object.keys(patternProperties).some((source) => schemaRegex(source).test(name));
    if (isNamed || isMatched || schema['additionalProperties'] !== undefined) known.add(name);
  }
  for (const other of alsoApplied(schema, value, making)) {
    const isAll = other['unevaluatedProperties'] !== undefined;
    for (const name of isAll ? names : evaluatedProperties(other, value, making)) known.add(name);
  }
  return known;
}

/** Elements of a value that a schema, or one that applies with it, has looked at. */
export function evaluatedItems(
  schema: VrlObject,
  value: readonly Value[],
  making: Making,
): ReadonlySet<number> {
  const known = new Set<number>();
  const { items, contains } = schema;
  const prefix = making.draft < 2020 ? items : schema['prefixItems'];
  const first = Array.isArray(prefix) ? prefix.length : 0;
  const isRest =
    (items !== undefined && !Array.isArray(items)) ||
    (making.draft < 2020 && Array.isArray(items) && schema['additionalItems'] !== undefined);
  const contained = contains === undefined || making.draft < 2020 ? null : making.check(contains);
  for (const [index, item] of value.entries()) {
    const isContained = contained !== null && passes(contained, item);
    if (index < first || isRest || isContained) known.add(index);
  }
  for (const other of alsoApplied(schema, [...value], making)) {
    const isAll = other['unevaluatedItems'] !== undefined;
    const indexes = isAll ? value.keys() : evaluatedItems(other, value, making);
    for (const index of indexes) known.add(index);
  }
  return known;
}

/** Schemas that say something of the same value, as far as it is as they say. */
function alsoApplied(schema: VrlObject, value: Value, making: Making): readonly VrlObject[] {
  const found: VrlObject[] = [];
  const add = (one: Value | undefined): boolean => {
    if (one === undefined || !passes(making.check(one), value)) return false;
    if (isObject(one)) found.push(one);
    return true;
  };
  for (const keyword of ['$ref', '$dynamicRef']) {
    const reference = schema[keyword];
    if (typeof reference === 'string') add(making.references.find(schema, reference));
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const list = schema[keyword] ?? null;
    if (Array.isArray(list)) list.forEach(add);
  }
  if (schema['if'] !== undefined) add(schema[add(schema['if']) ? 'then' : 'else']);
  const { dependentSchemas = null } = schema;
  if (isObject(dependentSchemas) && isObject(value)) {
    for (const [name, one] of Object.entries(dependentSchemas)) {
      if (Object.hasOwn(value, name)) add(one);
    }
  }
  return found;
}
