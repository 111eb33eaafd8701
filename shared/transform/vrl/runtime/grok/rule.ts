import { setField } from '../../../../set-field.ts';
import { pathSteps } from '../path-text.ts';
import { at, put } from '../paths.ts';
import { plainText } from '../plain-text.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { applyFilter } from './filters.ts';
import { GrokPattern } from './pattern.ts';

interface RuleGroup {
  readonly group: number;
  /** Text: a field of the result; steps: a path in it, none of them for the result itself. */
  readonly to: string | readonly string[];
  readonly filters: readonly VrlObject[];
}

/** One of Datadog’s rules, ready to match. */
export class DatadogRule {
  private readonly pattern: GrokPattern;
  private readonly groups: readonly RuleGroup[];

  constructor([source, ...rest]: readonly Value[]) {
    this.pattern = new GrokPattern(plainText(source));
    const groups: RuleGroup[] = [];
    for (let index = 0; index < rest.length; index += 3) {
      const to = rest[index + 1] ?? null;
      const filters = rest[index + 2] ?? null;
      groups.push({
        group: Number(rest[index]) * 2,
        to: Array.isArray(to) ? to.map(plainText) : plainText(to),
        filters: Array.isArray(filters) ? filters.filter(isObject) : [],
      });
    }
    this.groups = groups;
  }

  /** The fields; null: it does not match. */
  match(text: string, nowMs: number): VrlObject | null {
    const slots = this.pattern.match(text);
    if (slots === null) return null;
    let parsed: VrlObject = {};
    for (const { group, to, filters } of this.groups) {
      const start = slots[group] ?? -1;
      const end = slots[group + 1] ?? -1;
      if (start < 0 || end <= start) continue;
      const found = text.slice(start, end);
      if (typeof to === 'string') {
        setField(parsed, to, found);
        continue;
      }
      const value = filtered(found, filters, nowMs);
      if (value === null) continue;
      if (to.length > 0) parsed = withValue(parsed, to, value);
      else if (isObject(value))
        for (const [name, one] of fieldsOf(value)) setField(parsed, name, one);
    }
    withoutNothing(parsed);
    return parsed;
  }
}

function fieldsOf(object: VrlObject): readonly [string, Value][] {
  return Object.entries(object);
}

/** Null where nothing is left. */
function filtered(text: string, filters: readonly VrlObject[], nowMs: number): Value {
  let value: Value = text;
  for (const filter of filters) {
    const next = applyFilter(value, filter, nowMs);
    if (next === undefined || next === null) return null;
    value = isObject(next) ? keysAsPaths(next) : next;
  }
  return value;
}

/** A second value of a path makes an array of both. */
function withValue(object: VrlObject, path: readonly string[], value: Value): VrlObject {
  const before = at(object, path);
  let after: Value = value;
  if (Array.isArray(before)) after = [...before, value];
  else if (before !== undefined) after = [before, value];
  const changed = put(object, path, after);
  return isObject(changed) ? changed : object;
}

/** Names of fields are read as paths. */
function keysAsPaths(value: Value): Value {
  if (Array.isArray(value)) return value.map(keysAsPaths);
  if (!isObject(value)) return value;
  let result: Value = {};
  for (const [name, inner] of Object.entries(value)) {
    result = put(result, pathSteps(name) ?? [name], keysAsPaths(inner));
  }
  return result;
}

/** Takes out null and empty objects, from the inside out. */
function withoutNothing(value: Value): void {
  if (Array.isArray(value)) {
    for (const item of value) withoutNothing(item);
  } else if (isObject(value)) {
    for (const [name, inner] of Object.entries(value)) {
      withoutNothing(inner);
      const isNothing = isObject(inner) && Object.keys(inner).length === 0;
      if (inner === null || isNothing) delete value[name];
    }
  }
}
