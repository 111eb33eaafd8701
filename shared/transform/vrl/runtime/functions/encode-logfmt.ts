import { encodeFields } from '../encode-fields.ts';
import type { Failure } from '../failure.ts';
import type { Value, VrlObject } from '../value.ts';

export function encodeLogfmt(value: VrlObject, ordering: Value[]): string | Failure {
  return encodeFields(value, ordering, '=', ' ', true);
}
