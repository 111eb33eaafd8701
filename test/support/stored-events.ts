import type { TestBucket } from './bucket.ts';
import { readWithHyparquet } from './read-parquet.ts';
import { withAdmin } from './topics.ts';
import { unpackObject } from './unpack-object.ts';

/** One event as it lies in the bucket. */
export interface StoredEvent {
  readonly key: string;
  readonly event: Readonly<Record<string, unknown>>;
}

/** What became of a topic's records. Each is `partition@offset`; a duplicate is named once for each time too many. */
export interface Comparison {
  readonly expected: number;
  readonly missing: readonly string[];
  readonly duplicated: readonly string[];
  /** Stored, but not in the topic. */
  readonly strange: readonly string[];
}

/** Every event under a prefix, of all objects in order of their keys: lines of JSON or one array, by the extension. */
export async function storedEvents(bucket: TestBucket, prefix = ''): Promise<StoredEvent[]> {
  const keys = await bucket.list(prefix);
  const events: StoredEvent[] = [];
  for (let at = 0; at < keys.length; at += 16) {
    const read = await Promise.all(keys.slice(at, at + 16).map((key) => readObject(bucket, key)));
    for (const each of read) events.push(...each);
  }
  return events;
}

async function readObject(bucket: TestBucket, key: string): Promise<StoredEvent[]> {
  if (key.endsWith('.parquet')) {
    const rows = await readWithHyparquet(await bucket.read(key));
    return rows.map((event) => ({ key, event }));
  }
  const text = Buffer.concat([...unpackObject(await bucket.read(key))]).toString('utf8');
  const isArray = /\.json(?:\.gz|\.zst)?$/.test(key);
  const events = isArray
    ? (JSON.parse(text) as Record<string, unknown>[])
    : text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
  return events.map((event) => ({ key, event }));
}

/** First and next offset of each partition, in order. */
export async function logBounds(
  topic: string,
  bootstrapServers?: string,
): Promise<{ partition: number; first: bigint; next: bigint }[]> {
  return withAdmin(async (admin) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets
      .map(({ partition, low, high }) => ({ partition, first: BigInt(low), next: BigInt(high) }))
      .toSorted((a, b) => a.partition - b.partition);
  }, bootstrapServers);
}

/**
 * Compares a topic without transactions or compaction to events that carry topic, partition and offset, as dead letters
 * and events with all their metadata do.
 */
export async function compareWithTopic(
  topic: string,
  events: readonly StoredEvent[],
  bootstrapServers?: string,
): Promise<Comparison> {
  const times = new Map<string, number>();
  for (const { event } of events) {
    if (event['topic'] !== topic) continue;
    const id = `${String(event['partition'])}@${String(event['offset'])}`;
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  const missing: string[] = [];
  const duplicated: string[] = [];
  let expected = 0;
  for (const { partition, first, next } of await logBounds(topic, bootstrapServers)) {
    for (let offset = first; offset < next; offset++) {
      const id = `${partition}@${offset}`;
      const found = times.get(id) ?? 0;
      times.delete(id);
      expected++;
      if (found === 0) missing.push(id);
      for (let extra = 1; extra < found; extra++) duplicated.push(id);
    }
  }
  return { expected, missing, duplicated, strange: [...times.keys()] };
}
