import { createHash } from 'node:crypto';
import { SluiceError } from '../../../shared/errors.ts';
import type { EpochOwner } from '../../../shared/engine/exact/epoch-record.ts';
import { readersOf, sinksBelow } from '../../../shared/engine/graph.ts';
import type { PipelineModel } from '../../../shared/pipeline/model.ts';
import { partitionKey } from '../../../shared/record.ts';
import type { KeeperStore } from '../../../shared/sink/object-store.ts';
import type { KafkaTool } from '../../consumer/kafka/port.ts';
import { recordsOf } from '../kafka-range/records-of.ts';
import { resolveRanges } from '../kafka-range/resolve-ranges.ts';
import type { Position } from '../position.ts';
import { sizeOf } from '../run/recorded-chunk.ts';
import type { RecordedRecord } from '../run/recorded-record.ts';
import { type RangeMarker, readRangeMarker, writeMarker } from './marker.ts';
import { replayedKey } from './replayed-key.ts';
import type { ReplayHost } from './replay-host.ts';
import type { ReplaySummary } from './summary.ts';

/** Of key and value; a constant, so that batches are cut alike whenever they are made. */
const batchBytes = 16 * 1024 * 1024;
const batchRecords = 20_000;

export interface RangeReplay {
  readonly model: PipelineModel;
  readonly source: string;
  readonly owner: EpochOwner;
  readonly port: KafkaTool;
  readonly host: ReplayHost;
  readonly topic: string;
  readonly partition: number | null;
  readonly from: Position;
  readonly until: Position;
  /** The request in words, the same whenever it is made again. */
  readonly request: string;
  readonly into: string;
  /** Where it is noted how far it got; null: a try-out, after which everything is as it was. */
  readonly marks: KeeperStore | null;
  readonly summary: ReplaySummary;
  readonly signal: AbortSignal;
}

/**
 * Replays a range of a topic, read without any group. Which offsets a time is, is asked once and noted: who asks the
 * same again, or goes on after an interruption, replays the same records in the same batches, under the same keys.
 * @throws {SluiceError} KAFKA_*, STORE_*; INPUT_UNREADABLE where the log does not hold the range; EPOCH_CONFLICT where
 *   it was begun by other rules
 */
export async function replayRange(replay: RangeReplay): Promise<void> {
  const { model, marks, owner, into, request, port, topic, summary, signal } = replay;
  const source = `${request} ${port.incarnationOf(topic)}`;
  const key = replayedKey(owner, source, into);
  const known = marks === null ? null : await readRangeMarker(marks, key, signal);
  const marker: RangeMarker = known ?? {
    version: 1,
    ranges: (await resolveRanges(port, replay)).map(({ first, next, ...at }) => {
      return { ...at, first: String(first), next: String(next) };
    }),
    fingerprint: model.fingerprint,
    openedAtMs: Date.now(),
    isDone: false,
  };
  for (const { topic: name, partition, first, next } of marker.ranges) {
    summary.ranges.push(`${partitionKey(name, partition)}: [${first}, ${next})`);
  }
  if (marker.isDone) {
    summary.objectsBefore += marker.ranges.length;
    return;
  }
  if (marker.fingerprint !== model.fingerprint) {
    throw new SluiceError(
      'EPOCH_CONFLICT',
      'a replay of this range by other rules was interrupted: it can be finished by the pipeline as it was then; allowed otherwise: another --into',
    );
  }
  if (marks !== null && known === null) await writeMarker(marks, key, marker, signal);
  for (const range of marker.ranges) {
    await replayPartition(range, `${source} ${range.partition}`, marker, replay);
    if (signal.aborted) return;
    summary.objects++;
  }
  if (marks !== null) await writeMarker(marks, key, { ...marker, isDone: true }, signal);
}

async function replayPartition(
  { topic, partition, first, next }: RangeMarker['ranges'][number],
  source: string,
  { openedAtMs }: RangeMarker,
  replay: RangeReplay,
): Promise<void> {
  const { host, model, port, summary, signal } = replay;
  const sinks = new Set(sinksBelow(readersOf(model, replay.source)));
  let records: RecordedRecord[] = [];
  let bytes = 0;
  let batches = 0;
  const flush = async (): Promise<void> => {
    if (records.length === 0) return;
    batches++;
    const hash = createHash('sha256').update(`${source} ${batches}`).digest('hex').slice(0, 15);
    const failed = await host.replay({ id: `r${hash}`, openedAtMs, sinks, records });
    summary.tried += records.length;
    // one that several sinks refuse is one record
    const seen = new Set<bigint>();
    for (const one of failed) {
      if (seen.has(one.offset)) continue;
      seen.add(one.offset);
      summary.failed(one.code, one);
    }
    records = [];
    bytes = 0;
  };
  const range = { topic, partition, first: BigInt(first), next: BigInt(next) };
  for await (const record of recordsOf(port, range, signal)) {
    records.push(record);
    bytes += sizeOf(record);
    if (bytes >= batchBytes || records.length >= batchRecords) await flush();
  }
  if (!signal.aborted) await flush();
}
