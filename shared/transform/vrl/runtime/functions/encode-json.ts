import { jsonText, prettyJsonText } from '../json-write.ts';
import type { Value } from '../value.ts';

export function encodeJson(value: Value, pretty: boolean): string {
  return pretty ? prettyJsonText(value) : jsonText(value);
}
