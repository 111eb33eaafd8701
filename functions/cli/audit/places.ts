import type { KeeperStore } from '../../../shared/sink/object-store.ts';
import type { PipelineModel, RejectionModel, S3SinkModel } from '../../../shared/pipeline/model.ts';
import { readersOf, sinksBelow } from '../../../shared/engine/graph.ts';
import { literalBeginning } from '../../../shared/sink/key/literal-folder.ts';

/** A bucket, with the name under which the audit knows it. */
export interface Bucket {
  readonly place: string;
  readonly store: KeeperStore;
}

/** Where objects of a source can lie: everything below a literal prefix of a bucket. */
export interface Folder {
  readonly bucket: Bucket;
  readonly prefix: string;
  readonly deadLetter: boolean;
}

/** All the places where something of one source can be found. */
export interface SourcePlaces {
  /** By sink of the source, in the pipeline's order; the first one's bucket holds the epoch records. */
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly folders: readonly Folder[];
}

/**
 * Where a source's objects and dead letters go, by the pipeline as it is now.
 * @param further prefixes that it had before, in any of its buckets
 */
export function placesOf(
  model: PipelineModel,
  source: string,
  bucketOf: (sink: S3SinkModel) => Bucket,
  further: readonly string[],
): SourcePlaces {
  const readers = readersOf(model, source);
  const buckets = new Map<string, Bucket>();
  const folders: Folder[] = [];
  const rejections: RejectionModel[] = [];
  const ofSource = model.sources.get(source);
  if (ofSource !== undefined) rejections.push(ofSource.onRejection);
  for (const name of sinksBelow(readers)) {
    const sink = model.sinks.get(name);
    if (sink === undefined) continue;
    const bucket = bucketOf(sink);
    buckets.set(name, bucket);
    folders.push({ bucket, prefix: literalBeginning(sink.keyPrefix), deadLetter: false });
    const overflow = literalBeginning(sink.overflowPrefix);
    // by default it lies within
    if (!overflow.startsWith(literalBeginning(sink.keyPrefix))) {
      folders.push({ bucket, prefix: overflow, deadLetter: false });
    }
    for (const prefix of further) folders.push({ bucket, prefix, deadLetter: false });
    rejections.push(sink.onRejection);
  }
  const [anySink] = model.sinks;
  // where nothing of the source is stored, its epoch records are with those of others
  if (buckets.size === 0 && anySink !== undefined) buckets.set(anySink[0], bucketOf(anySink[1]));
  for (const { action, sink, keyPrefix } of rejections) {
    const to = model.sinks.get(sink);
    if (action !== 'dead_letter' || to === undefined) continue;
    folders.push({ bucket: bucketOf(to), prefix: literalBeginning(keyPrefix), deadLetter: true });
  }
  return { buckets, folders };
}
