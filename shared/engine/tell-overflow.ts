import type { Emit } from '../telemetry/events.ts';
import type { Epoch } from './epoch.ts';

/** Says of each sink how many events of an epoch found no room under a prefix of their own. */
export function tellOverflow(epoch: Epoch, source: string, emit: Emit): void {
  const [span] = epoch.spans.values();
  if (span === undefined) return;
  const { topic, partition, first } = span;
  for (const { destination, overflowed: events } of epoch.outputs) {
    if (events === 0) continue;
    const { sink, maxPrefixes } = destination;
    const place = { source, sink, topic, partition, first };
    emit({ name: 'prefixes_overflowed', ...place, events, maxPrefixes });
  }
}
