import { parseFieldPath } from '../../field-path.ts';
import { type Group, group, nullable, type Option, optional, required } from '../options/option.ts';
import { custom, flag, integer, textList, type ValueType } from '../options/value.ts';

const path: ValueType<string> = custom("a path of the event like 'device.id'", (raw) => {
  if (typeof raw !== 'string') return null;
  const parsed = parseFieldPath(raw);
  return parsed.ok ? { value: raw } : { why: parsed.fault };
});

const pathOrNone: ValueType<string | null> = custom(`${path.allowed}, or null`, (raw) => {
  if (raw === null) return { value: null };
  const read = path.read(raw);
  return read.ok ? { value: read.value } : null;
});

const paths = textList(path, 'paths of the event');

function above0(max: number, allowed: string): ValueType<number> {
  return custom(allowed, (raw) => {
    const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
    return typeof value === 'number' && value > 0 && value <= max ? { value } : null;
  });
}

const ratio = above0(1, 'a number above 0, and at most 1');

export type SampleShape = {
  readonly rate: Option<number | null>;
  readonly ratio: Option<number | null>;
  readonly rateField: Option<string | null>;
  readonly ratioField: Option<string | null>;
  readonly keyField: Option<string | null>;
  readonly sampleRateKey: Option<string | null>;
};

/** Options of `sample`; `inputs` and `exclude` are read elsewhere. */
export const sampleOptions: SampleShape = {
  rate: nullable(integer(1, 4_294_967_295)),
  ratio: nullable(ratio),
  rateField: nullable(path),
  ratioField: nullable(path),
  keyField: nullable(path),
  sampleRateKey: optional(pathOrNone, 'sample_rate'),
};

export type DedupeShape = {
  readonly fields: Group<{
    readonly match: Option<readonly string[] | null>;
    readonly ignore: Option<readonly string[] | null>;
  }>;
  readonly cache: Group<{ readonly numEvents: Option<number> }>;
  readonly timeSettings: Group<{
    readonly maxAgeMs: Option<number | null>;
    readonly refreshOnDrop: Option<boolean>;
  }>;
};

/** Options of `dedupe`. */
export const dedupeOptions: DedupeShape = {
  fields: group({ match: nullable(paths), ignore: nullable(paths) }),
  cache: group({ numEvents: optional(integer(1, 1_000_000), 5000) }),
  timeSettings: group({
    maxAgeMs: nullable(integer(1, 31_536_000_000)),
    refreshOnDrop: optional(flag(), false),
  }),
};

export type ThrottleShape = {
  readonly threshold: Option<number>;
  readonly windowSecs: Option<number>;
  readonly keyField: Option<string | null>;
};

/** Options of `throttle`. */
export const throttleOptions: ThrottleShape = {
  threshold: required(integer(1, 4_294_967_295), 1),
  windowSecs: required(above0(31_536_000, 'a number of seconds above 0'), 1),
  keyField: nullable(
    custom("text with fields in it, like '{{ host }}'", (raw) =>
      typeof raw === 'string' && raw !== '' ? { value: raw } : null,
    ),
  ),
};
