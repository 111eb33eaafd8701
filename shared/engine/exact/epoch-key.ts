import { objectKey } from '../../sink/key/object-key.ts';
import type { Epoch, EpochObject } from '../epoch.ts';

/** The key of an object of one partition: whoever does the epoch again comes to the same. */
export function keyOf(epoch: Epoch, { destination, object, number }: EpochObject): string {
  const { topic, partition, first } = epoch.only;
  const { prefix } = object;
  const { extension } = destination;
  return objectKey({ prefix, topic, partition, first, number, variant: epoch.variant, extension });
}
