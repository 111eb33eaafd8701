import { readersOf, sinksBelow } from '../../../shared/engine/graph.ts';
import type { PipelineModel, S3SinkModel } from '../../../shared/pipeline/model.ts';

/** The load that a pipeline is meant for. */
export interface Load {
  /** Records a second, over all partitions. */
  readonly rate: number;
  /** Encoded bytes of one event. */
  readonly recordBytes: number;
  /** Partitions of the source's topics together. */
  readonly partitions: number;
  /** Key prefixes that get events at the same time. */
  readonly prefixes: number;
  /** Consumers (or threads) that share the partitions. */
  readonly consumers: number;
}

/** What one sink makes of a load. */
export interface ExpectedObjects {
  readonly source: string;
  readonly sink: string;
  /** Bytes of a typical object, before compression. */
  readonly objectBytes: number;
  readonly objectsPerMonth: number;
  /** PUT requests: the objects, and the epoch records where an epoch has several. */
  readonly putsPerMonth: number;
  /** Why an object ends. */
  readonly endsBy: 'size' | 'count' | 'age';
  /** Bytes that the open objects of one consumer come to before they end, before compression; of all its sinks. */
  readonly openBytes: number;
}

/** AWS bills a month as 730 hours. */
const monthSecs = 730 * 3600;

/**
 * How large objects get and how many a month there will be, if the load is even and every event reaches every sink: by
 * the same rules as the engine's (docs/delivery.md, 'The unit: an epoch').
 */
export function expectedObjects(model: PipelineModel, load: Load): readonly ExpectedObjects[] {
  return [...model.sources.keys()].flatMap((source) => {
    const sinks = sinksBelow(readersOf(model, source)).flatMap((name) => {
      const sink = model.sinks.get(name);
      return sink === undefined ? [] : [{ name, sink }];
    });
    const timeoutSecs = Math.min(...sinks.map(({ sink }) => sink.batch.timeoutSecs));
    // dense shares objects among the partitions of a consumer
    const lanes = model.delivery === 'exact' ? load.partitions : load.consumers;
    const objectsAtOnce = load.prefixes * sinks.length;
    const laneRate = load.rate / lanes;
    const epochSecs =
      objectsAtOnce === 1 ? Math.min(timeoutSecs, fullAfter(sinks, load, laneRate)) : timeoutSecs;
    const openBytes = (load.rate / load.consumers) * epochSecs * load.recordBytes * sinks.length;
    const epochs = (monthSecs / epochSecs) * lanes;
    return sinks.map(({ name, sink }, index) => {
      const events = (laneRate * epochSecs) / load.prefixes;
      const most = eventsPerObject(sink, load);
      const perPrefix = Math.max(1, Math.ceil(events / most - 1e-9));
      const objectsPerMonth = epochs * load.prefixes * perPrefix;
      // an epoch of one object needs no record; the records lie in the bucket of the first sink
      const records = model.delivery === 'exact' && index === 0 && objectsAtOnce > 1 ? epochs : 0;
      return {
        source,
        sink: name,
        objectBytes: Math.min(events, most) * load.recordBytes,
        objectsPerMonth,
        putsPerMonth: objectsPerMonth + records,
        endsBy: events >= most ? limitOf(sink, load) : 'age',
        openBytes,
      };
    });
  });
}

function fullAfter(
  sinks: readonly { readonly sink: S3SinkModel }[],
  load: Load,
  laneRate: number,
): number {
  return Math.min(...sinks.map(({ sink }) => eventsPerObject(sink, load) / laneRate));
}

function eventsPerObject({ batch }: S3SinkModel, { recordBytes }: Load): number {
  return Math.min(batch.maxBytes / recordBytes, batch.maxEvents ?? Infinity);
}

function limitOf({ batch }: S3SinkModel, { recordBytes }: Load): 'size' | 'count' {
  return batch.maxBytes / recordBytes <= (batch.maxEvents ?? Infinity) ? 'size' : 'count';
}
