import { randomUUID } from 'node:crypto';
import type { Emit } from '../telemetry/events.ts';
import type { Epoch, EpochObject } from './epoch.ts';
import type { PublisherParts } from './publisher.ts';
import { storeUntilDone } from './store-until-done.ts';

/**
 * How objects are named and stored where partitions share them: by time and a random part, as Vector names them, so
 * that nothing ever replaces anything. What is done again is stored again.
 */
export function sharedPublishing(
  pipeline: string,
  emit: Emit,
): Pick<PublisherParts, 'describe' | 'prepare' | 'store'> {
  return {
    describe: (epoch, entry) => ({
      key: keyOf(epoch, entry),
      metadata: {
        'sluice-pipeline': pipeline,
        'sluice-sink': entry.destination.sink,
        'sluice-events': String(entry.object.events),
      },
    }),
    prepare: () => Promise.resolve(),
    store: async ({ destination }, outgoing, signal) => {
      const { sink, store } = destination;
      await storeUntilDone(sink, () => store.put(outgoing, signal), signal, emit);
    },
  };
}

function keyOf(epoch: Epoch, { destination, object }: EpochObject): string {
  const { filenameTime, filenameAppendUuid, extension } = destination;
  const parts = [filenameTime(epoch.openedAtMs), ...(filenameAppendUuid ? [randomUUID()] : [])];
  const name = parts.filter((part) => part !== '').join('-');
  return `${object.prefix}${name}${extension === '' ? '' : `.${extension}`}`;
}
