import { waitFor } from '../../../../shared/backoff.ts';
import type { TopicWatch } from '../topics/topic-watch.ts';
import type { Holding } from './holding.ts';

/**
 * Looks at the topics on a timer while a generation is held, and asks for a rebalance when the assignment no longer
 * fits them. The leader does so at the first sight of a new partition; the others wait for a second look, because the
 * leader normally acts first. They act at all because a static member that was the leader and came back does not know
 * that it is one. What shrinks (a deleted topic, a broker that has just started and knows little) is always looked at
 * twice.
 */
export async function watchForChanges(
  holding: Holding,
  options: { readonly topics: TopicWatch; readonly metadataMaxAgeMs: number },
  signal: AbortSignal,
): Promise<void> {
  const { topics, metadataMaxAgeMs } = options;
  if (!holding.leader) {
    // the leader has just looked; what it saw is the base, not what this member saw an hour ago
    await holding.looked;
    if (signal.aborted) return;
    holding.counts = topics.counts(holding.subscribed);
  }
  let seenBefore = '';
  while (await waitFor(jitter(metadataMaxAgeMs), signal)) {
    await topics.refresh();
    if (signal.aborted) return;
    const change = describeChange(holding, topics);
    if (change === null) {
      seenBefore = '';
      continue;
    }
    if (change.urgent || change.text === seenBefore) {
      holding.askRebalance();
      return;
    }
    seenBefore = change.text;
  }
}

function describeChange(
  holding: Holding,
  topics: TopicWatch,
): { readonly text: string; readonly urgent: boolean } | null {
  const subscribed = topics.subscribed();
  const joined = new Set(holding.subscribed);
  if (subscribed.some((topic) => !joined.has(topic))) return { text: 'subscribed', urgent: true };
  if (subscribed.length < joined.size) return { text: `gone ${subscribed.length}`, urgent: false };
  const now = topics.counts(holding.counts.keys());
  for (const [topic, count] of holding.counts) {
    const current = now.get(topic) ?? 0;
    if (current > count) return { text: `${topic} ${current}`, urgent: holding.leader };
    if (current < count) return { text: `${topic} ${current}`, urgent: false };
  }
  return null;
}

/** Up to a fifth less, so that the members of a group do not all ask at once. */
function jitter(delayMs: number): number {
  return delayMs * (0.8 + Math.random() * 0.2);
}
