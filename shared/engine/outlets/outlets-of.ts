import type { EngineOptions } from '../build-engine.ts';
import { type GraphNode, outletsBelow } from '../graph.ts';
import type { OffsetKeeper } from '../offset-keeper.ts';
import type { RejectionPolicy } from '../program/rejections.ts';
import { required } from '../required.ts';
import { createFileOutlet, type FileOutlet } from './file-outlet.ts';
import { createOutletWriter, type OutletWriter } from './outlet-writer.ts';
import { standardStreams } from './standard-streams.ts';

/** The outlets of an engine, which its sources share. */
export interface Outlets {
  /**
   * What writes the events of those below a source, by their names; and the offsets, which wait for what it has written.
   * @param policies gets what becomes of what they cannot take: no dead letter, as none could be sent to them again
   */
  readonly ofSource: (
    source: string,
    readers: readonly GraphNode[],
    offsets: OffsetKeeper,
    policies: Map<string, RejectionPolicy>,
  ) => {
    readonly writers: ReadonlyMap<string, OutletWriter>;
    readonly offsets: OffsetKeeper;
  };
  /** Resolves when more may be taken. @throws {SluiceError} FILE_UNWRITABLE */
  readonly room: (signal: AbortSignal) => Promise<void>;
  /** As time goes by. */
  readonly tick: () => void;
  readonly close: () => void;
}

export function outletsOf({
  model,
  emit,
  clock,
  writeLines = standardStreams,
}: EngineOptions): Outlets {
  const files = new Map<string, FileOutlet>();
  for (const [name, outlet] of model.outlets) {
    if (outlet.type === 'file') files.set(name, createFileOutlet({ name, outlet, emit, clock }));
  }
  return {
    ofSource: (source, readers, offsets, policies) => {
      const names = outletsBelow(readers);
      const { fields, onRejection } = required(model.sources, source);
      const timeField = fields.timestamp;
      const writers = new Map(
        names.map((name) => {
          const outlet = required(model.outlets, name);
          const writer =
            outlet.type === 'file'
              ? required(files, name).writerOf(timeField)
              : createOutletWriter({ name, outlet, timeField, writeLines, emit, clock });
          return [name, writer];
        }),
      );
      const waitedFor = names.flatMap((name) => files.get(name) ?? []);
      for (const name of names) {
        const stops = onRejection.action === 'stop' && files.has(name);
        policies.set(name, { action: stops ? 'stop' : 'drop' });
      }
      return { writers, offsets: waiting(offsets, [...writers.values()], waitedFor) };
    },
    room: async (signal) => {
      for (const file of files.values()) await file.room(signal);
    },
    tick: () => {
      for (const file of files.values()) file.tick();
    },
    close: () => {
      for (const file of files.values()) file.close();
    },
  };
}

/** Nothing of an epoch is committed before outlets have shown, or have on the disk, what they got of it. */
function waiting(
  offsets: OffsetKeeper,
  writers: readonly OutletWriter[],
  files: readonly FileOutlet[],
): OffsetKeeper {
  return {
    ...offsets,
    begin: async (epoch, released) => {
      // an epoch may end within a chunk, and where a record stops the pipeline that has no end of its own
      for (const writer of writers) writer.flush();
      for (const file of files) if (!(await file.stored(released))) return false;
      return offsets.begin(epoch, released);
    },
  };
}
