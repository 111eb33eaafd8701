import { type Bytes, textOf } from '../text.ts';
import { sortedKeys } from '../order.ts';
import { isObject, type Value, type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

export function unflatten(value: VrlObject, separator: Bytes, recursive: boolean): VrlObject {
  const between = textOf(separator);
  const inner = (item: Value): Value =>
    recursive && isObject(item) ? unflatten(item, between, true) : item;
  return grouped(
    sortedKeys(value).map((key) => [key, value[key] ?? null]),
    between,
    inner,
  );
}

function grouped(
  entries: readonly (readonly [string, Value])[],
  between: string,
  inner: (item: Value) => Value,
): VrlObject {
  const groups = new Map<string, { readonly rest: string | null; readonly value: Value }[]>();
  for (const [key, value] of entries) {
    const at = key.indexOf(between);
    const head = at < 0 ? key : key.slice(0, at);
    const rest = at < 0 ? null : key.slice(at + between.length);
    groups.set(head, [...(groups.get(head) ?? []), { rest, value }]);
  }
  const result: VrlObject = {};
  for (const [head, group] of groups) {
    const [only] = group;
    if (group.length === 1 && only !== undefined) {
      const names = only.rest === null ? [] : only.rest.split(between);
      setField(result, head, names.reduceRight<Value>(wrapped, inner(only.value)));
      continue;
    }
    // a value beside nested ones has no place
    const nested = group.flatMap(({ rest, value }) =>
      rest === null ? [] : [[rest, value] as const],
    );
    setField(result, head, grouped(nested, between, inner));
  }
  return result;
}

function wrapped(value: Value, name: string): VrlObject {
  const object: VrlObject = {};
  setField(object, name, value);
  return object;
}
