/** How encoded events become one object: the bytes around them, and what the object is called. */
export interface Framing {
  readonly begin: Buffer;
  readonly between: Buffer;
  readonly after: Buffer;
  readonly end: Buffer;
  readonly contentType: string;
  /** Without the dot. */
  readonly extension: string;
}

export type Codec = 'ndjson' | 'json' | 'text' | 'csv' | 'parquet' | 'avro' | 'protobuf';

const none = Buffer.alloc(0);
const newline = Buffer.from('\n');

const lines = { begin: none, between: none, after: newline, end: none };

const framings: Readonly<Record<Codec, Framing>> = {
  /** One JSON object a line; encoded events never hold a raw line break. */
  ndjson: {
    ...lines,
    contentType: 'application/x-ndjson',
    extension: 'ndjson',
  },
  /** One JSON array an object. */
  json: {
    begin: Buffer.from('['),
    between: Buffer.from(','),
    after: none,
    end: Buffer.from(']'),
    contentType: 'application/json',
    extension: 'json',
  },
  /** Lines of JSON until the object is published, and a file of columns then. */
  parquet: {
    ...lines,
    contentType: 'application/vnd.apache.parquet',
    extension: 'parquet',
  },
  /** The same, and an object container file then. */
  avro: {
    ...lines,
    contentType: 'application/avro',
    extension: 'avro',
  },
  /** Rows as RFC 4180 has them. */
  csv: {
    ...lines,
    after: Buffer.from('\r\n'),
    contentType: 'text/csv; charset=utf-8',
    extension: 'csv',
  },
  /** Messages, each with its length before it. */
  protobuf: {
    ...lines,
    after: none,
    contentType: 'application/x-protobuf',
    extension: 'pb',
  },
  /**
   * The event's `message` as it is, a line each. As in Vector nothing is escaped: a message that holds a line break
   * gives two lines.
   */
  text: {
    ...lines,
    contentType: 'text/plain; charset=utf-8',
    extension: 'log',
  },
};

/** The framing of a sink's codec. */
export function framingOf(codec: Codec): Framing {
  return framings[codec];
}
