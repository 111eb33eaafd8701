import { join } from 'node:path';
import type { SluiceError } from '../errors.ts';
import type { PipelineModel } from '../pipeline/model.ts';
import type { TopicPartition } from '../record.ts';
import type { ObjectStore } from '../sink/object-store.ts';
import type { Budget } from './budget.ts';
import { buildEngine, type Delivery, type EngineOptions } from './build-engine.ts';
import { parquetInThread } from '../encode/file/make-in-thread.ts';
import { SourceJournals } from './disk/source-journals.ts';
import { storeParts } from './disk/store-parts.ts';
import type { Engine } from './engine.ts';
import type { Span } from './span.ts';
import {
  exactPublishing,
  type ExactRules,
  ledgerOf,
  type Storing,
} from './exact/exact-publishing.ts';
import { GrowingUpload } from './growing-upload.ts';
import { required } from './required.ts';
import { sharedPublishing } from './shared-publishing.ts';
import type { OffsetKeeper } from './offset-keeper.ts';

export interface ContainerOptions extends Pick<
  EngineOptions,
  'model' | 'emit' | 'clock' | 'holdings' | 'schemas' | 'writeLines'
> {
  /** By sink. */
  readonly stores: ReadonlyMap<string, ObjectStore>;
  /** Keeps the offsets of a source. */
  readonly offsets: (source: string) => HostOffsets;
  /**
   * How objects of a partition are stored: created only where nothing is, or replaced, for stores that cannot create.
   * Asked for each epoch.
   */
  readonly storing: () => Storing;
  /** Which life of a topic it is, as the broker says; empty where it does not. */
  readonly incarnationOf: (source: string, topic: string) => string;
  readonly onFatal: (error: SluiceError, partitions: readonly TopicPartition[]) => void;
  /** Where open epochs are kept on disk; left out, or null: in memory, whatever the pipeline says. */
  readonly dataFolder?: DataFolder | null;
}

/** The folder of a pipeline in its data directory. */
export interface DataFolder {
  readonly path: string;
  /** Tells the program from another one: an epoch is not gone on with by other code. */
  readonly build: string;
}

/** What the host does with offsets; see `OffsetKeeper`. */
export interface HostOffsets {
  /** @param ledger what has to stand with the offset `first` before anything of the epoch is stored */
  readonly begin: (span: Span, ledger: string) => Promise<boolean>;
  readonly end: OffsetKeeper['end'];
  readonly pressed: OffsetKeeper['pressed'];
}

/** The engine of a host that lives long and keeps offsets: with both promises, large objects, and a disk where there is one. */
export function buildContainerEngine(options: ContainerOptions): Engine {
  const { dataFolder = null } = options;
  return buildEngine({
    ...options,
    parquet: parquetInThread,
    delivery: (source, sinks) => deliveryOf(options, source, sinks),
    inParts: {
      storeOf: (sink) => required(options.stores, sink),
      grow: (parts, listener) => new GrowingUpload(parts, listener),
      storeParts,
    },
    journals:
      dataFolder === null
        ? null
        : (source, space) => journalsOf(options, dataFolder, source, space),
  });
}

/** The two promises: exactly once with a ledger, or at least once with shared objects. */
function deliveryOf(options: ContainerOptions, source: string, sinks: readonly string[]): Delivery {
  const { model, emit, stores, storing } = options;
  const host = options.offsets(source);
  // where nothing is stored at all, there is no bucket to have a record in
  if (model.delivery === 'dense' || stores.size === 0) {
    return {
      publishing: sharedPublishing(model.name, emit),
      offsets: { ...host, begin: () => Promise.resolve(true) },
    };
  }
  const [first = ''] = [...sinks, ...stores.keys()];
  const rules: ExactRules = {
    ...ownerOf(model, source),
    incarnationOf: (topic) => options.incarnationOf(source, topic),
    records: required(stores, first),
    stores,
    storing,
    emit,
  };
  return {
    publishing: exactPublishing(rules),
    offsets: { ...host, begin: (epoch) => host.begin(epoch.only, ledgerOf(rules, epoch)) },
  };
}

function journalsOf(
  { emit, incarnationOf, model, onFatal }: ContainerOptions,
  { build, path }: DataFolder,
  source: string,
  space: Budget,
): SourceJournals {
  return new SourceJournals({
    folder: join(path, source),
    owner: { ...ownerOf(model, source), build, source },
    incarnationOf: (topic) => incarnationOf(source, topic),
    space,
    emit,
    onFailure: (error) => onFatal(error, []),
  });
}

function ownerOf(
  { name: pipeline, fingerprint, sources }: PipelineModel,
  source: string,
): { readonly pipeline: string; readonly groupId: string; readonly fingerprint: string } {
  return { pipeline, groupId: required(sources, source).groupId, fingerprint };
}
