import { type EngineEvent, logEngineEvent } from './engine-lines.ts';
import type { Emit, TelemetryEvent } from './events.ts';
import type { Log } from './logger.ts';
import { createSampler } from './sampler.ts';

/** What happens in one host and not in the other. */
export type HostEvent = Exclude<
  TelemetryEvent,
  EngineEvent | { readonly name: 'chunk_received' | 'records_dropped' | 'events_sent' }
>;

/** One line for `count` events of this kind, or none: consumer-lines.ts, handler-lines.ts. */
export type LogHostEvent = (log: Log, event: HostEvent, count: number) => void;

const sampleIntervalMs = 10_000;
const summaryIntervalMs = 60_000;

/**
 * Turns events into log lines, or none: what comes per chunk is for the metrics alone, objects and commits are for
 * DEBUG, and at INFO one line a minute sums up what was stored. Events in floods are sampled.
 */
export function createLogEvents(
  log: Log,
  logHostEvent: LogHostEvent,
  nowMs: () => number = Date.now,
): Emit {
  const sampler = createSampler<(count: number) => void>(sampleIntervalMs, nowMs);
  const summary = createSummary(log, nowMs);
  const sample = (key: string, count: number, tell: (count: number) => void): void => {
    const shown = sampler.take(key, tell, count);
    if (shown > 0) tell(shown);
  };
  const drain = (): void => {
    for (const { event: tell, count } of sampler.drain()) tell(count);
    summary.flush();
  };

  return (event) => {
    switch (event.name) {
      case 'chunk_received':
      case 'records_dropped':
      case 'events_sent':
        return;
      case 'records_rejected':
        sample(`${event.name} ${event.component} ${event.code}`, event.records, (n) =>
          logEngineEvent(log, event, n),
        );
        return;
      case 'prefixes_overflowed':
        sample(`${event.name} ${event.sink}`, event.events, (n) => logEngineEvent(log, event, n));
        return;
      case 'store_retry':
        sample(`${event.name} ${event.sink} ${event.error.code}`, 1, (n) =>
          logEngineEvent(log, event, n),
        );
        return;
      case 'schema_retry':
        sample(`${event.name} ${event.source} ${event.error.code}`, 1, (n) =>
          logEngineEvent(log, event, n),
        );
        return;
      case 'events_shown':
        if (event.total !== null) logEngineEvent(log, event, 1);
        return;
      case 'schema_given_up':
        logEngineEvent(log, event, 1);
        return;
      case 'kafka_retry':
        sample(`${event.name} ${event.source} ${event.error.code}`, 1, (n) =>
          logHostEvent(log, event, n),
        );
        return;
      case 'memory_pressure':
        sample(`${event.name} ${event.fetchPaused}`, 1, (n) => logEngineEvent(log, event, n));
        return;
      case 'disk_pressure':
        sample(`${event.name} ${event.fetchPaused}`, 1, (n) => logHostEvent(log, event, n));
        return;
      case 'object_stored':
        if (!event.deadLetter) summary.add(event.events, event.rawBytes, event.bytes);
        logEngineEvent(log, event, 1);
        return;
      case 'epoch_cut':
        logEngineEvent(log, event, 1);
        return;
      case 'fatal':
        drain();
        logEngineEvent(log, event, 1);
        return;
      case 'shutdown_finished':
      case 'invocation_finished':
        drain();
        logHostEvent(log, event, 1);
        return;
      case 'started':
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
      case 'file_set_aside':
      case 'consumer_restarted':
      case 'shutdown_started':
        logHostEvent(log, event, 1);
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
