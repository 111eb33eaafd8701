import { logPlain, logSampled, type SampledEvent } from './event-lines.ts';
import type { Emit } from './events.ts';
import type { Log } from './logger.ts';
import { createSampler } from './sampler.ts';

const sampleIntervalMs = 10_000;
const summaryIntervalMs = 60_000;

/**
 * Turns events into log lines, or none: what comes per chunk is for the metrics alone, objects and commits are for
 * DEBUG, and at INFO one line a minute sums up what was stored. Events in floods are sampled.
 */
export function createLogEvents(log: Log, nowMs: () => number = Date.now): Emit {
  const sampler = createSampler<SampledEvent>(sampleIntervalMs, nowMs);
  const summary = createSummary(log, nowMs);
  const sample = (event: SampledEvent, key: string, count: number): void => {
    const shown = sampler.take(key, event, count);
    if (shown > 0) logSampled(log, event, shown);
  };
  const drain = (): void => {
    for (const { event, count } of sampler.drain()) logSampled(log, event, count);
    summary.flush();
  };

  return (event) => {
    switch (event.name) {
      case 'chunk_received':
      case 'records_dropped':
        return;
      case 'records_rejected':
        sample(event, `${event.name} ${event.component} ${event.code}`, event.records);
        return;
      case 'prefixes_overflowed':
        sample(event, `${event.name} ${event.sink}`, event.events);
        return;
      case 'store_retry':
        sample(event, `${event.name} ${event.sink} ${event.error.code}`, 1);
        return;
      case 'kafka_retry':
        sample(event, `${event.name} ${event.source} ${event.error.code}`, 1);
        return;
      case 'memory_pressure':
      case 'disk_pressure':
        sample(event, `${event.name} ${event.fetchPaused}`, 1);
        return;
      case 'object_stored':
        if (!event.deadLetter) summary.add(event.events, event.rawBytes, event.bytes);
        logPlain(log, event);
        return;
      case 'shutdown_finished':
      case 'invocation_finished':
      case 'fatal':
        drain();
        logPlain(log, event);
        return;
      case 'started':
      case 'epoch_cut':
      case 'offsets_committed':
      case 'hour_complete':
      case 'commit_failed':
      case 'rebalance_started':
      case 'partitions_assigned':
      case 'partitions_lost':
      case 'offset_reset':
      case 'epoch_maybe_doubled':
      case 'journal_restored':
      case 'journal_deleted':
      case 'consumer_restarted':
      case 'shutdown_started':
        logPlain(log, event);
    }
  };
}

/** What was stored since the last line, told by the first object after a minute, so that an idle pipeline is silent. */
function createSummary(
  log: Log,
  nowMs: () => number,
): {
  readonly add: (events: number, rawBytes: number, bytes: number) => void;
  readonly flush: () => void;
} {
  let since = nowMs();
  let objects = 0;
  let events = 0;
  let rawBytes = 0;
  let bytes = 0;
  const flush = (): void => {
    const now = nowMs();
    if (objects > 0) {
      log.info(`Stored ${events} events in ${objects} objects`, {
        event: 'stored',
        objects,
        events,
        rawBytes,
        bytes,
        seconds: Math.round((now - since) / 1000),
      });
    }
    since = now;
    objects = events = rawBytes = bytes = 0;
  };
  return {
    add: (moreEvents, moreRaw, more) => {
      objects++;
      events += moreEvents;
      rawBytes += moreRaw;
      bytes += more;
      if (nowMs() - since >= summaryIntervalMs) flush();
    },
    flush,
  };
}
