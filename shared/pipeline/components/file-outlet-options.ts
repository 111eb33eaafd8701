import { type Group, group, nullable, type Option, optional, required } from '../options/option.ts';
import { custom, integer, oneOf, text, textList, type ValueType } from '../options/value.ts';
import { fieldPath, timezone } from './s3-values.ts';
import { timestampFormatOption, type TimestampFormatOption } from './timestamp-format.ts';

export type FileShape = {
  readonly path: Option<string>;
  readonly baseDir: Option<string | null>;
  readonly timezone: Option<string>;
  readonly timeField: Option<string | null>;
  readonly encoding: Group<{
    readonly codec: Option<'json' | 'text'>;
    readonly onlyFields: Option<readonly string[] | null>;
    readonly exceptFields: Option<readonly string[] | null>;
    readonly timestampFormat: TimestampFormatOption;
  }>;
  readonly compression: Group<{
    readonly algorithm: Option<'none' | 'gzip' | 'zstd'>;
    readonly level: Option<number | null>;
  }>;
  readonly idleTimeoutSecs: Option<number>;
};

const fields = textList(fieldPath, 'fields, or paths within the event');

/** A folder that files are confined to; never that of everything. */
const folder: ValueType<string> = custom("an absolute folder like '/var/log/devices'", (raw) => {
  if (typeof raw !== 'string' || !/^\/[^\0/]/.test(raw) || raw.includes('{{')) return null;
  const value = raw.replace(/\/+$/, '');
  return value.split('/').some((name, at) => at > 0 && ['', '.', '..'].includes(name))
    ? { why: "holds '.', '..' or nothing as a name" }
    : { value };
});

/** Options of a `file`. */
export const fileOptions: FileShape = {
  path: required(
    text("a template of literals, strftime and {{ field }}, like '/data/%F.log'"),
    'x',
  ),
  baseDir: nullable(folder),
  timezone: optional(timezone, 'UTC'),
  timeField: nullable(fieldPath),
  encoding: group({
    codec: optional(oneOf(['json', 'text']), 'json'),
    onlyFields: nullable(fields),
    exceptFields: nullable(fields),
    timestampFormat: timestampFormatOption,
  }),
  compression: group(
    {
      algorithm: optional(oneOf(['none', 'gzip', 'zstd']), 'none'),
      level: nullable(integer(1, 19)),
    },
    'algorithm',
  ),
  idleTimeoutSecs: optional(integer(1, 86_400), 30),
};
