import { mayHaveEscapedKey } from '../../../shared/decode/json/escaped-key.ts';
import { parseExactly } from '../../../shared/decode/json/parse-exactly.ts';
import { parseObject } from '../../../shared/decode/json/parse.ts';
import type { Column } from '../../../shared/encode/columns/column-type.ts';
import { Inference } from '../../../shared/encode/columns/infer.ts';
import { parseFieldPath, valueAt } from '../../../shared/field-path.ts';
import type { S3SinkModel } from '../../../shared/pipeline/model.ts';
import { isRawNumber } from '../../../shared/raw-json.ts';
import type { Event, EventValue } from '../../../shared/transform/model.ts';
import type { Tried } from '../run/try-recorded.ts';

/** What the events of a sink are like. */
export interface Sampled {
  readonly events: number;
  /** Null: they are lines of text, not objects of JSON. */
  readonly columns: readonly Column[] | null;
  /** Whether something has no column. */
  readonly isPart: boolean;
  /** Fields whose names differ from an earlier one in case alone, by path. */
  readonly sameButCase: readonly string[];
  /** Fields of the outermost level that no event has a value for. */
  readonly withoutValue: readonly string[];
  /** Fields of the outermost level that have a text of several lines. */
  readonly lineBreaks: readonly string[];
}

/** Looks at all events that a sink would have stored; of rows at the fields that they have. */
export function sampleOf({ objects }: Tried, sink: string, { encoding }: S3SinkModel): Sampled {
  const isFile = encoding.codec === 'parquet' || encoding.codec === 'avro';
  const rowOf = encoding.codec === 'csv' ? rowReader(encoding.fields) : null;
  const lineBreaks = new Set<string>();
  const inference = new Inference();
  const names = new Names();
  const fields = new Map<string, boolean>();
  let events = 0;
  let isText = false;
  for (const object of objects) {
    if (object.sink !== sink) continue;
    for (const whole of eventsOf(object.text)) {
      events += 1;
      if (whole === null) {
        isText = true;
        continue;
      }
      const event = rowOf?.(whole) ?? whole;
      inference.observe(isFile ? event : asRead(event));
      names.observe(event, '');
      for (const [name, value] of Object.entries(event)) {
        fields.set(name, fields.get(name) === true || (value !== null && value !== undefined));
        if (typeof value === 'string' && /[\r\n]/.test(value)) lineBreaks.add(name);
      }
    }
  }
  const { columns, rest } = inference.columns();
  return {
    events,
    columns: isText || events === 0 ? null : columns,
    isPart: rest,
    sameButCase: names.twins(),
    withoutValue: [...fields].flatMap(([name, hasValue]) => (hasValue ? [] : [name])),
    lineBreaks: [...lineBreaks],
  };
}

/** The fields of a row by the paths that name them. */
function rowReader(fields: readonly string[]): (event: Event) => Event {
  const paths = fields.map((field) => {
    const parsed = parseFieldPath(field);
    return { field, path: parsed.ok ? parsed.path : ([field] as const) };
  });
  return (event) =>
    Object.fromEntries(paths.map(({ field, path }) => [field, valueAt(event, path) as EventValue]));
}

/** Of lines, or of one array; null for what is no object. */
function* eventsOf(text: string): Generator<Event | null> {
  if (text.startsWith('[')) {
    const whole: unknown = JSON.parse(text);
    yield* whole as readonly Event[];
    return;
  }
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const bytes = Buffer.from(line);
    let event: Event | null = null;
    try {
      event = parseObject(bytes, 0, bytes.length, true);
      // checked now; a key with an escape is read anew
      if (mayHaveEscapedKey(line)) event = parseExactly(bytes, 0);
    } catch {
      // a line of text
    }
    yield event;
  }
}

/**
 * What the SerDe makes of an event: to it 1.0 is no integer, and where one is declared, fractions that come later would be
 * cut off.
 */
function asRead(value: Event): Event;
function asRead(value: EventValue): EventValue;
function asRead(value: EventValue): EventValue {
  if (isRawNumber(value)) return /[.eE]/.test(value.rawJSON) ? asFraction(value) : value;
  if (Array.isArray(value)) return value.map((item) => asRead(item));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asRead(inner)]));
}

/** The nearest that has a fraction, where it is not out of the range. */
function asFraction(value: { readonly rawJSON: string }): EventValue {
  return Number.isInteger(Number(value.rawJSON)) ? 0.5 : value;
}

/** Finds names that Athena, which knows no case, cannot tell apart. */
class Names {
  readonly #first = new Map<string, string>();
  readonly #twins = new Set<string>();

  observe(value: unknown, path: string): void {
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) this.observe(item, `${path}[]`);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      const full = path === '' ? name : `${path}.${name}`;
      const first = this.#first.get(full.toLowerCase());
      if (first === undefined) this.#first.set(full.toLowerCase(), full);
      else if (first !== full) this.#twins.add(full);
      if (typeof inner === 'object') this.observe(inner, full);
    }
  }

  twins(): readonly string[] {
    return [...this.#twins];
  }
}
