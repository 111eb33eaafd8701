import { jsonText } from '../json-write.ts';
import { sortedKeys } from '../order.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { type Check, type Create, type Making, passes, reportMissing } from './check.ts';
import { schemaRegex } from './schema-regex.ts';
import { evaluatedItems, evaluatedProperties } from './evaluated.ts';
import type { Path } from './path.ts';
import { SchemaFault } from './references.ts';

type NamedChecks = readonly (readonly [string, Check])[];

function namedChecks(argument: Value | undefined, { check }: Making): NamedChecks {
  if (argument === undefined) return [];
  if (!isObject(argument)) throw new SchemaFault(`${jsonText(argument)} is not of type "object"`);
  return sortedKeys(argument).map((name) => [name, check(argument[name] ?? null)]);
}

function listOfChecks(argument: Value, { check }: Making): readonly Check[] {
  if (!Array.isArray(argument)) {
    throw new SchemaFault(`${jsonText(argument)} is not of type "array"`);
  }
  return argument.map(check);
}

function inner(path: Path, key: string | number): Path {
  return { outer: path, key };
}

/** Whether `additionalProperties` looks at the other fields too, in the order of the value's. */
function isHandledThere({ additionalProperties }: VrlObject): boolean {
  return additionalProperties === false || isObject(additionalProperties ?? null);
}

const properties: Create = (argument, schema, making) => {
  if (isHandledThere(schema)) return null;
  const checks = namedChecks(argument, making);
  return (value, path, report) => {
    if (!isObject(value)) return;
    for (const [name, check] of checks) {
      if (Object.hasOwn(value, name)) check(value[name] ?? null, inner(path, name), report);
    }
  };
};

const patternProperties: Create = (argument, schema, making) => {
  if (isHandledThere(schema)) return null;
  const checks = namedChecks(argument, making).map(
    ([source, check]) => [schemaRegex(source), check] as const,
  );
  return (value, path, report) => {
    if (!isObject(value)) return;
    for (const [regex, check] of checks) {
      for (const name of sortedKeys(value)) {
        if (regex.test(name)) check(value[name] ?? null, inner(path, name), report);
      }
    }
  };
};

const additionalProperties: Create = (argument, schema, making) => {
  if (argument === true) return null;
  const named = new Map(namedChecks(schema['properties'], making));
  const patterns = namedChecks(schema['patternProperties'], making).map(
    ([source, check]) => [schemaRegex(source), check] as const,
  );
  const other = argument === false ? null : making.check(argument);
  return (value, path, report) => {
    if (!isObject(value)) return;
    const unexpected: string[] = [];
    for (const name of sortedKeys(value)) {
      const field = value[name] ?? null;
      const at = inner(path, name);
      const own = named.get(name);
      own?.(field, at, report);
      let isKnown = own !== undefined;
      for (const [regex, check] of patterns) {
        if (!regex.test(name)) continue;
        check(field, at, report);
        isKnown = true;
      }
      if (isKnown) continue;
      if (other === null) unexpected.push(name);
      else other(field, at, report);
    }
    reportUnexpected('Additional properties', unexpected, path, report);
  };
};

function reportUnexpected(
  what: string,
  names: readonly string[],
  path: Path,
  report: (message: string, path: Path) => void,
): void {
  if (names.length === 0) return;
  const list = names.map((name) => `'${name}'`).join(', ');
  report(`${what} are not allowed (${list} ${wereUnexpected(names.length)})`, path);
}

function wereUnexpected(count: number): string {
  return count === 1 ? 'was unexpected' : 'were unexpected';
}

const propertyNames: Create = (argument, _schema, making) => {
  const check = making.check(argument);
  return (value, path, report) => {
    if (!isObject(value)) return;
    for (const name of sortedKeys(value)) {
      check(name, null, (message) => {
        report(message, path);
      });
    }
  };
};

const dependencies: Create = (argument, _schema, making) => {
  if (!isObject(argument)) return null;
  const all = sortedKeys(argument).map((name) => {
    const one = argument[name] ?? null;
    return [name, Array.isArray(one) ? one : making.check(one)] as const;
  });
  return (value, path, report) => {
    if (!isObject(value)) return;
    for (const [name, one] of all) {
      if (!Object.hasOwn(value, name)) continue;
      if (typeof one === 'function') one(value, path, report);
      else
        reportMissing(value, one, (message) => {
          report(message, path);
        });
    }
  };
};

/** Checks each element from a place on. */
function elementsFrom(start: number, check: Check): Check {
  return (value, path, report) => {
    if (!Array.isArray(value)) return;
    for (let index = start; index < value.length; index += 1) {
      check(value[index] ?? null, inner(path, index), report);
    }
  };
}

function elements(checks: readonly Check[]): Check {
  return (value, path, report) => {
    if (!Array.isArray(value)) return;
    for (const [index, check] of checks.slice(0, value.length).entries()) {
      check(value[index] ?? null, inner(path, index), report);
    }
  };
}

