import type { TelemetryEvent } from './events.ts';
import { errorKeys, type Log } from './logger.ts';

const begunOtherwise = {
  rules: 'by other rules of the pipeline',
  compacted: 'before records of them were compacted away',
} as const;

/** Events that may come in floods: shown first of their kind, then at most one in a while with a count. */
export type SampledEvent = Extract<
  TelemetryEvent,
  {
    readonly name:
      | 'records_rejected'
      | 'prefixes_overflowed'
      | 'store_retry'
      | 'kafka_retry'
      | 'memory_pressure'
      | 'disk_pressure';
  }
>;

/** One line for `count` events of this kind; the keys are those of the last. */
export function logSampled(log: Log, event: SampledEvent, count: number): void {
  const { name } = event;
  switch (name) {
    case 'records_rejected': {
      const { component, code, topic, partition, offset, reason } = event;
      log.warn(`${count} records rejected by ${component}: ${code}; ${reason}`, {
        event: name,
        component,
        code,
        records: count,
        topic,
        partition,
        offset,
        reason,
      });
      return;
    }
    case 'prefixes_overflowed': {
      const { name: _name, events: _events, ...keys } = event;
      log.warn(
        `${count} events of ${event.sink} have too many prefixes and are stored in the overflow`,
        { event: name, events: count, ...keys },
      );
      return;
    }
    case 'store_retry':
      log.warn(`Storing in ${event.sink} failed and is tried again`, {
        event: name,
        sink: event.sink,
        times: count,
        attempt: event.attempt,
        delayMs: event.delayMs,
        ...errorKeys(event.error),
      });
      return;
    case 'kafka_retry':
      log.warn(`Kafka: ${event.action} failed and is tried again`, {
        event: name,
        source: event.source,
        times: count,
        attempt: event.attempt,
        delayMs: event.delayMs,
        ...errorKeys(event.error),
      });
      return;
    case 'memory_pressure':
      log.warn(
        event.fetchPaused
          ? 'The buffer is full: nothing is fetched until objects are stored'
          : 'The buffer is nearly full: objects are closed early',
        { event: name, times: count, heldBytes: event.heldBytes, maxBytes: event.maxBytes },
      );
      return;
    case 'disk_pressure':
      log.warn(
        event.fetchPaused
          ? 'The disk buffer is full: nothing is fetched until objects are stored'
          : 'The disk buffer has room again',
        { event: name, times: count, heldBytes: event.heldBytes, maxBytes: event.maxBytes },
      );
  }
}

/** Events that get a line each. */
export type PlainEvent = Exclude<
  TelemetryEvent,
  SampledEvent | { readonly name: 'chunk_received' | 'records_dropped' }
>;

/** The line of one event: its level, its words, its fields. */
export function logPlain(log: Log, event: PlainEvent): void {
  switch (event.name) {
    case 'started':
      log.info(`Started pipeline ${event.pipeline}`, { event: event.name, version: event.version });
      return;
    case 'epoch_cut': {
      const { name, ...keys } = event;
      log.debug(`Cut ${event.topic}/${event.partition} by ${event.reason}`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'object_stored': {
      const { name, ...keys } = event;
      if (event.deadLetter)
        log.warn(`Dead letters stored: ${event.events}`, { event: name, ...keys });
      else log.debug('Object stored', { event: name, ...keys });
      return;
    }
    case 'offsets_committed': {
      const { name, ...keys } = event;
      log.debug('Offsets committed', { event: name, ...keys });
      return;
    }
    case 'hour_complete': {
      const { name, ...keys } = event;
      log.info(`All of ${event.topic} up to the end of hour ${event.hour} is stored`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'commit_failed': {
      const { name, reason, ...keys } = event;
      const fate =
        event.outcome === 'fenced' ? 'refused, the partition is no longer ours' : 'unanswered';
      log.warn(`Commit of ${event.topic}/${event.partition} ${fate}`, {
        event: name,
        ...keys,
        reason: reason ?? 'not given',
      });
      return;
    }
    case 'rebalance_started': {
      const { name, ...keys } = event;
      log.info('The group rebalances', { event: name, ...keys });
      return;
    }
    case 'partitions_assigned': {
      const { name, ...keys } = event;
      log.info(`Assigned ${event.partitions.length} partitions`, { event: name, ...keys });
      return;
    }
    case 'partitions_lost': {
      const { name, ...keys } = event;
      log.info(`Gave up ${event.partitions.length} partitions`, { event: name, ...keys });
      return;
    }
    case 'offset_reset': {
      const { name, ...keys } = event;
      log.warn(`Offset of ${event.topic}/${event.partition} was out of range and is reset`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'epoch_maybe_doubled': {
      const { name, ...keys } = event;
      log.warn(
        `Offsets ${event.first} to ${event.next} of ${event.topic}/${event.partition} were begun ` +
          `${begunOtherwise[event.reason]} and are published anew: what was stored of them before is there twice`,
        { event: name, ...keys },
      );
      return;
    }
    case 'journal_restored': {
      const { name, ...keys } = event;
      log.info(`Going on with ${event.topic}/${event.partition} from the disk`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'journal_deleted': {
      const { name, ...keys } = event;
      log.info(`Deleted a file of ${event.topic}/${event.partition}: ${event.detail}`, {
        event: name,
        ...keys,
      });
      return;
    }
    case 'consumer_restarted':
      log.warn('The consumer failed and joins its group again', {
        event: event.name,
        source: event.source,
        ...errorKeys(event.error),
      });
      return;
    case 'shutdown_started': {
      const { name, ...keys } = event;
      log.info(`Stopping on ${event.signal}`, { event: name, ...keys });
      return;
    }
    case 'invocation_finished': {
      const { name, ...keys } = event;
      const stored = event.partitions - event.failed;
      log.info(`${stored} of ${event.partitions} partitions are stored`, { event: name, ...keys });
      return;
    }
    case 'shutdown_finished': {
      const { name, ...keys } = event;
      if (event.clean)
        log.info('Stopped; everything taken is stored and committed', { event: name, ...keys });
      else
        log.warn(`Stopped with ${event.recordsLeft} records not committed; they are read again`, {
          event: name,
          ...keys,
        });
      return;
    }
    case 'fatal':
      log.error(event.error.message, { event: event.name, ...errorKeys(event.error) });
  }
}
