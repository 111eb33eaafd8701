import type { Regex } from '../regex.ts';
import { groupsObject } from '../regex/groups-object.ts';
import { type Bytes, textOf } from '../text.ts';
import type { VrlObject } from '../value.ts';

export function parseRegexAll(value: Bytes, pattern: Regex, numericGroups: boolean): VrlObject[] {
  return Array.from(pattern.matches(textOf(value)), (match) =>
    groupsObject(pattern, match, numericGroups),
  );
}
