import { randomUUID } from 'node:crypto';
import type { Emit } from '../telemetry/events.ts';
import type { Epoch, EpochObject } from './epoch.ts';
import type { Publishing } from './publisher.ts';
import { storeUntilDone } from './store-until-done.ts';

/**
 * How objects are named and stored where partitions share them: by time and a random part, as Vector names them, so
 * that nothing ever replaces anything. What is done again is stored again.
 */
export function sharedPublishing(pipeline: string, emit: Emit): Publishing {
  return {
    describe: (epoch, entry) => ({
      key: keyOf(epoch, entry),
      metadata: {
        'sluice-pipeline': pipeline,
        'sluice-sink': entry.destination.sink,
        'sluice-events': String(entry.object.events),
      },
    }),
    describeGrowing: (epoch, entry, id) => ({
      key: keyOf(epoch, entry),
      metadata: {
        'sluice-pipeline': pipeline,
        'sluice-sink': entry.destination.sink,
        'sluice-upload': id,
      },
      condition: 'replace',
    }),
    prepare: () => Promise.resolve('store'),
    store: async (_epoch, { destination }, outgoing, signal) => {
      const { sink, store } = destination;
      await storeUntilDone(sink, () => store.put(outgoing, signal), signal, emit);
    },
    complete: async (_epoch, { destination }, { upload }, signal) => {
      const complete = (): Promise<unknown> => upload.complete('replace', signal);
      await storeUntilDone(destination.sink, complete, signal, emit);
    },
  };
}

function keyOf(epoch: Epoch, { destination, object }: EpochObject): string {
  const { filenameTime, filenameAppendUuid, extension } = destination;
  const parts = [filenameTime(epoch.openedAtMs), ...(filenameAppendUuid ? [randomUUID()] : [])];
  const name = parts.filter((part) => part !== '').join('-');
  return `${object.prefix}${name}${extension === '' ? '' : `.${extension}`}`;
}
