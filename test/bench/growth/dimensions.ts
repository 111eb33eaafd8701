import type { BenchCase } from '../cases.ts';
import type { TopicData } from '../data/fill-topic.ts';

/** One size of what grows: a case of its own, without a naive program beside it. */
export interface GrowthPoint {
  /** On the axis: `64`, `10 kB`. */
  readonly label: string;
  readonly of: BenchCase;
  readonly events: number;
}

/** Something that grows, while all else stays. */
export interface Dimension {
  readonly name: string;
  /** What stands under the axis. */
  readonly axis: string;
  /** What is divided: the CPU of an event, or, where events grow themselves, that of their bytes. */
  readonly per: 'event' | 'megabyte';
  readonly points: readonly GrowthPoint[];
}

/** Of each point: with fewer of them, what is seen is mostly how V8 warms up. */
const events = 2_000_000;
const standard: TopicData = { recordBytes: 207, partitions: 3, codec: 'none' };
/** What a point of large records reads, where that is less than the events above. */
const mostBytes = 400_000_000;

export const dimensions: readonly Dimension[] = [
  {
    name: 'partitions',
    axis: 'partitions of the topic',
    per: 'event',
    points: [1, 4, 16, 64].map((partitions) =>
      point(
        `partitions-${partitions}`,
        String(partitions),
        { ...standard, partitions },
        // of one size: each partition ends with an object that is not full, and a PUT costs as much as thousands of events
        { batchMaxBytes: 1_048_576 },
      ),
    ),
  },
  {
    name: 'objects',
    axis: 'objects open at once',
    per: 'event',
    points: [1, 10, 100, 1000].map((groups) =>
      point(
        `objects-${groups}`,
        String(groups),
        { ...standard, partitions: 1, groups },
        { pipeline: 'test/bench/pipelines/spread.ts' },
      ),
    ),
  },
  {
    name: 'record size',
    axis: 'bytes of a record',
    per: 'megabyte',
    points: (
      [
        [50, '50 B'],
        [200, '200 B'],
        [1000, '1 kB'],
        [10_000, '10 kB'],
        [100_000, '100 kB'],
        [1_000_000, '1 MB'],
      ] as const
    ).map(([recordBytes, label]) =>
      point(`bytes-${recordBytes}`, label, { ...standard, recordBytes }),
    ),
  },
  {
    name: 'threads',
    axis: 'threads',
    per: 'event',
    points: ([1, 2] as const).map((threads) =>
      point(`threads-${threads}`, String(threads), { ...standard, partitions: 4 }, { threads }),
    ),
  },
];

function point(
  name: string,
  label: string,
  data: TopicData,
  changes: Partial<BenchCase> = {},
): GrowthPoint {
  const of: BenchCase = {
    name,
    title: name,
    data,
    share: 1,
    pipeline: 'pipelines/devices.ts',
    change: 'brief',
    compression: 'none',
    threads: 1,
    goal: {},
    ...changes,
  };
  return { label, of, events: Math.min(events, Math.ceil(mostBytes / data.recordBytes)) };
}
