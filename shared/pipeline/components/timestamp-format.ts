import type { TimestampFormat } from '../model.ts';
import { type Option, optional } from '../options/option.ts';
import { oneOf } from '../options/value.ts';

export type TimestampFormatOption = Option<'rfc3339' | TimestampFormat>;

/** `encoding.timestampFormat` of a sink. */
export const timestampFormatOption: TimestampFormatOption = optional(
  oneOf(['rfc3339', 'unix', 'unix_ms', 'unix_us', 'unix_ns', 'unix_float']),
  'rfc3339',
);

/** Null: times stay as they are. */
export function timestampFormatOf(given: 'rfc3339' | TimestampFormat): TimestampFormat | null {
  return given === 'rfc3339' ? null : given;
}
