import { firstInvalidUtf8 } from '../../utf8.ts';

export type ScanFailure =
  | 'NOT_UTF8'
  | 'NOT_JSON'
  | 'NOT_AN_OBJECT'
  | 'NOT_PROTOBUF'
  | 'NOT_AVRO'
  | 'NOT_CSV'
  | 'NOT_MESSAGEPACK'
  | 'NOT_ALLOWED_BY_SCHEMA'
  | 'NO_SCHEMA_ID'
  | 'RECORD_TOO_LARGE'
  | 'NOT_ZLIB'
  | 'SCHEMA_UNKNOWN'
  | 'SCHEMA_UNUSABLE';

/** What is wrong with a value, and where. */
export interface ScanFault {
  readonly failure: ScanFailure;
  /** Counted from the value's first byte. */
  readonly position: number;
  readonly expected: string;
  /** The byte that stands there; null: the value has ended. */
  readonly got: number | null;
}

/** Names a fault as a strict decoder would: bytes that are not UTF-8, wherever they stand, come before bad JSON. */
export function faultAt(
  bytes: Uint8Array,
  start: number,
  end: number,
  at: number,
  expected: string,
): ScanFault {
  const invalid = firstInvalidUtf8(bytes, start, end);
  const position = invalid === -1 ? at : invalid;
  return {
    failure: invalid === -1 ? 'NOT_JSON' : 'NOT_UTF8',
    position: position - start,
    expected: invalid === -1 ? expected : 'UTF-8',
    got: position < end ? (bytes[position] as number) : null,
  };
}

/** For what does not begin with `{`: tells other JSON from what is none. */
export function faultOfOther(bytes: Uint8Array, start: number, end: number, at: number): ScanFault {
  const fault = faultAt(bytes, start, end, at, "'{'");
  if (fault.failure !== 'NOT_JSON' || !isJson(bytes, start, end)) return fault;
  return { ...fault, failure: 'NOT_AN_OBJECT' };
}

/** For a person: the place, and at most one byte of the payload. */
export function describeFault({ position, expected, got }: ScanFault): string {
  const found = got === null ? 'the end' : `0x${got.toString(16).padStart(2, '0')}`;
  return `expected ${expected} at byte ${position}, got ${found}`;
}

function isJson(bytes: Uint8Array, start: number, end: number): boolean {
  try {
    JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString());
    return true;
  } catch {
    return false;
  }
}