const items: Create = (argument, schema, making) => {
  if (making.draft < 2020 && Array.isArray(argument)) {
    return elements(listOfChecks(argument, making));
  }
  const prefix = making.draft < 2020 ? null : (schema['prefixItems'] ?? null);
  return elementsFrom(Array.isArray(prefix) ? prefix.length : 0, making.check(argument));
};

const prefixItems: Create = (argument, _schema, making) =>
  making.draft < 2020 ? null : elements(listOfChecks(argument, making));

const additionalItems: Create = (argument, schema, making) => {
  const first = schema['items'];
  if (making.draft >= 2020 || !Array.isArray(first) || argument === true) return null;
  const start = first.length;
  if (argument !== false) return elementsFrom(start, making.check(argument));
  return (value, path, report) => {
    if (!Array.isArray(value) || value.length <= start) return;
    const list = value.slice(start).map(jsonText).join(', ');
    const rest = wereUnexpected(value.length - start);
    report(`Additional items are not allowed (${list} ${rest})`, path);
  };
};

const contains: Create = (argument, schema, making) => {
  if (making.draft === 4) return null;
  const check = making.check(argument);
  const bound = (keyword: string, standard: number): number =>
    making.draft < 2019 ? standard : Number(schema[keyword] ?? standard);
  const least = bound('minContains', 1);
  const most = bound('maxContains', Infinity);
  return (value, path, report) => {
    if (!Array.isArray(value)) return;
    const count = value.filter((item) => passes(check, item)).length;
    if (count >= least && count <= most) return;
    report(`None of ${jsonText(value)} are valid under the given schema`, path);
  };
};

const allOf: Create = (argument, _schema, making) => {
  const checks = listOfChecks(argument, making);
  return (value, path, report) => {
    for (const check of checks) check(value, path, report);
  };
};

const anyOf: Create = (argument, _schema, making) => {
  const checks = listOfChecks(argument, making);
  return (value, path, report) => {
    if (checks.some((check) => passes(check, value))) return;
    report(
      `${jsonText(value)} is not valid under any of the schemas listed in the 'anyOf' keyword`,
      path,
    );
  };
};

const oneOf: Create = (argument, _schema, making) => {
  const checks = listOfChecks(argument, making);
  return (value, path, report) => {
    const count = checks.filter((check) => passes(check, value)).length;
    if (count === 1) return;
    const words = count === 0 ? 'not valid under any' : 'valid under more than one';
    report(`${jsonText(value)} is ${words} of the schemas listed in the 'oneOf' keyword`, path);
  };
};

const not: Create = (argument, _schema, making) => {
  const check = making.check(argument);
  return (value, path, report) => {
    if (!passes(check, value)) return;
    report(`${jsonText(argument)} is not allowed for ${jsonText(value)}`, path);
  };
};

const conditional: Create = (argument, schema, making) => {
  if (making.draft < 7) return null;
  const test = making.check(argument);
  const part = (keyword: string): Check | null => {
    const one = schema[keyword];
    return one === undefined ? null : making.check(one);
  };
  const [whenTrue, otherwise] = [part('then'), part('else')];
  return (value, path, report) => {
    (passes(test, value) ? whenTrue : otherwise)?.(value, path, report);
  };
};

const reference: Create = (argument, schema, { references, check }) => {
  if (typeof argument !== 'string') {
    throw new SchemaFault(`${jsonText(argument)} is not of type "string"`);
  }
  return check(references.find(schema, argument));
};

const unevaluatedProperties: Create = (argument, schema, making) => {
  if (making.draft < 2019) return null;
  const check = making.check(argument);
  return (value, path, report) => {
    if (!isObject(value)) return;
    const known = evaluatedProperties(schema, value, making);
    const wrong = sortedKeys(value).filter(
      (name) => !known.has(name) && !passes(check, value[name] ?? null),
    );
    reportUnexpected('Unevaluated properties', wrong, path, report);
  };
};

const unevaluatedItems: Create = (argument, schema, making) => {
  if (making.draft < 2019) return null;
  const check = making.check(argument);
  return (value, path, report) => {
    if (!Array.isArray(value)) return;
    const known = evaluatedItems(schema, value, making);
    const wrong = value.filter((item, index) => !known.has(index) && !passes(check, item));
    reportUnexpected('Unevaluated items', wrong.map(jsonText), path, report);
  };
};

/** Keywords that hold schemas. */
export const applicators: readonly (readonly [string, Create])[] = [
  ['$ref', reference],
  ['$dynamicRef', reference],
  ['properties', properties],
  ['patternProperties', patternProperties],
  ['additionalProperties', additionalProperties],
  ['propertyNames', propertyNames],
  ['dependencies', dependencies],
  ['dependentRequired', dependencies],
  ['dependentSchemas', dependencies],
  ['items', items],
  ['prefixItems', prefixItems],
  ['additionalItems', additionalItems],
  ['contains', contains],
  ['allOf', allOf],
  ['anyOf', anyOf],
  ['oneOf', oneOf],
  ['not', not],
  ['if', conditional],
  ['unevaluatedProperties', unevaluatedProperties],
  ['unevaluatedItems', unevaluatedItems],
];
