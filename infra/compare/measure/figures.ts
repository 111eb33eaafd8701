import type { MeasuredId, MeasuredRun, Measurement, Measurements } from '../model/measurements.ts';
import { type Compression, compressions } from '../model/question.ts';
import type { FilledTopic } from './place.ts';
import type { HandlerRun } from './run-handler.ts';
import type { DrainedRun, Watched } from './run-container.ts';

/** Everything that one session has measured, as it was. */
export interface Session {
  readonly date: string;
  readonly machine: string;
  readonly workload: string;
  readonly calibration: number;
  readonly small: FilledTopic;
  readonly large: FilledTopic;
  /** On a topic that is empty, by threads. */
  readonly start: Readonly<Record<1 | 2, MeasuredRun>>;
  readonly container: {
    readonly small: Readonly<Record<Compression, DrainedRun>>;
    readonly large: Readonly<Record<Compression, DrainedRun>>;
    /** zstd, by threads: more small records. */
    readonly long: Readonly<Record<1 | 2, MeasuredRun>>;
    /** zstd. */
    readonly twoThreads: MeasuredRun;
  };
  readonly idle: Watched;
  readonly steady: Watched;
  readonly steadyRate: number;
  readonly handler: {
    readonly small: Readonly<Record<Compression, HandlerRun>>;
    readonly large: Readonly<Record<Compression, HandlerRun>>;
    /** none, in small batches. */
    readonly smallBatches: HandlerRun;
    /** none, small records, by memory and batches: kept to the share of a core that the memory gives. */
    readonly sizes: readonly HandlerRun[];
  };
  readonly packages: { readonly consumerBytes: number; readonly handlerBytes: number };
  /** By compression, where --vector named one. */
  readonly vector: Readonly<Partial<Record<Compression, MeasuredRun>>>;
}

type Figures = Measurements['figures'];

/** What the model takes from a session; what this one has not measured (rivals) stays as it was kept. */
export function figuresOf(session: Session, kept: Figures): Figures {
  const { container, handler, small, large, start, idle, steady } = session;
  const rivals = Object.entries(kept).filter(([id]) => /^(vector|connect)\./.test(id));
  const figures = Object.fromEntries(rivals) as Record<MeasuredId, Measurement>;
  const put = (id: MeasuredId, value: number, unit: string, how: string): void => {
    figures[id] = { value: rounded(value), unit, how, date: session.date };
  };
  const startSecs = start[1].cpuSeconds;
  const perEvent = (run: MeasuredRun, fixedSecs: number): number =>
    (Math.max(0, run.cpuSeconds - fixedSecs) / run.events) * 1e6;
  put('small.recordBytes', small.recordBytes, 'bytes', 'mean of what was produced');
  put('large.recordBytes', large.recordBytes, 'bytes', 'mean of what was produced');
  const log = "the broker's log of the topic, less keys and values, by records";
  put('fetch.overheadBytes', Math.max(0, small.overheadBytes), 'bytes', log);
  const stored = container.small.none.storedBytes / small.events;
  const added = 'mean line of the objects without compression, less key and value';
  put('line.addedBytes', Math.max(0, stored - small.recordBytes), 'bytes', added);
  for (const compression of compressions) {
    for (const size of ['small', 'large'] as const) {
      const run = container[size][compression];
      const drained = `CPU of the process (kernel) while it drains ${run.events} records, less that of a start, by records`;
      put(`container.cpu.${size}.${compression}`, perEvent(run, startSecs), 'µs', drained);
      const fn = handler[size][compression];
      const warm = fn.warmCpuMicros / fn.warmEvents;
      const fixed = (objectMicrosOf(handler) * fn.objects) / fn.events;
      const invoked = `CPU of the function (kernel) over ${fn.warmInvocations} full batches after the first, less what an invocation takes by itself for its objects, by records`;
      put(`handler.cpu.${size}.${compression}`, Math.max(0, warm - fixed), 'µs', invoked);
    }
    if (compression !== 'none') {
      const ratio = container.small.none.storedBytes / container.small[compression].storedBytes;
      put(`ratio.${compression}`, ratio, 'times', 'objects without compression by those with it');
    }
  }
  put('container.startCpuMs', startSecs * 1e3, 'ms', 'CPU of a run on an empty topic');
  const { twoThreads } = container;
  // between two lengths of run: what starting and getting warm takes is in both
  const between = (long: MeasuredRun, short: MeasuredRun): number =>
    (long.cpuSeconds - short.cpuSeconds) / (long.events - short.events);
  const one = between(container.long[1], container.small.zstd);
  const factor = Math.max(1, between(container.long[2], twoThreads) / one);
  const longer = `zstd, two threads by one: CPU of ${container.long[1].events} records less that of ${twoThreads.events}`;
  put('container.threadsFactor', factor, 'times', longer);
  for (const threads of [1, 2] as const) {
    const run = container.long[threads];
    const rate = run.events / run.wallSeconds;
    put(`container.rate.${threads}`, rate, 'events/s', 'zstd, from start to end of the process');
    const most =
      threads === 1
        ? [run, ...Object.values(container.small), ...Object.values(container.large)]
        : [run, twoThreads];
    const peak = Math.max(...most.map(({ peakBytes }) => peakBytes));
    put(
      `container.peakBytes.${threads}`,
      peak,
      'bytes',
      'highest resident set (VmHWM) of all runs',
    );
  }
  const idleCores = idle.cpuMicros / 1e6 / idle.seconds;
  const ofCores = `its own process_cpu_seconds_total over ${idle.seconds.toFixed(0)} s without records`;
  put('container.idleCores', idleCores, 'cores', ofCores);
  const evenMicros = (steady.cpuMicros - idleCores * steady.seconds * 1e6) / steady.events;
  const even = `process_cpu_seconds_total of ${steady.events} events at ${session.steadyRate} a second in requests each 100 ms, after some seconds of it, less what is used without records, by that of draining; zstd`;
  const drained = perEvent(container.small.zstd, startSecs);
  put('container.steadyFactor', Math.max(1, evenMicros / drained), 'times', even);
  const line = 'the longest line of the runs that sums up what was stored';
  const lines = [...Object.values(container.small), ...Object.values(container.large)];
  const longest = Math.max(...lines.map(({ logLineBytes }) => logLineBytes));
  put('container.logLineBytes', longest, 'bytes', line);
  putHandler(session, put);
  const zip = 'the handler package as node build.mjs zips it';
  put('package.handlerBytes', session.packages.handlerBytes, 'bytes', zip);
  const bundle = 'the consumer package as node build.mjs bundles it';
  put('package.consumerBytes', session.packages.consumerBytes, 'bytes', bundle);
  for (const compression of compressions) {
    const run = session.vector[compression];
    if (run === undefined) continue;
    const how = 'CPU of Vector (kernel) until its group has committed all, by records';
    put(`vector.cpu.${compression}`, perEvent(run, 0), 'µs', how);
    put('vector.peakBytes', run.peakBytes, 'bytes', 'highest resident set (VmHWM)');
  }
  return figures;
}

