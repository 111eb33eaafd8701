import { type Kind, nothing, objectOf } from '../check/kind.ts';
import { Regex } from '../runtime/regex.ts';
import type { Call } from './definition.ts';
import { bytes, either } from './describe.ts';

/** The object of a pattern's groups: by number and by name where it is known when the program is compiled. */
export function regexKind({ constants }: Call): Kind {
  const pattern = constants.get('pattern');
  if (!(pattern instanceof Regex)) return objectOf({}, either(bytes, nothing));
  const groups: Record<string, Kind> = {};
  for (let index = 0; index <= pattern.groupCount; index++) {
    groups[String(index)] = either(bytes, nothing);
  }
  for (const { name } of pattern.names) groups[name] = bytes;
  return objectOf(groups);
}
