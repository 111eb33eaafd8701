import { parseFieldPath } from '../../field-path.ts';
import { mergeStrategies, type MergeStrategy } from '../../transform/reduce/strategies.ts';
import { didYouMean } from '../faults.ts';
import { isPlainObject } from '../options/read-options.ts';
import { nullable, type Option, optional } from '../options/option.ts';
import { custom, integer, textList, type ValueType } from '../options/value.ts';

const path: ValueType<string> = custom("a path of the event like 'device.id'", (raw) => {
  if (typeof raw !== 'string') return null;
  const parsed = parseFieldPath(raw);
  return parsed.ok ? { value: raw } : { why: parsed.fault };
});

const paths = textList(path, 'paths of the event');

const pathsOrNone: ValueType<readonly string[]> = {
  allowed: paths.allowed,
  read: (raw) =>
    Array.isArray(raw) && raw.length === 0 ? { ok: true, value: [] } : paths.read(raw),
};

const known = mergeStrategies.join(', ');

const strategies: ValueType<Readonly<Record<string, MergeStrategy>>> = custom(
  `an object of strategies by paths of fields: ${known}`,
  (raw) => {
    if (!isPlainObject(raw)) return null;
    for (const [name, strategy] of Object.entries(raw)) {
      const parsed = parseFieldPath(name);
      if (!parsed.ok) return { why: `${name}: ${parsed.fault}` };
      if (parsed.path.some((step) => typeof step === 'number')) {
        return { why: `${name} names an element of an array: a strategy is of a field` };
      }
      if (mergeStrategies.some((one) => one === strategy)) continue;
      const hint = typeof strategy === 'string' ? didYouMean(strategy, mergeStrategies) : '';
      return { why: `${name} has no such strategy${hint}` };
    }
    return { value: raw as Readonly<Record<string, MergeStrategy>> };
  },
);

const longestMs = 31_536_000_000;

export type ReduceShape = {
  readonly groupBy: Option<readonly string[]>;
  readonly mergeStrategies: Option<Readonly<Record<string, MergeStrategy>>>;
  readonly maxEvents: Option<number | null>;
  readonly maxGroups: Option<number | null>;
  readonly expireAfterMs: Option<number>;
  readonly endEveryPeriodMs: Option<number | null>;
  readonly maxOpenBytes: Option<number>;
};

/** Options of `reduce`; `inputs`, `startsWhen` and `endsWhen` are read elsewhere. */
export const reduceOptions: ReduceShape = {
  groupBy: optional(pathsOrNone, []),
  mergeStrategies: optional(strategies, {}),
  maxEvents: nullable(integer(1, 4_294_967_295)),
  maxGroups: nullable(integer(1, 4_294_967_295)),
  expireAfterMs: optional(integer(1, longestMs), 30_000),
  endEveryPeriodMs: nullable(integer(1, longestMs)),
  maxOpenBytes: optional(integer(65_536, 1_073_741_824), 8_388_608),
};
