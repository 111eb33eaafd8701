import { type Figure, given } from './figure.ts';

export const compressions = ['none', 'gzip', 'zstd'] as const;
export type Compression = (typeof compressions)[number];
export const brokerKinds = ['standard', 'express', 'serverless', 'self-managed'] as const;
export type BrokerKind = (typeof brokerKinds)[number];

/** What is asked: the load, and what the deployment is like. Everything that a reader may turn. */
export interface Question {
  /** Events a second, on average. */
  readonly rate: number;
  /** Key and value of a record, on average, before any compression. */
  readonly recordBytes: number;
  /** How much smaller the producers make what lies in the topic; 1: they do not. */
  readonly producerRatio: number;
  readonly partitions: number;
  readonly zones: number;
  /** Whether consumers read from the replica in their zone: `rackId` here, RackAwareReplicaSelector on the brokers. */
  readonly rackId: boolean;
  /** Null: not said, and what needs certain ones is shown all the same. */
  readonly brokers: BrokerKind | null;
  /** Of the objects. */
  readonly compression: Compression;
  /** An object is stored when it is so old, or so large. */
  readonly timeoutSecs: number;
  readonly maxBytes: number;
  /** What there is room for, over the average. */
  readonly headroom: number;
  /** Tasks (or machines) at least; null: one a zone. */
  readonly leastTasks: number | null;
  /** Event poller units; null: by the throughput. */
  readonly pollerUnits: number | null;
  /** Partitions that share an invocation; null: those of one poller. */
  readonly partitionsPerInvocation: number | null;
  /** vCPU seconds on AWS for a CPU second of the machine that measured. */
  readonly vcpuFactor: number;
  /** How long what is stored stays; 0: storage is left out, as it is the same for all. */
  readonly storageDays: number;
  readonly freeTier: boolean;
}

export const defaultQuestion: Question = {
  rate: 10_000,
  recordBytes: 200,
  producerRatio: 1,
  partitions: 12,
  zones: 3,
  rackId: true,
  brokers: null,
  compression: 'zstd',
  timeoutSecs: 300,
  maxBytes: 67_108_864,
  headroom: 2,
  leastTasks: null,
  pollerUnits: null,
  partitionsPerInvocation: null,
  vcpuFactor: 1,
  storageDays: 0,
  freeTier: false,
};

export type NumberName = Exclude<keyof Question, 'rackId' | 'brokers' | 'compression' | 'freeTier'>;

/** What may be asked for each number: from, to. One place for the command line, the page and the tests. */
export const bounds: Readonly<Record<NumberName, readonly [number, number]>> = {
  rate: [0.001, 100_000_000],
  recordBytes: [1, 100_000_000],
  producerRatio: [1, 100],
  partitions: [1, 100_000],
  zones: [1, 6],
  timeoutSecs: [1, 3_600],
  maxBytes: [1_024, 5_368_709_120],
  headroom: [1, 20],
  leastTasks: [1, 1_000],
  pollerUnits: [1, 400],
  partitionsPerInvocation: [1, 100_000],
  vcpuFactor: [0.1, 10],
  storageDays: [0, 36_500],
};

const asked = (name: string, unit: string, value: number): Figure =>
  given({ name, unit, value, origin: 'asked', source: 'asked' });

/** The numbers of the question, as figures that formulas are made of. */
export interface AskedFigures {
  readonly rate: Figure;
  readonly recordBytes: Figure;
  readonly producerRatio: Figure;
  readonly partitions: Figure;
  readonly zones: Figure;
  readonly timeoutSecs: Figure;
  readonly maxBytes: Figure;
  readonly headroom: Figure;
  readonly leastTasks: Figure;
  readonly vcpuFactor: Figure;
  readonly storageDays: Figure;
}

export function askedFigures(question: Question): AskedFigures {
  return {
    rate: asked('events a second', 'events/s', question.rate),
    recordBytes: asked('bytes of a record', 'bytes', question.recordBytes),
    producerRatio: asked('compression by the producers', 'times', question.producerRatio),
    partitions: asked('partitions', '', question.partitions),
    zones: asked('zones', '', question.zones),
    timeoutSecs: asked('age at which an object is stored', 's', question.timeoutSecs),
    maxBytes: asked('size at which an object is stored', 'bytes', question.maxBytes),
    headroom: asked('headroom over the average', 'times', question.headroom),
    leastTasks: asked(
      question.leastTasks === null ? 'tasks at least: one a zone' : 'tasks at least',
      '',
      question.leastTasks ?? question.zones,
    ),
    vcpuFactor: asked('vCPU seconds for a CPU second measured', 'times', question.vcpuFactor),
    storageDays: asked('days that objects stay', 'days', question.storageDays),
  };
}
