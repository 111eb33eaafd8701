import type { RecordedRecord } from '../run/recorded-record.ts';

/** Where the records come from, as the event says it. */
export interface EventSource {
  readonly bootstrapServers: string;
}

/** What Lambda takes in one synchronous invocation, and so hands over at once, in bytes of JSON. */
export const maxEventBytes: number = 6 * 1024 * 1024;

/** No cluster has this name: the event is one of Amazon MSK in all but that. */
const arn =
  'arn:aws:kafka:us-east-1:000000000000:cluster/local/00000000-0000-0000-0000-000000000000-0';

/**
 * Records as the one event that an MSK trigger makes of them: keys and values in Base64, what is null left out, the
 * bytes of header values signed, as Java's are. Its size is known at any time, as that decides where an event ends.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
export class EventBuilder {
  readonly #head: string;
  readonly #maxBytes: number;
  readonly #groups = new Map<string, string[]>();
  #byteLength: number;
  #records = 0;

  constructor({ bootstrapServers }: EventSource, maxBytes: number = maxEventBytes) {
    this.#maxBytes = maxBytes;
    this.#head = JSON.stringify({
      eventSource: 'aws:kafka',
      eventSourceArn: arn,
      bootstrapServers,
    }).slice(0, -1);
    this.#byteLength = Buffer.byteLength(this.#head) + ',"records":{}}'.length;
  }

  /** In bytes of JSON. */
  get byteLength(): number {
    return this.#byteLength;
  }

  get records(): number {
    return this.#records;
  }

  /** False where the event would be too large with it: then it is not taken. */
  add(topic: string, partition: number, record: EncodedRecord): boolean {
    // no other partition has this name, though topics may hold hyphens
    const name = `${topic}-${partition}`;
    const group = this.#groups.get(name);
    const isFirst = this.#groups.size === 0;
    // a comma, or what begins a group: ,"name":[]
    const around = group === undefined ? name.length + (isFirst ? 5 : 6) : 1;
    const added = record.byteLength + around;
    if (this.#byteLength + added > this.#maxBytes) return false;
    this.#byteLength += added;
    this.#records++;
    if (group === undefined) this.#groups.set(name, [record.json]);
    else group.push(record.json);
    return true;
  }

  toString(): string {
    // a topic is of letters, digits, '.', '_' and '-': nothing has to be escaped
    const groups = [...this.#groups].map(([name, records]) => `"${name}":[${records.join(',')}]`);
    return `${this.#head},"records":{${groups.join(',')}}}`;
  }
}

export interface EncodedRecord {
  readonly json: string;
  readonly byteLength: number;
}

export function encodeRecord(record: RecordedRecord): EncodedRecord {
  const { topic, partition, offset, timestampMs, key, value, headers } = record;
  const parts = [
    `{"topic":"${topic}","partition":${partition},"offset":${offset},"timestamp":${timestampMs},"timestampType":"CREATE_TIME"`,
  ];
  if (key !== null) parts.push(`,"key":"${key.toString('base64')}"`);
  if (value !== null) parts.push(`,"value":"${value.toString('base64')}"`);
  const texts = headers.map(({ name, value: bytes }) => {
    return `{${JSON.stringify(name)}:${bytes === null ? 'null' : signed(bytes)}}`;
  });
  parts.push(`,"headers":[${texts.join(',')}]}`);
  const json = parts.join('');
  return { json, byteLength: Buffer.byteLength(json) };
}

function signed(bytes: Uint8Array): string {
  return `[${Int8Array.from(bytes).join(',')}]`;
}
