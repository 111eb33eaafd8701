import { parseKeyTemplate } from '../../sink/key/template.ts';
import { group, nullable, optional, type Group, type Option } from '../options/option.ts';
import { custom, flag, integer, text } from '../options/value.ts';

/** `completeMarkers` of a source. */
export type CompleteMarkersShape = {
  readonly enabled: Option<boolean | null>;
  readonly graceSecs: Option<number>;
  readonly key: Option<string | null>;
  readonly sink: Option<string | null>;
};

const hourMs = 3_600_000;
const someHourMs = Date.parse('2026-01-01T00:00:00Z');
/** One of these is the same in a key that leaves out the hour, the day, the month or the year. */
const otherHours = [1, 12, 24, 31 * 24, 365 * 24].map((hours) => someHourMs + hours * hourMs);

const markerKey = custom(
  "a whole key with strftime for each hour, like 'raw/dt=%Y-%m-%d/dth=%Y-%m-%d-%H/_SUCCESS'",
  (raw) => {
    if (typeof raw !== 'string') return null;
    const parsed = parseKeyTemplate(raw);
    if (!parsed.ok) return { why: parsed.faults.join('; ') };
    const { template } = parsed;
    if (template.fields.length > 0) return { why: 'an hour has no fields' };
    if (raw.endsWith('/') || raw.startsWith('_sluice/')) return null;
    const key = template.render(someHourMs, null);
    if (otherHours.some((timeMs) => template.render(timeMs, null) === key)) {
      return { why: 'different hours would have the same key' };
    }
    return { value: raw };
  },
);

/** The options of `completeMarkers`; the word alone stands for `enabled`. */
export const completeMarkersOptions: Group<CompleteMarkersShape> = group<CompleteMarkersShape>(
  {
    enabled: nullable(flag()),
    graceSecs: optional(integer(0, 7 * 86_400), 600),
    key: nullable(markerKey),
    sink: nullable(text('the name of a sink')),
  },
  'enabled',
);
