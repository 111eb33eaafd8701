import type { ObjectStore, OutgoingObject } from '../../shared/sink/object-store.ts';

/** A store in memory, for what real storage cannot be made to do on demand. */
export interface MemoryStore extends ObjectStore {
  readonly objects: Map<string, { readonly object: OutgoingObject; readonly text: string }>;
}

/** @param beforePut may throw or wait, as a store in trouble does */
export function memoryStore(
  beforePut: (object: OutgoingObject, signal: AbortSignal) => Promise<void> | void = () =>
    undefined,
): MemoryStore {
  const objects: MemoryStore['objects'] = new Map();
  return {
    location: 'memory',
    objects,
    put: async (object, signal) => {
      await beforePut(object, signal);
      const text = Buffer.concat(object.body).toString('utf8');
      objects.set(object.key, { object, text });
    },
    check: () => Promise.resolve(),
    close: () => undefined,
  };
}
