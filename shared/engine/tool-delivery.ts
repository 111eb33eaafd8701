import { SluiceError } from '../errors.ts';
import type { PipelineModel } from '../pipeline/model.ts';
import type { Emit } from '../telemetry/events.ts';
import type { Delivery } from './build-engine.ts';
import { keyOf } from './exact/epoch-key.ts';
import { metadataOf, type Origin } from './exact/object-metadata.ts';
import type { Publishing } from './publisher.ts';
import type { OffsetKeeper } from './offset-keeper.ts';
import { storeUntilDone } from './store-until-done.ts';

/** How objects are named and stored by a host that keeps no offsets: each at once. */
export type ToolPublishing = Pick<Publishing, 'describe' | 'prepare' | 'store'>;

/**
 * The delivery of a host that keeps no offsets: a tool, or the Lambda function.
 * @param end hears of what is stored
 */
export function toolDelivery(
  publishing: ToolPublishing,
  end: OffsetKeeper['end'] = () => undefined,
): Delivery {
  return {
    publishing: { ...publishing, describeGrowing: neverGrows, complete: neverGrows },
    offsets: { begin: () => Promise.resolve(true), end, pressed: () => undefined },
  };
}

/** Objects under the same keys as exactly once has, by their first offset, that replace what is there. */
export function replacingPublishing(origin: Origin, emit: Emit): ToolPublishing {
  return {
    describe: (epoch, entry) => ({
      key: keyOf(epoch, entry),
      metadata: metadataOf(origin, epoch, entry),
    }),
    prepare: () => Promise.resolve('store'),
    store: async (_epoch, { destination: { sink, store } }, outgoing, signal) => {
      await storeUntilDone(sink, () => store.put(outgoing, signal), signal, emit);
    },
  };
}

/** Of objects that a source gave; nobody asked the broker which life of the topic it is. */
export function originOf({ fingerprint, name, sources }: PipelineModel, source: string): Origin {
  const groupId = sources.get(source)?.groupId ?? '';
  return { pipeline: name, groupId, fingerprint, incarnationOf: () => '' };
}

function neverGrows(): never {
  throw new SluiceError('INTERNAL', 'an object of a tool is stored at once');
}
