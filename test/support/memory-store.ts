import type { ObjectStore, OutgoingObject } from '../../shared/sink/object-store.ts';
import { createMemoryStore, type MemoryStore } from '../../shared/sink/memory-store.ts';

export type { MemoryStore } from '../../shared/sink/memory-store.ts';

/** One call to a store, as a hook sees it. */
export interface StoreCall {
  readonly action:
    'put' | 'create' | 'head' | 'get' | 'list' | 'start' | 'part' | 'complete' | 'abort';
  /** The prefix, of a list. */
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Each may throw or wait, as a store in trouble does. */
export interface StoreHooks {
  /** Before a put or create, which then has stored nothing. */
  readonly beforePut?: (object: OutgoingObject, signal: AbortSignal) => Promise<void> | void;
  /** Before any call, and before `beforePut`. */
  readonly before?: (call: StoreCall) => Promise<void> | void;
  /** When the call is done and its answer on the way: what it throws is a lost answer. */
  readonly after?: (call: StoreCall) => Promise<void> | void;
  /** A server that does not know `If-None-Match`: each create replaces what is there. */
  readonly ignoresConditions?: boolean;
}

/** Lines of JSON of each object below a prefix, in the order of the keys. */
export function linesBelow(store: MemoryStore, prefix: string): readonly Record<string, unknown>[] {
  return [...store.objects]
    .filter(([key]) => key.startsWith(prefix))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, { text }]) => text.split('\n').filter((line) => line !== ''))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A store in memory, for what real storage cannot be made to do on demand. */
export function memoryStore(
  hooks: StoreHooks | NonNullable<StoreHooks['beforePut']> = {},
): MemoryStore {
  const { beforePut, before, after, ignoresConditions } =
    typeof hooks === 'function' ? ({ beforePut: hooks } as StoreHooks) : hooks;
  const inner = createMemoryStore();
  const around = async <T>(call: StoreCall, work: () => Promise<T>): Promise<T> => {
    await before?.(call);
    const answer = await work();
    await after?.(call);
    return answer;
  };
  const put: ObjectStore['put'] = (object, signal) =>
    around({ action: 'put', key: object.key, signal }, async () => {
      await beforePut?.(object, signal);
      await inner.put(object, signal);
    });
  const create: ObjectStore['create'] = (object, signal) =>
    around({ action: 'create', key: object.key, signal }, async () => {
      await beforePut?.(object, signal);
      if (ignoresConditions !== true) return inner.create(object, signal);
      await inner.put(object, signal);
      return 'created';
    });
  const startUpload: ObjectStore['startUpload'] = (head, signal) =>
    around({ action: 'start', key: head.key, signal }, async () => {
      const upload = await inner.startUpload(head, signal);
      const call = (action: StoreCall['action'], until: AbortSignal): StoreCall => ({
        action,
        key: head.key,
        signal: until,
      });
      return {
        uploadPart: (number, pieces, until) =>
          around(call('part', until), () => upload.uploadPart(number, pieces, until)),
        complete: (condition, until) =>
          around(call('complete', until), () =>
            upload.complete(ignoresConditions === true ? 'replace' : condition, until),
          ),
        abort: (until) => around(call('abort', until), () => upload.abort(until)),
      };
    });
  return {
    ...inner,
    put,
    create,
    startUpload,
    head: (key, signal) => around({ action: 'head', key, signal }, () => inner.head(key, signal)),
    get: (key, signal, maxBytes) =>
      around({ action: 'get', key, signal }, () => inner.get(key, signal, maxBytes)),
    list: async function* (prefix, signal) {
      const call: StoreCall = { action: 'list', key: prefix, signal };
      yield* await around(call, () => Promise.resolve(inner.list(prefix, signal)));
    },
    supportsCreate: () => Promise.resolve(ignoresConditions !== true),
    supportsUploads: (condition) =>
      Promise.resolve(condition === 'replace' || ignoresConditions !== true),
  };
}
