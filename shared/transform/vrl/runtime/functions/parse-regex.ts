import { Failure } from '../failure.ts';
import type { Regex } from '../regex.ts';
import { groupsObject } from '../regex/groups-object.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseRegex(
  value: Bytes,
  pattern: Regex,
  numericGroups: boolean,
): VrlObject | Failure {
  const match = pattern.match(textOf(value));
  if (match === null) return new Failure('could not find any pattern matches');
  return groupsObject(pattern, match, numericGroups);
}
