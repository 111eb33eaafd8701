import type { TopicData } from './data/fill-topic.ts';
import type { changes } from './naive/changes.ts';

/** One kind of work, done by our bundle and by the naive program on the same topic. */
export interface BenchCase {
  readonly name: string;
  readonly title: string;
  readonly data: TopicData;
  /** Of `--events`: fewer of large records, so that every case moves bytes in the same range. */
  readonly share: number;
  /** The pipeline file of our bundle. */
  readonly pipeline: string;
  /** What the naive program does; and a Vector that is named. */
  readonly change: keyof typeof changes | 'messages';
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly threads: 1 | 2;
  /** Where objects end, of the pipelines that are told; left out: where they end by themselves. */
  readonly batchMaxBytes?: number;
  /** What issue 6 asks for; empty where it asks for nothing. */
  readonly goal: Goal;
}

export interface Goal {
  /** CPU of an event at most, as a share of the naive program's. */
  readonly ratio?: number;
  readonly peakRssMb?: number;
  /** CPU of an event at most, as a share of what one thread needs. */
  readonly toOneThread?: number;
}

const standard: TopicData = { recordBytes: 207, partitions: 3, codec: 'none' };
const brief = {
  data: standard,
  share: 1,
  pipeline: 'pipelines/devices.ts',
  change: 'brief',
  compression: 'none',
  threads: 1,
  goal: {},
} as const;

/** All cases, in the order in which they are run. */
export const benchCases: readonly BenchCase[] = [
  {
    ...brief,
    name: 'a',
    title: "the brief's pipeline",
    goal: { ratio: 0.25, peakRssMb: 200 },
  },
  { ...brief, name: 'b', title: 'gzip', compression: 'gzip' },
  {
    ...brief,
    name: 'c',
    title: 'zstd',
    compression: 'zstd',
    goal: { ratio: 0.3, peakRssMb: 200 },
  },
  {
    ...brief,
    name: 'd',
    title: 'reshaped',
    pipeline: 'test/bench/pipelines/reshaped.ts',
    change: 'reshaped',
    goal: { ratio: 0.6 },
  },
  {
    ...brief,
    name: 'd-vrl',
    title: 'reshaped by VRL',
    pipeline: 'test/bench/pipelines/reshaped-vrl.ts',
    change: 'reshaped',
    goal: { ratio: 0.65 },
  },
  {
    ...brief,
    name: 'e',
    title: 'protobuf to lines',
    data: { ...standard, recordBytes: 81, format: 'protobuf' },
    pipeline: 'test/bench/pipelines/messages.ts',
    change: 'messages',
    goal: { ratio: 0.45, peakRssMb: 200 },
  },
  { ...brief, name: 'f-lz4', title: 'topic in lz4', data: { ...standard, codec: 'lz4' } },
  { ...brief, name: 'f-zstd', title: 'topic in zstd', data: { ...standard, codec: 'zstd' } },
  {
    ...brief,
    name: 'g-2k',
    title: 'records of 2 kB',
    data: { ...standard, recordBytes: 2000 },
    share: 1 / 8,
  },
  {
    ...brief,
    name: 'g-50',
    title: 'records of 50 bytes',
    data: { ...standard, recordBytes: 50 },
  },
  { ...brief, name: 'h', title: '64 partitions', data: { ...standard, partitions: 64 } },
  {
    ...brief,
    name: 'i',
    title: 'passed through',
    pipeline: 'test/bench/pipelines/passed-through.ts',
    change: 'none',
    goal: { ratio: 0.16, peakRssMb: 200 },
  },
  { ...brief, name: 'a-threads', title: 'a, two threads', threads: 2, goal: { toOneThread: 1.1 } },
];
