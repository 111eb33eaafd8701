import { Failure } from '../failure.ts';
import { kindName } from '../kind-name.ts';
import type { Regex } from '../regex.ts';
import { groupsObject } from '../regex/groups-object.ts';
import { isString, textOf } from '../text.ts';
import type { Value, VrlObject } from '../value.ts';

export function parseRegexAll(
  value: Value,
  pattern: Regex,
  numericGroups: boolean,
): VrlObject[] | Failure {
  if (!isString(value)) return new Failure(`expected string, got ${kindName(value)}`);
  return Array.from(pattern.matches(textOf(value)), (match) =>
    groupsObject(pattern, match, numericGroups),
  );
}