type Put = (id: MeasuredId, value: number, unit: string, how: string) => void;

function putHandler({ handler, small }: Session, put: Put): void {
  const full = handler.small.none;
  const runs = [
    ...Object.values(handler.small),
    ...Object.values(handler.large),
    handler.smallBatches,
  ];
  const fixed =
    'CPU of small batches against full ones, by a straight line over the records, by the objects that each made';
  put('handler.objectCpuMs', objectMicrosOf(handler) / 1e3, 'ms', fixed);
  const overhead = full.eventBytes / full.events - (small.recordBytes * 4) / 3;
  const base64 = 'JSON of the events by records, less 4/3 of key and value';
  put('handler.eventOverheadBytes', overhead, 'bytes', base64);
  const peak = Math.max(...runs.map(({ peakBytes }) => peakBytes));
  put('handler.peakBytes', peak, 'bytes', 'highest resident set (VmHWM) of all runs');
  const init = runs.map(({ initMs }) => initMs).toSorted((a, b) => a - b);
  const longer = 'first invocation less the one in the middle, median of the runs';
  put('handler.initMs', init[Math.floor(init.length / 2)] ?? 0, 'ms', longer);
  const waited = full.medianMs - full.warmCpuMicros / 1e3 / full.warmInvocations;
  const wall = 'median of an invocation as its caller sees it, less CPU: emulator, S3 server here';
  put('handler.waitMs', Math.max(0, waited), 'ms', wall);
  const { logBytes, invocations, metrics } = handler.smallBatches;
  const lines = 'lines of the function and of the emulator, by invocations';
  put('handler.logBytesPerInvocation', logBytes / invocations, 'bytes', lines);
  const named = 'metrics in its log, by name and dimensions, without faults';
  put('handler.metrics', metrics, 'metrics', named);
}

/** What an invocation takes without its records, by object: CPU an invocation is a straight line over the records in it. */
function objectMicrosOf({ small, smallBatches }: Session['handler']): number {
  const [many, few] = [small.none, smallBatches].map((run) => ({
    records: run.warmEvents / run.warmInvocations,
    micros: run.warmCpuMicros / run.warmInvocations,
  }));
  if (many === undefined || few === undefined || many.records <= few.records) return 0;
  const slope = (many.micros - few.micros) / (many.records - few.records);
  const objects = smallBatches.objects / smallBatches.invocations;
  return Math.max(0, few.micros - slope * few.records) / objects;
}

/** Four digits are more than such figures are good for. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
