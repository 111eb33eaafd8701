/**
 * Knows the topics of the source and where their partitions lie, and looks again on a timer: a partition that is added
 * or a topic that begins to match must be read without a restart.
 */
import { distance } from 'fastest-levenshtein';
import { SluiceError, toSluiceError } from '../../../../shared/errors.ts';
import { codeName } from '../protocol-codes.ts';
import type { TopicFilter } from '../../../../shared/pipeline/topic-filter.ts';

/** A topic as the brokers describe it now. */
export interface TopicDescription {
  readonly name: string;
  /** Kafka's error code for this topic; 0 where all is well. */
  readonly errorCode: number;
  /** A topic that is deleted and made again has another; '' where the broker knows of none. */
  readonly id: string;
  readonly internal: boolean;
  /** Node of the leader by partition; -1 while there is none. */
  readonly leaders: ReadonlyMap<number, number>;
}

export interface TopicWatchOptions {
  readonly filter: TopicFilter;
  /** Asks for these topics, all where the list is empty. */
  readonly describe: (topics: readonly string[]) => Promise<TopicDescription[]>;
  readonly onRetry: (action: string, attempt: number, delayMs: number, cause: Error) => void;
}

export interface TopicWatch {
  /**
   * The first look.
   * @throws {SluiceError} KAFKA_TOPIC_UNKNOWN, with the nearest names that exist; KAFKA_ACCESS_DENIED; and what
   *   `describe` throws
   */
  readonly connect: () => Promise<void>;
  /** The topics of the source that exist, sorted. */
  readonly subscribed: () => readonly string[];
  /** Looks now; calls that overlap share one look. Never throws: without an answer the old view stands. */
  readonly refresh: () => Promise<void>;
  /** Partition counts as known; a topic without partitions is missing. */
  readonly counts: (topics: Iterable<string>) => ReadonlyMap<string, number>;
  /**
   * Looks at these topics and goes on looking at them: the leader of a group must know those of all members. Partition
   * counts as `counts` gives them.
   */
  readonly include: (topics: Iterable<string>) => Promise<ReadonlyMap<string, number>>;
  /** Null while a partition has no leader or is not known. */
  readonly leaderOf: (topic: string, partition: number) => number | null;
  /** As `KafkaPort.incarnationOf`. */
  readonly incarnationOf: (topic: string) => string;
  /** Calls back at once after every look that was answered, until the function that is returned is called. */
  readonly onLook: (listener: () => void) => () => void;
}

interface KnownTopic {
  readonly leaders: ReadonlyMap<number, number>;
  readonly id: string;
}

const unknownTopic = 3;
const denied = 29;

export function createTopicWatch(options: TopicWatchOptions): TopicWatch {
  const { filter } = options;
  const named = new Set(filter.names);
  const known = new Map<string, KnownTopic>();
  /** Ids that were followed by others: a broker that lags still tells of them. */
  const formerIds = new Set<string>();
  const listeners = new Set<() => void>();
  /** Those that the last look did not find, though one before did. */
  let absent: ReadonlySet<string> = new Set();
  let subscribed: readonly string[] = [];
  let included: ReadonlySet<string> = new Set();
  let underWay: Promise<void> | null = null;

  const look = async (): Promise<TopicDescription[]> => {
    const all = filter.patterns.length > 0;
    const found = await options.describe(all ? [] : [...new Set([...filter.names, ...included])]);
    const usable = found.filter((topic) => topic.leaders.size > 0);
    for (const topic of usable) learn(topic);
    const present = new Set(
      found.filter(({ errorCode }) => errorCode !== unknownTopic).map(({ name }) => name),
    );
    // no topic at all is what a broker says that is just starting
    if (found.length > 0) absent = new Set(known.keys().filter((name) => !present.has(name)));
    // a name that gives an error now may be there again in a moment: it stays subscribed
    const kept = subscribed.filter((name) => named.has(name));
    const matching = usable
      .filter((topic) => named.has(topic.name) || (!topic.internal && filter.matches(topic.name)))
      .map((topic) => topic.name);
    subscribed = [...new Set([...kept, ...matching])].toSorted();
    for (const listener of listeners) listener();
    return found;
  };

  const learn = ({ name, id, leaders }: TopicDescription): void => {
    if (formerIds.has(id)) return;
    const before = known.get(name)?.id ?? '';
    if (before !== '' && id !== '' && id !== before) formerIds.add(before);
    // among brokers of several versions an old one may answer: what a newer one said of the id stands
    known.set(name, { leaders, id: id === '' ? before : id });
  };

  const lookQuietly = async (): Promise<void> => {
    try {
      await look();
    } catch (thrown) {
      options.onRetry('metadata', 1, 0, toSluiceError(thrown));
    } finally {
      underWay = null;
    }
  };

  const counts = (topics: Iterable<string>): Map<string, number> => {
    const result = new Map<string, number>();
    for (const topic of topics) {
      const size = known.get(topic)?.leaders.size;
      if (size !== undefined) result.set(topic, size);
    }
    return result;
  };

  return {
    connect: async () => {
      const found = await look();
      await refuseUnknown(found, options);
      if (subscribed.length === 0) {
        throw new SluiceError(
          'KAFKA_TOPIC_UNKNOWN',
          `no topic matches ${filter.patterns.join(', ')} (${found.length} topics can be seen)`,
        );
      }
    },
    subscribed: () => subscribed,
    refresh: () => {
      underWay ??= lookQuietly();
      return underWay;
    },
    counts,
    include: async (topics) => {
      included = new Set(topics);
      await look();
      return counts(included);
    },
    leaderOf: (topic, partition) => {
      // a topic that is gone is looked for, not fetched: who led it may soon lead another of its name
      if (absent.has(topic)) return null;
      const nodeId = known.get(topic)?.leaders.get(partition);
      return nodeId === undefined || nodeId < 0 ? null : nodeId;
    },
    incarnationOf: (topic) => known.get(topic)?.id ?? '',
    onLook: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function refuseUnknown(
  found: readonly TopicDescription[],
  { filter, describe }: TopicWatchOptions,
): Promise<void> {
  const errors = new Map(found.map((topic) => [topic.name, topic.errorCode]));
  const refused = filter.names.filter((name) => errors.get(name) === denied);
  if (refused.length > 0) {
    throw new SluiceError(
      'KAFKA_ACCESS_DENIED',
      `Describe is not granted on ${refused.join(', ')}`,
    );
  }
  // any other error (no leader yet, a broker that starts) heals
  const unknown = filter.names.filter(
    (name) => (errors.get(name) ?? unknownTopic) === unknownTopic,
  );
  if (unknown.length > 0) {
    const existing = (await describe([])).filter((topic) => !topic.internal);
    const lines = unknown.map((name) => `${name}${suggest(name, existing)}`);
    throw new SluiceError('KAFKA_TOPIC_UNKNOWN', `no such topic: ${lines.join(', ')}`);
  }
  const invalid = filter.names.filter((name) => errors.get(name) === 17);
  if (invalid.length > 0) {
    throw new SluiceError('CONFIG_INVALID', `topics: ${invalid.join(', ')} (${codeName(17)})`);
  }
}

function suggest(name: string, existing: readonly TopicDescription[]): string {
  const nearest = existing
    .map((topic) => ({ name: topic.name, edits: distance(name, topic.name) }))
    .toSorted((a, b) => a.edits - b.edits)[0];
  const near = nearest !== undefined && nearest.edits <= Math.max(2, name.length / 3);
  return near ? ` (did you mean ${nearest.name}?)` : '';
}
