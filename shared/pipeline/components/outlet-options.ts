import { type Group, group, nullable, type Option, optional } from '../options/option.ts';
import { flag, integer, oneOf, textList } from '../options/value.ts';
import { timestampFormatOption, type TimestampFormatOption } from './timestamp-format.ts';
import { fieldPath } from './s3-values.ts';

export type ConsoleShape = {
  readonly target: Option<'stdout' | 'stderr'>;
  readonly encoding: Group<{
    readonly codec: Option<'json' | 'text'>;
    readonly pretty: Option<boolean>;
    readonly onlyFields: Option<readonly string[] | null>;
    readonly exceptFields: Option<readonly string[] | null>;
    readonly timestampFormat: TimestampFormatOption;
  }>;
};

const fields = textList(fieldPath, 'fields, or paths within the event');

/** Options of a `console`. */
export const consoleOptions: ConsoleShape = {
  target: optional(oneOf(['stdout', 'stderr']), 'stdout'),
  encoding: group({
    codec: optional(oneOf(['json', 'text']), 'json'),
    pretty: optional(flag(), false),
    onlyFields: nullable(fields),
    exceptFields: nullable(fields),
    timestampFormat: timestampFormatOption,
  }),
};

export type BlackholeShape = { readonly printIntervalSecs: Option<number> };

/** Options of a `blackhole`. */
export const blackholeOptions: BlackholeShape = {
  printIntervalSecs: optional(integer(0, 86_400), 0),
};
