import type { Regex, RegexMatch } from '../regex.ts';
import { type VrlObject } from '../value.ts';
import { setField } from '../../../../set-field.ts';

/** The named groups of a match, and with `numeric` all by number (counting those alone that matched, as VRL does). */
export function groupsObject(regex: Regex, match: RegexMatch, numeric: boolean): VrlObject {
  const object: VrlObject = {};
  if (numeric) {
    let number = 0;
    for (const group of match.groups) {
      if (group !== undefined) object[String(number++)] = group;
    }
  }
  for (const { name, index } of regex.names) setField(object, name, match.groups[index] ?? null);
  return object;
}
