import { parseObject } from '../../../shared/decode/json/parse.ts';
import { SluiceError } from '../../../shared/errors.ts';
import { isRawNumber } from '../../../shared/raw-json.ts';
import type { RecordHeader } from '../../../shared/record.ts';
import type { Line } from './split-lines.ts';

/** One record as it was recorded; what the file does not say has a stand-in. */
export interface RecordedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** -1: none. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly RecordHeader[];
  /** Those of its events that are meant, where it gives several; left out: all. */
  readonly events?: readonly string[] | undefined;
}

/** What stands in for metadata that is not in the file. */
export interface RecordDefaults {
  readonly topic: string;
  readonly timestampMs: number;
}

/** A line that is the value alone. The offset is the line's number, from 0. */
export function valueRecord({ number, bytes }: Line, defaults: RecordDefaults): RecordedRecord {
  return {
    ...defaults,
    partition: 0,
    offset: BigInt(number - 1),
    key: null,
    value: bytes,
    headers: [],
  };
}

const fields = ['topic', 'partition', 'offset', 'timestamp', 'key', 'value', 'headers'];

/**
 * A line that is a record with its metadata, in the form of a dead letter, so that these can be tried again:
 * `{"topic":…,"partition":…,"offset":…,"timestamp":…,"key":…,"value":…,"headers":[{"name":…,"value":…}]}`. Key and
 * value are text, any JSON, or Base64 under `keyBase64` and `valueBase64`. Only the value is required.
 * @throws {SluiceError} INPUT_UNREADABLE with the line's number
 */
export function parseRecord(line: Line, defaults: RecordDefaults): RecordedRecord {
  const record = objectOf(line);
  if (!Object.hasOwn(record, 'value') && !Object.hasOwn(record, 'valueBase64')) {
    throw fault(line, `has neither value nor valueBase64; allowed are ${fields.join(', ')}`);
  }
  return {
    topic: topicOf(line, record, defaults.topic),
    partition: integerOf(line, record, 'partition') ?? 0,
    offset: BigInt(integerTextOf(line, record, 'offset') ?? line.number - 1),
    timestampMs: timestampOf(line, record, defaults.timestampMs),
    key: bytesOf(line, record, 'key'),
    value: bytesOf(line, record, 'value'),
    headers: headersOf(line, record['headers']),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(line: Line): Fields {
  let record: unknown;
  try {
    record = parseObject(line.bytes, 0, line.bytes.length, true);
  } catch {
    throw fault(line, 'is no JSON; with --format values it would be taken as it is');
  }
  if (!isObject(record)) throw fault(line, 'is no JSON object');
  return record;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function topicOf(line: Line, record: Fields, fallback: string): string {
  const topic = record['topic'] ?? fallback;
  if (typeof topic !== 'string' || !/^[A-Za-z0-9._-]{1,249}$/.test(topic)) {
    throw fault(line, 'has a topic that is none; allowed: A-Z a-z 0-9 . _ -, at most 249');
  }
  return topic;
}

function integerTextOf(line: Line, record: Fields, name: string): string | null {
  const value = record[name] ?? null;
  if (value === null) return null;
  const text = isRawNumber(value) ? value.rawJSON : JSON.stringify(value);
  if (!/^\d{1,19}$/.test(text)) throw fault(line, `has ${name} that is no whole number`);
  return text;
}

function integerOf(line: Line, record: Fields, name: string): number | null {
  const text = integerTextOf(line, record, name);
  if (text === null) return null;
  if (Number(text) > 2 ** 31 - 1) throw fault(line, `has ${name} over 2147483647`);
  return Number(text);
}

function timestampOf(line: Line, record: Fields, fallback: number): number {
  if (!Object.hasOwn(record, 'timestamp')) return fallback;
  const { timestamp } = record;
  if (timestamp === null) return -1;
  const timestampMs = typeof timestamp === 'string' ? Date.parse(timestamp) : timestamp;
  if (typeof timestampMs !== 'number' || !Number.isSafeInteger(timestampMs)) {
    throw fault(line, 'has a timestamp that is neither RFC 3339 nor milliseconds since 1970');
  }
  return timestampMs;
}

function bytesOf(line: Line, record: Fields, name: string): Buffer | null {
  const base64 = record[`${name}Base64`];
  if (base64 !== undefined) {
    if (typeof base64 !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
      throw fault(line, `has ${name}Base64 that is no Base64`);
    }
    return Buffer.from(base64, 'base64');
  }
  const value = record[name] ?? null;
  if (value === null) return null;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

function headersOf(line: Line, headers: unknown): readonly RecordHeader[] {
  if (headers === undefined || headers === null) return [];
  if (!Array.isArray(headers)) throw fault(line, 'has headers that are no list');
  return headers.map((header: unknown) => {
    if (!isObject(header) || typeof header['name'] !== 'string') {
      throw fault(line, 'has a header without a name');
    }
    return { name: header['name'], value: bytesOf(line, header, 'value') };
  });
}

function fault(line: Line, what: string): SluiceError {
  return new SluiceError('INPUT_UNREADABLE', `line ${line.number} of the input ${what}`);
}
