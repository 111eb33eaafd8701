import { SluiceError } from '../../shared/errors.ts';

/** A record as Lambda hands it over; what Kafka lets be null may be null, empty or left out here. */
export interface EventRecord {
  readonly offset: number;
  /** Milliseconds since 1970; -1 or left out: it has none. */
  readonly timestamp?: number | null;
  /** Base64, with the schema registry's framing removed where the mapping has a registry. */
  readonly key?: string | null;
  readonly value?: string | null;
  /** One object of one name each, in order; a value is an array of bytes, signed as Java's are. */
  readonly headers?: readonly Readonly<Record<string, readonly number[] | null>>[] | null;
}

/** The records of one partition in an event, their offsets rising. */
export interface EventPartition {
  /** `topic-partition`, as the event and the answer to it name it. */
  readonly name: string;
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly EventRecord[];
}

/** A partition of an event that makes no sense: none of it is processed. */
export interface DamagedPartition {
  readonly name: string;
  /** Of all its records; empty where one has none, as what the answer does not name passes for stored. */
  readonly offsets: readonly number[];
  readonly error: SluiceError;
}

export interface MskEvent {
  readonly partitions: readonly EventPartition[];
  readonly damaged: readonly DamagedPartition[];
}

const sources = ['aws:kafka', 'SelfManagedKafka'];

/**
 * Takes an event of an MSK or self-managed Kafka event source mapping apart. Which topic a record is of it says itself:
 * the name of its group is no proof, as topics may hold hyphens.
 * @throws {SluiceError} EVENT_INVALID where it is not Kafka's
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
export function readEvent(event: unknown): MskEvent {
  if (!isObject(event)) throw invalid(`got ${kindOf(event)}`);
  const { eventSource, records } = event;
  if (typeof eventSource !== 'string' || !sources.includes(eventSource)) {
    const got = typeof eventSource === 'string' ? `'${eventSource}'` : kindOf(eventSource);
    throw invalid(`its eventSource is ${got}; allowed: ${sources.join(', ')}`);
  }
  if (!isObject(records)) throw invalid(`its records are ${kindOf(records)}`);
  const partitions: EventPartition[] = [];
  const damaged: DamagedPartition[] = [];
  for (const [name, group] of Object.entries(records)) {
    try {
      const partition = readPartition(name, group);
      if (partition !== null) partitions.push(partition);
    } catch (thrown) {
      if (!(thrown instanceof SluiceError)) throw thrown;
      damaged.push({ name, offsets: offsetsIn(group), error: thrown });
    }
  }
  return { partitions, damaged };
}

/** Null where it has no records. */
function readPartition(name: string, group: unknown): EventPartition | null {
  if (!Array.isArray(group)) throw invalid(`records of '${name}' are ${kindOf(group)}`);
  const [first] = group as unknown[];
  if (first === undefined) return null;
  const { topic, partition } = placeOf(name, first);
  let before = -1;
  let rising = true;
  for (const record of group as unknown[]) {
    const place = placeOf(name, record);
    if (place.topic !== topic || place.partition !== partition) {
      throw invalid(`'${name}' holds records of ${topic}/${partition} and of others`);
    }
    const { offset, key, value } = record as Readonly<Record<string, unknown>>;
    if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0) {
      throw invalid(`an offset of '${name}' is ${String(offset)}; allowed: 0 to 2^53 - 1`);
    }
    const odd = typeof (key ?? '') === 'string' ? value : key;
    // taken for null it would be a tombstone, which a pipeline may drop
    if (typeof (odd ?? '') !== 'string') {
      throw invalid(`a key or value of '${name}' is ${kindOf(odd)}; allowed: Base64 or null`);
    }
    if (offset <= before) rising = false;
    before = offset;
  }
  const records = group as readonly EventRecord[];
  return { name, topic, partition, records: rising ? records : risingOnce(records) };
}

function placeOf(name: string, record: unknown): { topic: string; partition: number } {
  if (!isObject(record)) throw invalid(`a record of '${name}' is ${kindOf(record)}`);
  const { topic, partition } = record;
  if (
    typeof topic !== 'string' ||
    typeof partition !== 'number' ||
    `${topic}-${partition}` !== name
  ) {
    throw invalid(
      `a record of '${name}' says that it is of topic ${JSON.stringify(topic)}, partition ${String(partition)}`,
    );
  }
  return { topic, partition };
}

/** In order; a record that is there twice counts once. */
function risingOnce(records: readonly EventRecord[]): readonly EventRecord[] {
  const byOffset = new Map(records.map((record) => [record.offset, record]));
  return [...byOffset.values()].toSorted((a, b) => a.offset - b.offset);
}

function offsetsIn(group: unknown): readonly number[] {
  if (!Array.isArray(group)) return [];
  const offsets = (group as unknown[]).map((record) => isObject(record) && record['offset']);
  return offsets.every((offset) => Number.isSafeInteger(offset)) ? (offsets as number[]) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

function invalid(reason: string): SluiceError {
  return new SluiceError('EVENT_INVALID', `the event is not one of a Kafka trigger: ${reason}`);
}
